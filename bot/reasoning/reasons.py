"""Says why a condition moved: the findings that speak, with the runner's own words."""

from __future__ import annotations

import math

from bot.knowledge.model import Condition, Finding, Knowledge, Status
from bot.reasoning.model import Evidence, Observation, Reason
from bot.reasoning.weighing import Pull, Scale, moved_by


def reasons_for(
    knowledge: Knowledge, known: Scale, evidence: Evidence
) -> tuple[Reason, ...]:
    """Strongest first, one for each finding that speaks."""
    strongest: dict[str, tuple[float, Pull]] = {}
    for pull in known.pulls:
        finding = pull.weight.finding
        moved = moved_by(pull, evidence.observations.get(finding))
        if moved and abs(moved) > abs(strongest.get(finding, (0.0, pull))[0]):
            strongest[finding] = (moved, pull)
    ordered = sorted(strongest.items(), key=lambda item: (-abs(item[1][0]), item[0]))
    return tuple(
        _reason(knowledge, known.condition, pull, moved, evidence.observations[finding])
        for finding, (moved, pull) in ordered
    )


def words_of(finding: Finding | None, observation: Observation) -> str:
    """The runner's own words, or the finding's plain words after a bare yes or no."""
    if observation.text or finding is None:
        return observation.text
    if observation.status is Status.ABSENT:
        return finding.lay_absent
    return finding.lay


def _reason(
    knowledge: Knowledge,
    condition: Condition,
    pull: Pull,
    moved: float,
    observation: Observation,
) -> Reason:
    finding = knowledge.findings.get(pull.weight.finding)
    return Reason(
        finding=pull.weight.finding,
        status=observation.status,
        words=words_of(finding, observation),
        ratio=math.exp(moved),
        why=pull.weight.why,
        sources=pull.weight.sources or condition.sources,
    )
