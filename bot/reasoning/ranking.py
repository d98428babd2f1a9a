"""Ranks conditions by what speaks for and against them.

Causes share one whole: prior times ratios, normalised. A picture (sciatica names
symptoms, not what causes them) takes nothing from its causes: it has odds of its own,
and is then placed beside the likeliest of its causes: before it when only the symptoms
of the picture speak, after it when something beyond the picture points to that cause.
The two scales are normalised together at the end, which changes no order.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.knowledge.model import Condition, Finding, Knowledge, Status, Triage
from bot.reasoning.criteria import Facts
from bot.reasoning.index import Index, index_of
from bot.reasoning.model import Evidence, Observation, RankedCondition, Reason
from bot.reasoning.rules import fires, met_by
from bot.reasoning.weighing import Pull, Scale, moved_by, stronger

# What a condition keeps while a finding it requires has not been mentioned: it stays in
# the race for the next question, but cannot lead.
GATED = math.log(0.03)
# What an emergency condition may start from once a rule of that level fired on its own
# flag: priors are for runners who passed the emergency gate, and this one did not.
FLAGGED = {
    Triage.EMERGENCY: math.log(0.3),
    Triage.URGENT: math.log(0.05),
}
# From here on a picture is clear enough to be placed beside its likeliest cause.
CLEAR_PICTURE = 0.4
# How much more than the picture must speak for a cause to go before its picture.
SPECIFIC = math.log(1.39)
# Beside means: this much more or less than the neighbour.
_BESIDE = 1.02
_COUNTED = (Status.PRESENT, Status.UNCERTAIN)


@dataclass(frozen=True)
class Standing:
    """The log scores behind a ranking; `groups` is each condition's pull by group."""

    scores: Mapping[str, float]
    groups: Mapping[str, Mapping[str, float]]
    gated: frozenset[str]


def rank(knowledge: Knowledge, evidence: Evidence) -> tuple[RankedCondition, ...]:
    """Every condition, likeliest first; those that must not be shown come last."""
    index = index_of(knowledge)
    standing = stand(index, evidence.observations)
    probabilities = probabilities_of(index, standing, evidence.observations)
    order = sorted(
        probabilities, key=lambda c: (c in standing.gated, -probabilities[c], c)
    )
    return tuple(
        _ranked(knowledge, index.scales[c], probabilities[c], evidence) for c in order
    )


def stand(index: Index, observations: Mapping[str, Observation]) -> Standing:
    """Scores from what is known."""
    groups = {c: _groups(s, observations) for c, s in index.scales.items()}
    gated = frozenset(
        c for c, s in index.scales.items() if _is_gated(index, s, observations)
    )
    priors = _priors(index, gated, observations)
    scores = {c: priors[c] + sum(groups[c].values()) for c in index.scales}
    return Standing(scores, groups, gated)


def is_shown(index: Index, evidence: Evidence, condition: str) -> bool:
    """Whether the condition may be named to the runner at all."""
    return not _is_gated(index, index.scales[condition], evidence.observations)


def probabilities_of(
    index: Index, standing: Standing, observations: Mapping[str, Observation]
) -> dict[str, float]:
    """Probabilities of all conditions, by id; they sum to one."""
    causes = normalised(
        {c: v for c, v in standing.scores.items() if not _is_picture(index, c)}
    )
    pictures = {
        c: _picture(index, c, causes, standing, observations)
        for c in standing.scores
        if _is_picture(index, c)
    }
    together = {**causes, **pictures}
    total = sum(together.values()) or 1.0
    return {c: together[c] / total for c in sorted(together)}


def normalised(scores: Mapping[str, float]) -> dict[str, float]:
    """Log scores as shares of one."""
    if not scores:
        return {}
    highest = max(scores.values())
    raw = {c: math.exp(score - highest) for c, score in scores.items()}
    total = sum(raw.values())
    return {c: value / total for c, value in raw.items()}


def _priors(
    index: Index, gated: frozenset[str], observations: Mapping[str, Observation]
) -> dict[str, float]:
    priors = {
        c: known.prior + (GATED if c in gated else 0.0)
        for c, known in index.scales.items()
    }
    flagged = [
        c
        for c, known in index.scales.items()
        if known.condition.role == "emergency" and c not in gated
    ]
    levels = _levels_of_flags(index, observations) if flagged else {}
    for c in flagged:
        known = index.scales[c]
        for finding in known.condition.requires_any or known.by_finding:
            if finding in levels:
                priors[c] = max(priors[c], FLAGGED[levels[finding]])
    return priors


def _levels_of_flags(
    index: Index, observations: Mapping[str, Observation]
) -> dict[str, Triage]:
    """The most urgent level that each finding helped to set off."""
    facts = Facts(index.knowledge, Evidence(observations=observations), {})
    levels: dict[str, Triage] = {}
    for rule in index.rules:
        if rule.rule.triage in FLAGGED and fires(rule, facts):
            for finding in met_by(rule, facts):
                levels.setdefault(finding, rule.rule.triage)
    return levels


def _is_picture(index: Index, condition: str) -> bool:
    return index.scales[condition].condition.role == "picture"


def _picture(
    index: Index,
    picture: str,
    causes: Mapping[str, float],
    standing: Standing,
    observations: Mapping[str, Observation],
) -> float:
    own = 1 / (1 + math.exp(-standing.scores[picture]))
    known = index.scales[picture]
    candidates = [c for c in known.condition.caused_by if c in causes]
    if own < CLEAR_PICTURE or not candidates:
        return own
    cause = max(sorted(candidates), key=lambda c: causes[c])
    beyond = _beyond(index.scales[cause], known, observations)
    if beyond >= SPECIFIC:
        return min(own, causes[cause] / _BESIDE)
    return max(own, causes[cause] * _BESIDE)


def _beyond(
    cause: Scale, picture: Scale, observations: Mapping[str, Observation]
) -> float:
    """How much more what is present speaks for the cause than for the picture.

    Which of two is named first is a matter of fit, so ratios count undamped.
    """
    more: dict[str, float] = {}
    for finding, pulls in cause.by_finding.items():
        observation = observations.get(finding)
        if observation is None or observation.status not in _COUNTED:
            continue
        same = _best_fit(picture.by_finding.get(finding, ()), observation)
        extra = _best_fit(pulls, observation) - same
        group = pulls[0].group
        more[group] = max(more.get(group, 0.0), extra)
    return sum(more.values())


def _best_fit(pulls: Sequence[Pull], observation: Observation) -> float:
    """The log of the best undamped ratio of the pulls that apply, at least 0."""
    ratios = [p.weight.present for p in pulls if moved_by(p, observation) > 0]
    return math.log(max([1.0, *ratios]))


def _groups(known: Scale, observations: Mapping[str, Observation]) -> dict[str, float]:
    """The strongest pull of each group."""
    strongest: dict[str, float] = {}
    for finding, pulls in known.by_finding.items():
        observation = observations.get(finding)
        if observation is None:
            continue
        for pull in pulls:
            moved = moved_by(pull, observation)
            strongest[pull.group] = stronger(strongest.get(pull.group, 0.0), moved)
    return strongest


def _is_gated(
    index: Index, known: Scale, observations: Mapping[str, Observation]
) -> bool:
    """Whether what the condition requires is missing.

    An emergency condition that names no requirement needs one of its own urgent
    findings, or it would be named for a plain backache.
    """
    condition = known.condition
    required: tuple[str, ...] = condition.requires_any
    if condition.role == "emergency" and not required:
        required = tuple(
            pull.weight.finding
            for pull in known.pulls
            if pull.present > 0 and pull.weight.finding in index.urgent
        )
    if not required:
        return condition.role == "emergency"
    return not any(_is_present(observations.get(finding)) for finding in required)


def _is_present(observation: Observation | None) -> bool:
    return observation is not None and observation.status is Status.PRESENT


def _ranked(
    knowledge: Knowledge, known: Scale, probability: float, evidence: Evidence
) -> RankedCondition:
    reasons = _reasons(knowledge, known, evidence)
    return RankedCondition(
        id=known.condition.id,
        probability=probability,
        supports=tuple(reason for reason in reasons if reason.ratio > 1),
        opposes=tuple(reason for reason in reasons if reason.ratio < 1),
    )


def _reasons(
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


def words_of(finding: Finding | None, observation: Observation) -> str:
    """The runner's own words, or the finding's plain words after a bare yes or no."""
    if observation.text or finding is None:
        return observation.text
    if observation.status is Status.ABSENT:
        return finding.lay_absent
    return finding.lay
