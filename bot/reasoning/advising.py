"""Chooses the advice that suits this runner, in the order to give it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.knowledge.model import Advice, Knowledge, Status, Triage
from bot.reasoning.model import Evidence, RankedCondition, RankedFactor

KINDS = ("now", "exercise", "training", "footwear", "professional", "prevention")
# `safety_net` comes last: the closing words say it in any case.
# A condition this likely rules out what is bad for it, even when it does not lead; one
# that stops running rules out all exercises.
RULES_OUT = 0.2
_URGENT = (Triage.EMERGENCY, Triage.URGENT)
_EXERCISE = "exercise"


def choose_advice(
    knowledge: Knowledge,
    evidence: Evidence,
    level: Triage,
    ranking: Sequence[RankedCondition],
    shown: Sequence[RankedCondition],
    factors: Sequence[RankedFactor],
) -> tuple[str, ...]:
    """Ids of the advice that is meant for this runner and that nothing rules out."""
    subjects = {r.id for r in shown} | {factor.id for factor in factors}
    named = _named(knowledge, shown, factors)
    barred = _barred(evidence, ranking, shown)
    exercises = level not in _URGENT and not _must_rest(knowledge, ranking)
    chosen = [
        advice
        for advice in knowledge.advice.values()
        if (advice.id in named or not advice.for_ or subjects.intersection(advice.for_))
        and level in advice.triage
        and not barred.intersection(advice.not_for)
        and (exercises or advice.kind != _EXERCISE)
    ]
    return tuple(advice.id for advice in sorted(chosen, key=_order))


def _named(
    knowledge: Knowledge,
    shown: Sequence[RankedCondition],
    factors: Sequence[RankedFactor],
) -> frozenset[str]:
    """Advice that the shown conditions and factors name themselves."""
    names: list[str] = []
    for ranked in shown:
        condition = knowledge.conditions[ranked.id]
        names += [*condition.now, *condition.week, *condition.returning]
    for factor in factors:
        names += knowledge.factors[factor.id].advice
    return frozenset(names)


def _barred(
    evidence: Evidence,
    ranking: Sequence[RankedCondition],
    shown: Sequence[RankedCondition],
) -> frozenset[str]:
    """Conditions and findings that can rule advice out; doubt counts."""
    counted = (Status.PRESENT, Status.UNCERTAIN)
    findings = {f for f, o in evidence.observations.items() if o.status in counted}
    likely = {r.id for r in ranking if r.probability >= RULES_OUT}
    return frozenset(findings | likely | {r.id for r in shown})


def _must_rest(knowledge: Knowledge, ranking: Sequence[RankedCondition]) -> bool:
    return any(
        ranked.probability >= RULES_OUT
        and knowledge.conditions[ranked.id].running == "stop"
        for ranked in ranking
    )


def _order(advice: Advice) -> tuple[int, int, str]:
    place = KINDS.index(advice.kind) if advice.kind in KINDS else len(KINDS)
    return place, advice.priority, advice.id
