"""What a message says as the answer to the question that was put."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.knowledge.model import Finding, Option, Question, Status
from bot.reasoning.model import Message, Observation
from bot.reasoning.options import (
    begun_with,
    chosen_by_sentence,
    chosen_exactly,
    chosen_loosely,
    is_unsure,
    named,
    normalise,
    unsure_option,
)

_YES = ("yes", "some", "both")
_NO = ("no", "none")
_CLOSED = ("yes_no", "multi")
_PLACES = ("location", "radiation")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")
_EXPLICIT = (Status.PRESENT, Status.ABSENT, Status.PAST, Status.OTHER_PERSON)


# Log odds from which the whole of an answer counts, and counts against its words.
SHORT = 3  # words
LIKELY, SURE, VERY_SURE = 0.8, 1.0, 1.6


@dataclass(frozen=True)
class Reply:
    """Findings the answer settles, a side it names, and whether it was "not sure".

    `doubted`: its words say one thing and the whole another, so it settles nothing.
    """

    sets: Mapping[str, Observation] = field(default_factory=dict)
    side: str = ""
    unknown: bool = False
    doubted: bool = False


@dataclass(frozen=True)
class Put:
    """A question as it was put: `side` is a side the reply names for no place.

    `sided` says whether the finding is one that has a side; `alike` are the findings of
    its kind.
    """

    finding: Finding
    question: Question
    side: str
    sided: bool
    turn: int
    alike: frozenset[str] = frozenset()

    @property
    def covers(self) -> tuple[str, ...]:
        """Every finding that the answer settles."""
        return self.question.covers or (self.finding.id,)


def read_reply(
    put: Put, message: Message, mentioned: Mapping[str, Observation]
) -> Reply:
    """The message as an answer, its words weighed against the whole of it."""
    reply = _read(put, message, mentioned)
    if message.odds is None or -LIKELY < message.odds < SURE:
        return reply
    if _number(put, message) or chosen_exactly(put.question, message):
        return reply
    elsewhere = any(
        seen.status is Status.PRESENT and finding not in put.covers
        for finding, seen in mentioned.items()
    )
    return _weighed(put, message, message.odds, reply, news=elsewhere)


def _weighed(
    put: Put, message: Message, odds: float, reply: Reply, *, news: bool
) -> Reply:
    """The reply, filled in or doubted by what the whole answer comes to.

    Beside `news` of something else it has to be very clear that it answers at all.
    A yes to a list of warning signs has to say which, or be asked for again.
    """
    if not (reply.sets or reply.unknown or reply.side):
        return _filled_in(put, message, odds, reply, news=news)
    if put.question.safety is None:
        return reply
    told = {reply.sets[f].status for f in put.covers if f in reply.sets}
    if Status.PRESENT in told and odds < 0:
        return _by_polarity(put, "no") if odds <= -VERY_SURE else Reply(doubted=True)
    if told == {Status.ABSENT} and odds >= VERY_SURE:
        return Reply(doubted=True)
    return reply


def _filled_in(
    put: Put, message: Message, odds: float, reply: Reply, *, news: bool
) -> Reply:
    """The yes or no of an answer whose words say nothing."""
    if news and abs(odds) < VERY_SURE:
        return reply
    if odds > 0 and put.question.safety is not None and put.question.type == "multi":
        return _which(put, message) or reply
    return _by_polarity(put, "yes" if odds > 0 else "no")


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
    if _only_denies(put, message, mentioned):
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


def _choose(put: Put, message: Message, explicit: Mapping[str, Observation]) -> Reply:
    """By label or number first, then what was said, then likeness, then yes or no."""
    chosen = _number(put, message) or chosen_exactly(put.question, message)
    if not chosen and put.question.type == "multi" and put.question.safety is None:
        chosen = chosen_by_sentence(put.question, message.text)
        if chosen:
            return _from_options(chosen, put.turn)
    told = any(o.status is Status.PRESENT for o in explicit.values())
    if told and message.polarity in ("", *_YES):
        return Reply()
    if not chosen and not explicit:
        chosen = _alike(put, message)
    if not chosen and message.polarity:
        reply = _by_polarity(put, message.polarity)
        if reply.sets or reply.unknown or explicit:
            return reply
        chosen = chosen_loosely(put.question, message)
    if chosen:
        return _from_options(chosen, put.turn)
    return Reply() if explicit else _by_side(put)


def _alike(put: Put, message: Message) -> tuple[Option, ...]:
    """Options the text resembles; beside a yes, a whole phrase of one.

    Where "no" has a meaning of its own, words after it are more likely denied, but the
    phrase that it begins ("no problem") counts. Where "yes" has none, words decide.
    """
    if not message.polarity:
        return chosen_loosely(put.question, message)
    if message.polarity in _NO and put.question.no is not None:
        return begun_with(put.question, message.text)
    meant = put.question.yes is None and put.question.type != "yes_no"
    return chosen_loosely(put.question, message, least_words=1 if meant else 2)


def _rest_of_choice(
    put: Put, message: Message, explicit: Mapping[str, Observation]
) -> dict[str, Observation]:
    """What else the chosen one of several options says: "the thigh" is not below."""
    if put.question.type not in ("choice", "multi") or not explicit:
        return {}
    sets = _from_options(chosen_loosely(put.question, message), put.turn).sets
    if any(f in sets and sets[f].status is not o.status for f, o in explicit.items()):
        return {}
    return dict(sets)


def _from_options(chosen: tuple[Option, ...], turn: int) -> Reply:
    telling = [option for option in chosen if not is_unsure(option)]
    sets: dict[str, Observation] = {}
    for option in telling or chosen:
        for finding, status in option.sets.items():
            if finding not in sets or status is Status.PRESENT:
                sets[finding] = _observation(option, status, turn)
    side = next((option.side for option in telling if option.side), "")
    return Reply(sets=sets, side=side, unknown=not telling)


def _observation(option: Option, status: Status, turn: int) -> Observation:
    present = status is Status.PRESENT
    return Observation(
        status=status,
        value=option.value if present else None,
        side=option.side if present else "",
        turn=turn,
        asked=True,
    )


def _by_polarity(put: Put, polarity: str) -> Reply:
    if polarity == "unsure":
        option = unsure_option(put.question)
        return _from_options((option,), put.turn) if option else Reply(unknown=True)
    if polarity == "skip":
        return Reply(unknown=True)
    if polarity in _NO:
        return _no(put)
    return _both(put) if polarity == "both" else _yes(put, polarity)


def _no(put: Put) -> Reply:
    if put.question.no is not None:
        return _from_options((put.question.options[put.question.no],), put.turn)
    if put.question.type in _CLOSED:
        return Reply(sets=_all(put, Status.ABSENT))
    if _is_option(put):
        return _bare(put, Status.ABSENT)
    return _by_side(put)


def _yes(put: Put, polarity: str) -> Reply:
    """A half yes is a yes to the trouble, even where "yes" means all is well."""
    question = put.question
    option = question.options[question.yes] if question.yes is not None else None
    if polarity == "some":
        option = _troubled(question, option)
    if option is not None:
        return _with_side(put, _from_options((option,), put.turn))
    if question.type in _CLOSED:
        first = Observation(Status.PRESENT, side=put.side, turn=put.turn, asked=True)
        return Reply(sets={put.covers[0]: first})
    if _is_option(put):
        return _with_side(put, _bare(put, Status.PRESENT))
    return _by_side(put)


def _is_option(put: Put) -> bool:
    """Whether the finding asked for is one of several answers to choose from."""
    return put.question.type == "choice" and any(
        option.sets.get(put.finding.id) is Status.PRESENT
        for option in put.question.options
    )


def _bare(put: Put, status: Status) -> Reply:
    """A yes or no to a choice speaks of what was asked for, and of nothing beside."""
    observation = Observation(status, turn=put.turn, asked=True)
    return Reply(sets={put.finding.id: observation})


def _troubled(question: Question, option: Option | None) -> Option | None:
    candidates = [option] if option else []
    candidates += list(question.options)
    return next((o for o in candidates if Status.PRESENT in o.sets.values()), option)


def _both(put: Put) -> Reply:
    """The answer "both": both things asked for, or else both sides."""
    apart = all(_can_stand_alone(put.question, name) for name in put.covers)
    if put.question.type != "side" and len(put.covers) == 2 and apart:
        return Reply(sets=_all(put, Status.PRESENT))
    said = named(put.question, "both")
    if said:
        return _from_options(said, put.turn)
    sided = [option for option in put.question.options if option.side == "both"]
    if sided:
        return _from_options(tuple(sided[:1]), put.turn)
    return _yes(replace(put, side="both"), "both")


def _can_stand_alone(question: Question, name: str) -> bool:
    """Whether an option says that this finding alone is present."""
    return any(
        [f for f, s in option.sets.items() if s is Status.PRESENT] == [name]
        for option in question.options
        if not option.side
    )


def _by_side(put: Put) -> Reply:
    """A bare "left" is a yes where a leg or a place was asked for."""
    if not put.side or not put.sided or put.question.type != "yes_no":
        return Reply(side=put.side)
    observation = Observation(Status.PRESENT, side=put.side, turn=put.turn, asked=True)
    return Reply(sets={put.covers[0]: observation})


def _with_side(put: Put, reply: Reply) -> Reply:
    """A yes with a side ("yes, the left one") tells the side of what is present."""
    if not put.side or not put.sided:
        return reply
    sets = {
        finding: replace(observation, side=put.side)
        if observation.status is Status.PRESENT
        else observation
        for finding, observation in reply.sets.items()
    }
    return replace(reply, sets=sets)


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
    past = observation.status is Status.PAST and message.polarity in _YES
    if past and question.safety is not None:
        observation = replace(observation, status=Status.PRESENT)
    return replace(observation, asked=True)


def _own_denial(
    reply: Reply, message: Message, explicit: Mapping[str, Observation]
) -> dict[str, Observation]:
    """What "no, but my mum has" denies: the runner's own "no" stands."""
    if message.polarity not in _NO:
        return {}
    others = [f for f, o in explicit.items() if o.status is Status.OTHER_PERSON]
    return {f: reply.sets[f] for f in others if f in reply.sets}


def _all(put: Put, status: Status) -> dict[str, Observation]:
    return dict.fromkeys(put.covers, Observation(status, turn=put.turn, asked=True))
