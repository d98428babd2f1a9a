"""What still may be asked: which findings are settled, which questions answered."""

from __future__ import annotations

from bot.knowledge.model import Status
from bot.reasoning.index import Index
from bot.reasoning.model import Evidence


def is_answered(index: Index, evidence: Evidence, asked: str) -> bool:
    """Whether the runner answered this question; "not sure" is no answer here."""
    if asked in evidence.unknown:
        return False
    observed = [evidence.observations.get(name) for name in index.covers.get(asked, ())]
    if any(o.asked for o in observed if o is not None):
        return True
    return bool(observed) and None not in observed


def answered_covers(index: Index, evidence: Evidence) -> frozenset[str]:
    """Findings that an answered question covered, picked by the runner or not."""
    return frozenset(
        name
        for asked in evidence.asked
        if is_answered(index, evidence, asked)
        for name in index.covers.get(asked, ())
    )


def open_findings(index: Index, evidence: Evidence, question: str) -> tuple[str, ...]:
    """The findings that this question could still settle; a hedge settles nothing."""
    answered = answered_covers(index, evidence)
    return tuple(
        name
        for name in index.covers[question]
        if name not in answered and not _is_said(evidence, name)
    )


def _is_said(evidence: Evidence, finding: str) -> bool:
    observation = evidence.observations.get(finding)
    if observation is None:
        return False
    return observation.status not in (Status.UNCERTAIN, Status.OTHER_PERSON)
