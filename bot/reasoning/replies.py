"""What a message says as the answer to the question that was put."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.knowledge.model import Finding, Option, Question, Status
from bot.reasoning.model import Message, Observation
from bot.reasoning.options import (
    chosen_exactly,
    chosen_loosely,
    is_unsure,
    normalise,
    unsure_option,
)

_YES = ("yes", "some", "both")
_NO = ("no", "none")
_CHECKLIST = ("multi", "open")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")
_EXPLICIT = (Status.PRESENT, Status.ABSENT, Status.PAST, Status.OTHER_PERSON)
SIDED_KINDS = ("location", "radiation", "numbness", "weakness")


@dataclass(frozen=True)
class Reply:
    """Findings the answer settles, a side it names, and whether it was "not sure"."""

    sets: Mapping[str, Observation] = field(default_factory=dict)
    side: str = ""
    unknown: bool = False


def covers(finding: Finding) -> tuple[str, ...]:
    """Every finding that the answer to this finding's question settles."""
    if finding.question is None:
        return ()
    return finding.question.covers or (finding.id,)


def read_reply(
    finding: Finding,
    message: Message,
    mentioned: Mapping[str, Observation],
    side: str,
    turn: int,
) -> Reply:
    """The message as an answer; `mentioned` are its findings, `side` its bare side.

    What a message says of a covered finding in words outranks its yes or no.
    """
    question = finding.question
    if question is None:
        return Reply()
    explicit = {
        f: mentioned[f]
        for f in covers(finding)
        if f in mentioned and mentioned[f].status in _EXPLICIT
    }
    reply = _choose(finding, question, message, explicit, side, turn)
    said = {f: _explicit(question, message, o) for f, o in explicit.items()}
    kept = {f: o for f, o in reply.sets.items() if f not in said}
    unknown = reply.unknown and not said
    if any(o.status is Status.OTHER_PERSON for o in explicit.values()):
        said |= _own_denial(reply, message, explicit)
    return Reply(sets={**kept, **said}, side=reply.side, unknown=unknown)


def _choose(
    finding: Finding,
    question: Question,
    message: Message,
    explicit: Mapping[str, Observation],
    side: str,
    turn: int,
) -> Reply:
    """By label or number first, then what was said, then yes or no, then likeness."""
    chosen = _number(finding, question, message) or chosen_exactly(question, message)
    told = any(o.status is Status.PRESENT for o in explicit.values())
    if told and message.polarity in ("", *_YES):
        return Reply()
    if not chosen and message.polarity:
        return _by_polarity(finding, question, message.polarity, side, turn)
    if not chosen and not explicit:
        chosen = chosen_loosely(question, message)
    if chosen:
        return _from_options(chosen, turn)
    return _by_side(finding, explicit, side, turn)


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


def _by_polarity(
    finding: Finding, question: Question, polarity: str, side: str, turn: int
) -> Reply:
    if polarity == "unsure":
        option = unsure_option(question)
        sets = _from_options((option,), turn).sets if option else {}
        return Reply(sets=sets, unknown=True)
    if polarity == "skip":
        return Reply(unknown=True)
    if polarity in _NO:
        return _no(finding, question, side, turn)
    if polarity == "both":
        return _both(finding, question, turn)
    return _yes(finding, question, polarity, side, turn)


def _no(finding: Finding, question: Question, side: str, turn: int) -> Reply:
    if question.no is not None:
        return _from_options((question.options[question.no],), turn)
    if question.type in ("yes_no", "multi"):
        return Reply(sets=_all(finding, Status.ABSENT, turn))
    return _by_side(finding, {}, side, turn)


def _yes(
    finding: Finding, question: Question, polarity: str, side: str, turn: int
) -> Reply:
    """A half yes is a yes to the trouble, even where "yes" means all is well."""
    option = question.options[question.yes] if question.yes is not None else None
    if polarity == "some":
        option = _troubled(question, option)
    if option is not None:
        return _with_side(finding, _from_options((option,), turn), side)
    if question.type in ("yes_no", "multi"):
        first = Observation(Status.PRESENT, side=side, turn=turn, asked=True)
        return Reply(sets={covers(finding)[0]: first})
    return _by_side(finding, {}, side, turn)


def _troubled(question: Question, option: Option | None) -> Option | None:
    candidates = [option] if option else []
    candidates += list(question.options)
    return next((o for o in candidates if Status.PRESENT in o.sets.values()), option)


def _both(finding: Finding, question: Question, turn: int) -> Reply:
    """The answer "both": both things asked for, or else both sides."""
    names = covers(finding)
    apart = all(_can_stand_alone(question, name) for name in names)
    if question.type != "side" and len(names) == 2 and apart:
        return Reply(sets=_all(finding, Status.PRESENT, turn))
    sided = [option for option in question.options if option.side == "both"]
    if sided:
        return _from_options(tuple(sided[:1]), turn)
    return _yes(finding, question, "both", "both", turn)


def _can_stand_alone(question: Question, name: str) -> bool:
    """Whether an option says that this finding alone is present."""
    alone = [
        option
        for option in question.options
        if not option.side
        and [f for f, s in option.sets.items() if s is Status.PRESENT] == [name]
    ]
    return bool(alone)


def _by_side(
    finding: Finding, explicit: Mapping[str, Observation], side: str, turn: int
) -> Reply:
    """A bare "left" is a yes where a leg or a place was asked for."""
    if not side or explicit:
        return Reply()
    if finding.kind not in SIDED_KINDS or (
        finding.question and finding.question.type != "yes_no"
    ):
        return Reply(side=side)
    observation = Observation(Status.PRESENT, side=side, turn=turn, asked=True)
    return Reply(sets={covers(finding)[0]: observation})


def _with_side(finding: Finding, reply: Reply, side: str) -> Reply:
    """A yes with a side ("yes, the left one") tells the side of what is present."""
    if not side or finding.kind not in SIDED_KINDS:
        return reply
    sets = {
        f: Observation(o.status, value=o.value, side=side, turn=o.turn, asked=True)
        if o.status is Status.PRESENT
        else o
        for f, o in reply.sets.items()
    }
    return Reply(sets=sets, side=reply.side, unknown=reply.unknown)


def _number(
    finding: Finding, question: Question, message: Message
) -> tuple[Option, ...]:
    """The first number in the text answers a question for one ("8/10", "7-8")."""
    numbers = _NUMBER.findall(message.text)
    if question.type != "number" or not numbers:
        return ()
    labels = {normalise(option.label) for option in question.options}
    if normalise(message.text) in labels:
        return ()
    value = float(numbers[0])
    return (Option(label="", sets={finding.id: Status.PRESENT}, value=value),)


def _explicit(
    question: Question, message: Message, observation: Observation
) -> Observation:
    """A "yes" to a safety question stands, even when told in the past tense."""
    status = observation.status
    if (
        question.safety is not None
        and status is Status.PAST
        and message.polarity in _YES
    ):
        status = Status.PRESENT
    return Observation(
        status=status,
        text=observation.text,
        value=observation.value,
        side=observation.side,
        turn=observation.turn,
        asked=True,
    )


def _own_denial(
    reply: Reply, message: Message, explicit: Mapping[str, Observation]
) -> dict[str, Observation]:
    """What "no, but my mum has" denies: the runner's own "no" stands."""
    if message.polarity not in _NO:
        return {}
    others = [f for f, o in explicit.items() if o.status is Status.OTHER_PERSON]
    return {f: reply.sets[f] for f in others if f in reply.sets}


def _all(finding: Finding, status: Status, turn: int) -> dict[str, Observation]:
    observation = Observation(status, turn=turn, asked=True)
    return dict.fromkeys(covers(finding), observation)
