"""What still may be asked: which findings are settled, which questions answered."""

from __future__ import annotations

from bot.knowledge.model import Status
from bot.reasoning.index import Index
from bot.reasoning.model import Evidence

_OPEN = (Status.UNCERTAIN, Status.OTHER_PERSON)


def is_answered(index: Index, evidence: Evidence, asked: str) -> bool:
    """Whether the runner answered this question; "not sure" is no answer here."""
    if asked in evidence.unknown:
        return False
    observed = [evidence.observations.get(name) for name in index.covers.get(asked, ())]
    if any(o.asked for o in observed if o is not None):
        return True
    return bool(observed) and None not in observed


def settled(index: Index, evidence: Evidence) -> frozenset[str]:
    """Findings not to be asked again: said, or covered by a question already put.

    A hedge settles nothing, nor does somebody else's trouble, nor "a while". What the
    emergency screen asked and was not told stays open: a "not sure" is followed up.
    """
    said = {
        f
        for f, o in evidence.observations.items()
        if o.status not in _OPEN and (o.value is not None or f not in index.measured)
    }
    covered = {
        name
        for asked in evidence.asked
        if asked not in index.safety or is_answered(index, evidence, asked)
        for name in index.covers.get(asked, ())
    }
    return frozenset(said | covered)


def open_findings(
    index: Index, question: str, settled_findings: frozenset[str]
) -> tuple[str, ...]:
    """The findings that this question could still settle."""
    names = index.covers[question]
    return tuple(name for name in names if name not in settled_findings)
