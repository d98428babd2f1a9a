"""The tests that triage rules are made of: read once, then held against evidence.

The grammar is in data/knowledge/README.md. Whether a test holds has three answers: what
has not been asked is open, neither met nor failed.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from bot.knowledge.model import Knowledge, Status
from bot.reasoning.amounts import amount
from bot.reasoning.evidence import present
from bot.reasoning.model import Evidence, Observation

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_COMPARISON = re.compile(r"^(?P<subject>.+?)(?P<compare>>=|<=|>|<)(?P<bound>.+)$")
_STATUSES = {status.value: status for status in Status}
_SIDES = ("left", "right", "both")


class Truth(Enum):
    """Whether a test holds, given what is known."""

    MET = "met"
    FAILED = "failed"
    OPEN = "open"


@dataclass(frozen=True)
class Criterion:
    """One test. `type` is finding, number, kind or condition."""

    type: str
    subject: str
    status: Status = Status.PRESENT
    side: str = ""
    compare: str = ""
    bound: float = 0.0


@dataclass(frozen=True)
class Facts:
    """What tests are held against."""

    knowledge: Knowledge
    evidence: Evidence
    probabilities: Mapping[str, float]

    @cached_property
    def present(self) -> tuple[str, ...]:
        """Ids of the findings that the runner has now, in id order."""
        return present(self.evidence)


def parse(text: str) -> Criterion:
    """Reads one test; raises ValueError that says what is wrong with it."""
    text = text.strip()
    comparison = _COMPARISON.match(text)
    if comparison:
        return _parse_comparison(text, **comparison.groupdict())
    if text.startswith("kind:"):
        return Criterion("kind", text.removeprefix("kind:"))
    subject, side = _split(text, "@", _SIDES)
    subject, status = _split(subject, ":", tuple(_STATUSES))
    return Criterion("finding", subject, _STATUSES.get(status, Status.PRESENT), side)


def truth(criterion: Criterion, facts: Facts, uncertain: bool = False) -> Truth:
    """Whether the test holds; `uncertain` counts an uncertain finding as met."""
    if criterion.type == "kind":
        return _truth_of_kind(criterion, facts, uncertain)
    if criterion.type == "condition":
        probability = facts.probabilities.get(criterion.subject, 0.0)
        return _compared(criterion, probability)
    observation = facts.evidence.observations.get(criterion.subject)
    if criterion.type == "number":
        return _truth_of_number(criterion, observation)
    return _truth_of_finding(criterion, observation, uncertain)


def kind_of(knowledge: Knowledge, finding: str) -> str:
    """The kind of a finding; one with a detail (`id:detail`) has that of its id."""
    known = knowledge.findings.get(finding)
    known = known or knowledge.findings.get(finding.partition(":")[0])
    return known.kind if known else ""


def _parse_comparison(text: str, subject: str, compare: str, bound: str) -> Criterion:
    number = amount(bound.strip())
    if number is None:
        raise ValueError(
            f'"{text}": "{bound.strip()}" is neither a number nor a duration like P2W.'
        )
    subject = subject.strip()
    if subject.startswith("condition:"):
        subject = subject.removeprefix("condition:")
        return Criterion("condition", subject, compare=compare, bound=number)
    return Criterion("number", subject, compare=compare, bound=number)


def _split(text: str, mark: str, allowed: tuple[str, ...]) -> tuple[str, str]:
    """The part before the last mark and the part after, when that is one allowed."""
    head, found, tail = text.rpartition(mark)
    if found and tail in allowed:
        return head, tail
    return text, ""


def _truth_of_kind(criterion: Criterion, facts: Facts, uncertain: bool) -> Truth:
    counted = {Status.PRESENT, Status.UNCERTAIN} if uncertain else {Status.PRESENT}
    for finding, observation in facts.evidence.observations.items():
        if observation.status not in counted:
            continue
        if kind_of(facts.knowledge, finding) == criterion.subject:
            return Truth.MET
    return Truth.OPEN


def _truth_of_number(criterion: Criterion, observation: Observation | None) -> Truth:
    if observation is None or observation.status is not Status.PRESENT:
        return Truth.OPEN
    number = amount(observation.value)
    return Truth.OPEN if number is None else _compared(criterion, number)


def _truth_of_finding(
    criterion: Criterion, observation: Observation | None, uncertain: bool
) -> Truth:
    if observation is None:
        return Truth.OPEN
    status = observation.status
    if uncertain and status is Status.UNCERTAIN:
        status = criterion.status
    if status is not criterion.status:
        return Truth.OPEN if status is Status.UNCERTAIN else Truth.FAILED
    if not criterion.side or observation.side == criterion.side:
        return Truth.MET
    if criterion.side != "both" and observation.side == "both":
        return Truth.MET
    return Truth.FAILED if observation.side else Truth.OPEN


def _compared(criterion: Criterion, number: float) -> Truth:
    met = _COMPARE[criterion.compare](number, criterion.bound)
    return Truth.MET if met else Truth.FAILED
