"""What a bare yes, no, both, "not sure" or side comes to, as an answer."""

from __future__ import annotations

from dataclasses import replace

from bot.knowledge.model import Option, Question, Status
from bot.reasoning.exchange import Put, Reply, from_options
from bot.reasoning.model import Observation
from bot.reasoning.options import named, unsure_option

YES = ("yes", "some", "both")
NO = ("no", "none")
_CLOSED = ("yes_no", "multi")


def by_polarity(put: Put, polarity: str) -> Reply:
    if polarity == "unsure":
        option = unsure_option(put.question)
        return from_options((option,), put.turn) if option else Reply(unknown=True)
    if polarity == "skip":
        return Reply(unknown=True)
    if polarity in NO:
        return _no(put)
    return _both(put) if polarity == "both" else _yes(put, polarity)


def _no(put: Put) -> Reply:
    if put.question.no is not None:
        return from_options((put.question.options[put.question.no],), put.turn)
    if put.question.type in _CLOSED:
        return Reply(sets=_all(put, Status.ABSENT))
    if _is_option(put):
        return _bare(put, Status.ABSENT)
    return by_side(put)


def _yes(put: Put, polarity: str) -> Reply:
    """A half yes is a yes to the trouble, even where "yes" means all is well.

    To a list of warning signs it is one to the first; to another list it says nothing.
    """
    question = put.question
    option = question.options[question.yes] if question.yes is not None else None
    if polarity == "some":
        option = _troubled(put, option)
    if option is not None:
        return _with_side(put, from_options((option,), put.turn))
    if question.type == "yes_no" or question.safety is not None:
        first = Observation(Status.PRESENT, side=put.side, turn=put.turn, asked=True)
        return Reply(sets={put.covers[0]: first})
    if _is_option(put):
        return _with_side(put, _bare(put, Status.PRESENT))
    return by_side(put)


def _is_option(put: Put) -> bool:
    """Whether the finding asked for is one of several answers to choose from."""
    return put.question.type == "choice" and any(
        _tells_of(option, put.finding.id) for option in put.question.options
    )


def _bare(put: Put, status: Status) -> Reply:
    """A yes or no to a choice speaks of what was asked for, and of nothing beside."""
    observation = Observation(status, turn=put.turn, asked=True)
    return Reply(sets={put.finding.id: observation})


def _troubled(put: Put, option: Option | None) -> Option | None:
    """The option of the trouble asked for, or else the first of any.

    "A bit" to "better, worse or the same?" is worse.
    """
    own = [o for o in put.question.options if _tells_of(o, put.finding.id)]
    candidates = [*([option] if option else []), *own, *put.question.options]
    return next((o for o in candidates if Status.PRESENT in o.sets.values()), option)


def _tells_of(option: Option, finding: str) -> bool:
    return option.sets.get(finding) is Status.PRESENT


def _both(put: Put) -> Reply:
    """The answer "both": both things asked for, or else both sides."""
    apart = all(_can_stand_alone(put.question, name) for name in put.covers)
    if put.question.type != "side" and len(put.covers) == 2 and apart:
        return Reply(sets=_all(put, Status.PRESENT))
    said = named(put.question, "both")
    if said:
        return from_options(said, put.turn)
    sided = [option for option in put.question.options if option.side == "both"]
    if sided:
        return from_options(tuple(sided[:1]), put.turn)
    return _yes(replace(put, side="both"), "both")


def _can_stand_alone(question: Question, name: str) -> bool:
    """Whether an option says that this finding alone is present."""
    return any(
        [f for f, s in option.sets.items() if s is Status.PRESENT] == [name]
        for option in question.options
        if not option.side
    )


def by_side(put: Put) -> Reply:
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


def _all(put: Put, status: Status) -> dict[str, Observation]:
    return dict.fromkeys(put.covers, Observation(status, turn=put.turn, asked=True))
