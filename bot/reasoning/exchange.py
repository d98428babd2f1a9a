"""A question as it was put, and what an answer to it settles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.knowledge.model import Finding, Option, Question, Status
from bot.reasoning.model import Observation
from bot.reasoning.options import is_unsure


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


def from_options(chosen: tuple[Option, ...], turn: int) -> Reply:
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
