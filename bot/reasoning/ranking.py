"""Ranks conditions by what speaks for and against them.

Causes share one whole: prior times ratios, normalised. Pictures have odds of their own
(see `pictures`). The two scales are normalised together, which changes no order.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.knowledge.model import Knowledge
from bot.reasoning.index import Index, index_of
from bot.reasoning.model import Evidence, Observation, RankedCondition
from bot.reasoning.pictures import is_picture, place_picture
from bot.reasoning.reasons import reasons_for
from bot.reasoning.standing import Standing, stand, touched
from bot.reasoning.weighing import Scale


def rank(knowledge: Knowledge, evidence: Evidence) -> tuple[RankedCondition, ...]:
    """Every condition, likeliest first; those that must not be shown come last."""
    index = index_of(knowledge)
    spoken_of = frozenset(touched(index, evidence.observations))
    return tuple(
        _with_reasons(knowledge, index.scales[ranked.id], ranked, evidence)
        if ranked.id in spoken_of
        else ranked
        for ranked in order(knowledge, evidence)
    )


def order(
    knowledge: Knowledge, evidence: Evidence, among: Sequence[str] | None = None
) -> tuple[RankedCondition, ...]:
    """The ranking without its reasons, of all conditions or `among` some."""
    index = index_of(knowledge)
    standing = stand(index, evidence.observations)
    if among is not None:
        standing = replace(standing, scores={c: standing.scores[c] for c in among})
    found = probabilities_of(index, standing, evidence.observations)
    ids = sorted(found, key=lambda c: (c in standing.gated, -found[c], c))
    return tuple(RankedCondition(c, found[c]) for c in ids)


def probabilities_of(
    index: Index, standing: Standing, observations: Mapping[str, Observation]
) -> dict[str, float]:
    """Probabilities of all conditions, by id; they sum to one."""
    causes = normalised(
        {c: v for c, v in standing.scores.items() if not is_picture(index, c)}
    )
    pictures = {
        c: place_picture(index, c, causes, standing, observations)
        for c in standing.scores
        if is_picture(index, c)
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


def _with_reasons(
    knowledge: Knowledge, known: Scale, ranked: RankedCondition, evidence: Evidence
) -> RankedCondition:
    reasons = reasons_for(knowledge, known, evidence)
    return replace(
        ranked,
        supports=tuple(reason for reason in reasons if reason.ratio > 1),
        opposes=tuple(reason for reason in reasons if reason.ratio < 1),
    )
