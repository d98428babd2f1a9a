"""What a message says as the answer to the question that was put."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.knowledge.model import Option, Question, Status
from bot.reasoning.exchange import Put, Reply, from_options
from bot.reasoning.model import Message, Observation
from bot.reasoning.options import (
    begun_with,
    chosen_by_sentence,
    chosen_exactly,
    chosen_loosely,
    normalise,
)
from bot.reasoning.polarity import NO, YES, by_polarity, by_side

_PLACES = ("location", "radiation")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")
_EXPLICIT = (Status.PRESENT, Status.ABSENT, Status.PAST, Status.OTHER_PERSON)
_FIRST_NUMBER = re.compile(r"\s*\d+(?:\.\d+)?\s*(?:,|$|/\s*10)")
SHORT = 3  # words
# Log odds from which the whole of an answer counts, and counts against its words.
LIKELY, SURE, VERY_SURE, CERTAIN = 0.8, 1.0, 1.6, 3.5


def read_reply(
    put: Put, message: Message, mentioned: Mapping[str, Observation]
) -> Reply:
    """The message as an answer, its words weighed against the whole of it."""
    reply = _read(put, message, mentioned)
    if message.odds is None:
        return reply
    unlikely = 0.0 if _says_only_yes(put, reply, mentioned) else -LIKELY
    if unlikely <= message.odds < SURE:
        return reply
    if _number(put, message) or chosen_exactly(put.question, message):
        return reply
    elsewhere = any(
        seen.status is Status.PRESENT and finding not in put.covers
        for finding, seen in mentioned.items()
    )
    return _weighed(put, message, message.odds, reply, news=elsewhere)


def _says_only_yes(
    put: Put, reply: Reply, mentioned: Mapping[str, Observation]
) -> bool:
    """Whether no words of a warning sign stand behind the yes: "normal. why?? yeah"."""
    said = [f for f in put.covers if f in mentioned]
    return (
        put.question.safety is not None
        and any(told.status is Status.PRESENT for told in reply.sets.values())
        and all(mentioned[f].status is not Status.PRESENT for f in said)
    )


def _weighed(
    put: Put, message: Message, odds: float, reply: Reply, *, news: bool
) -> Reply:
    """The reply, filled in or doubted by what the whole answer comes to.

    Beside `news` of something else it has to be very clear that it answers at all.
    A yes to a list of warning signs has to say which, or be asked for again. "Yeah,
    fine feeling" is no yes to numbness, and "toes are all there" is none at all.
    """
    if not (reply.sets or reply.unknown or reply.side):
        return _filled_in(put, message, odds, reply, news=news)
    if put.question.safety is None:
        return by_polarity(put, "no") if _is_none(put, message, odds, reply) else reply
    told = {reply.sets[f].status for f in put.covers if f in reply.sets}
    if Status.PRESENT in told and odds < 0:
        return _denied(put, reply, odds)
    if told == {Status.ABSENT} and odds >= SURE:
        return Reply(doubted=True)
    return reply


def _is_none(put: Put, message: Message, odds: float, reply: Reply) -> bool:
    """Whether a yes, or words of the trouble, are a no by the whole of the answer."""
    told = reply.sets.get(put.finding.id)
    if told is None or told.status is not Status.PRESENT or put.finding.kind in _PLACES:
        return False
    bare = message.polarity in YES and reply == by_polarity(put, message.polarity)
    return odds < 0 if bare else odds <= -CERTAIN


def _denied(put: Put, reply: Reply, odds: float) -> Reply:
    """A trouble told in an answer that sounds like a no: doubtful, but for facts."""
    firm = {
        finding: seen
        for finding, seen in reply.sets.items()
        if finding in put.question.firm and seen.status is not Status.ABSENT
    }
    if odds > -VERY_SURE and not firm:
        return Reply(doubted=True)
    return Reply(sets={**by_polarity(put, "no").sets, **firm})


def _filled_in(
    put: Put, message: Message, odds: float, reply: Reply, *, news: bool
) -> Reply:
    """The yes or no of an answer whose words say nothing.

    Of several options it does not tell which: "on my feet" is no sore hop.
    """
    if news and abs(odds) < VERY_SURE:
        return reply
    if odds > 0 and put.question.type == "choice":
        return reply
    if odds > 0 and put.question.safety is not None and put.question.type == "multi":
        return _which(put, message) or reply
    return by_polarity(put, "yes" if odds > 0 else "no")


def _which(put: Put, message: Message) -> Reply | None:
    if message.about not in put.covers:
        return None
    told = Observation(Status.PRESENT, text=message.text, turn=put.turn, asked=True)
    return Reply(sets={message.about: told})


def _read(put: Put, message: Message, mentioned: Mapping[str, Observation]) -> Reply:
    """The message as its words say; `mentioned` are the findings it speaks of.

    What a message says of a covered finding in words outranks its yes or no.
    """
    explicit = {
        f: mentioned[f]
        for f in put.covers
        if f in mentioned and mentioned[f].status in _EXPLICIT
    }
    if put.question.type == "number" and _FIRST_NUMBER.match(message.text):
        explicit = {}  # "2, there it was 8"
    if _only_denies(put, message, mentioned) or _names_elsewhere(
        put, message, mentioned
    ):
        message = replace(message, polarity="no")
    if message.polarity == "both" and put.question.safety is not None:
        message = replace(message, polarity=_both_or_nothing(message.text))
    reply = _choose(put, message, explicit)
    said = {f: _explicit(put.question, message, o) for f, o in explicit.items()}
    filled = _rest_of_choice(put, message, explicit)
    kept = {f: o for f, o in {**filled, **reply.sets}.items() if f not in said}
    said |= _own_denial(reply, message, explicit)
    return Reply({**kept, **said}, reply.side, reply.unknown and not said)


def _both_or_nothing(text: str) -> str:
    """To a list of warning signs "both" is an answer; "both feet tap along" is not."""
    return "both" if len(text.split()) <= SHORT else ""


def _only_denies(
    put: Put, message: Message, mentioned: Mapping[str, Observation]
) -> bool:
    """Whether the message only says what is well, of a place or of what is alike.

    "Calf is fine" to a pain that may go there, "not numb" to numbness somewhere else.
    """
    if message.polarity or not mentioned or put.question.type == "multi":
        return False
    kin = put.finding.kind in _PLACES or any(f in put.alike for f in mentioned)
    answered = any(finding in put.covers for finding in mentioned)
    denied = all(o.status is Status.ABSENT for o in mentioned.values())
    return kin and denied and not answered


def _names_elsewhere(
    put: Put, message: Message, mentioned: Mapping[str, Observation]
) -> bool:
    """Whether the answer to "is it just there?" names other places, with no yes or no.

    "Deep in the left cheek" is not the dimple, though it tells a side.
    """
    if put.finding.kind != _PLACES[0] or put.question.type != "yes_no":
        return False
    if message.polarity not in ("", "both") or chosen_loosely(put.question, message):
        return False
    named = [f for f in put.alike if mentioned[f].status is Status.PRESENT]
    return bool(named) and not any(f in put.covers for f in mentioned)


def _choose(put: Put, message: Message, explicit: Mapping[str, Observation]) -> Reply:
    """By label or number first, then what was said, then likeness, then yes or no."""
    chosen = _number(put, message) or chosen_exactly(put.question, message)
    if not chosen and put.question.type == "multi" and put.question.safety is None:
        chosen = chosen_by_sentence(put.question, message.text)
        if chosen:
            return from_options(chosen, put.turn)
    told = any(o.status is Status.PRESENT for o in explicit.values())
    if told and message.polarity in ("", *YES):
        return Reply()
    if not chosen and not explicit:
        chosen = _alike(put, message)
    if not chosen and message.polarity:
        reply = by_polarity(put, message.polarity)
        if reply.sets or reply.unknown or explicit:
            return reply
        chosen = chosen_loosely(put.question, message)
    if chosen:
        return from_options(chosen, put.turn)
    return Reply() if explicit else by_side(put)


def _alike(put: Put, message: Message) -> tuple[Option, ...]:
    """Options the text resembles; beside a yes, a whole phrase of one.

    Where "no" has a meaning of its own, words after it are more likely denied, but the
    phrase that it begins ("no problem") counts. Where "yes" has none, words decide.
    """
    if not message.polarity:
        return chosen_loosely(put.question, message)
    if message.polarity in NO and put.question.no is not None:
        return begun_with(put.question, message.text)
    meant = put.question.yes is None and put.question.type != "yes_no"
    return chosen_loosely(put.question, message, least_words=1 if meant else 2)


def _rest_of_choice(
    put: Put, message: Message, explicit: Mapping[str, Observation]
) -> dict[str, Observation]:
    """What else the chosen one of several options says: "the thigh" is not below."""
    if put.question.type not in ("choice", "multi") or not explicit:
        return {}
    sets = from_options(chosen_loosely(put.question, message), put.turn).sets
    if any(f in sets and sets[f].status is not o.status for f, o in explicit.items()):
        return {}
    return dict(sets)


def _number(put: Put, message: Message) -> tuple[Option, ...]:
    """The first number in the text answers a question for one ("8/10", "7-8")."""
    numbers = _NUMBER.findall(message.text)
    if put.question.type != "number" or not numbers:
        return ()
    labels = {normalise(option.label) for option in put.question.options}
    if normalise(message.text) in labels:
        return ()
    sets = {put.finding.id: Status.PRESENT}
    return (Option(label="", sets=sets, value=float(numbers[0])),)


def _explicit(
    question: Question, message: Message, observation: Observation
) -> Observation:
    """A "yes" to a safety question stands, even when told in the past tense."""
    past = observation.status is Status.PAST and message.polarity in YES
    if past and question.safety is not None:
        observation = replace(observation, status=Status.PRESENT)
    return replace(observation, asked=True)


def _own_denial(
    reply: Reply, message: Message, explicit: Mapping[str, Observation]
) -> dict[str, Observation]:
    """What "no, but my mum has" denies: the runner's own "no" stands."""
    if message.polarity not in NO:
        return {}
    others = [f for f, o in explicit.items() if o.status is Status.OTHER_PERSON]
    return {f: reply.sets[f] for f in others if f in reply.sets}
