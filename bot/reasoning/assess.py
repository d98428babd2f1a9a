"""Puts the judgement together: triage, ranking, factors, advice, running."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from bot.knowledge.model import Grade, Knowledge, Triage
from bot.reasoning.advising import choose_advice
from bot.reasoning.evidence import is_present, red_flag_levels, with_flagged_findings
from bot.reasoning.index import index_of
from bot.reasoning.model import (
    Assessment,
    Evidence,
    RankedCondition,
    RankedFactor,
)
from bot.reasoning.ranking import rank
from bot.reasoning.reasons import words_of
from bot.reasoning.screen import unknown_safety
from bot.reasoning.standing import is_shown
from bot.reasoning.triage import fired_rules, likely, triage

MOST_SHOWN = 3
# A condition is shown while it has at least this share of the leader's probability.
SHARE_OF_LEADER = 0.25
MOST_OTHERS = 3
# What "it could also be" needs to be worth a word.
LEAST_OTHER = 0.03
_STRICTEST = ("stop", "adapt", "run")
_URGENT = (Triage.EMERGENCY, Triage.URGENT)
_BY_GRADE = tuple(Grade)


def assess(knowledge: Knowledge, evidence: Evidence) -> Assessment:
    """The assessment of what is known so far."""
    evidence = with_flagged_findings(knowledge, evidence)
    ranking = rank(knowledge, evidence)
    level, reasons = triage(knowledge, evidence, ranking)
    shown = _shown(knowledge, evidence, ranking)
    leaders = ranking[:shown]
    factors = _factors(knowledge, evidence)
    running, rule = _running(knowledge, evidence, ranking, level)
    return Assessment(
        triage=level,
        triage_reasons=reasons,
        ranking=ranking,
        shown=shown,
        could_also_be=_others(knowledge, evidence, ranking[shown:]),
        factors=factors,
        advice=choose_advice(knowledge, evidence, level, ranking, leaders, factors),
        running=running,
        running_rule=rule,
        unknown_safety=unknown_safety(knowledge, evidence),
    )


def _shown(
    knowledge: Knowledge, evidence: Evidence, ranking: Sequence[RankedCondition]
) -> int:
    """How many leaders to show: those close to the first, and at least one."""
    index = index_of(knowledge)
    close = [
        ranked
        for ranked in ranking[:MOST_SHOWN]
        if is_shown(index, evidence, ranked.id)
        and ranked.probability >= SHARE_OF_LEADER * ranking[0].probability
    ]
    return max(min(1, len(ranking)), len(close))


def _others(
    knowledge: Knowledge, evidence: Evidence, rest: Sequence[RankedCondition]
) -> tuple[str, ...]:
    index = index_of(knowledge)
    others = (
        ranked.id
        for ranked in rest
        if ranked.probability >= LEAST_OTHER and is_shown(index, evidence, ranked.id)
    )
    return tuple(islice(others, MOST_OTHERS))


def _factors(knowledge: Knowledge, evidence: Evidence) -> tuple[RankedFactor, ...]:
    """Factors that the runner's findings suggest, the best supported first."""
    ranked = []
    for factor_id in sorted(knowledge.factors):
        factor = knowledge.factors[factor_id]
        findings = tuple(f for f in factor.findings if is_present(evidence, f))
        if findings:
            words = tuple(
                words_of(knowledge.findings.get(f), evidence.observations[f])
                for f in findings
            )
            ranked.append(RankedFactor(factor_id, findings, words))
    return tuple(
        sorted(
            ranked,
            key=lambda r: (_BY_GRADE.index(knowledge.factors[r.id].grade), r.id),
        )
    )


def _running(
    knowledge: Knowledge,
    evidence: Evidence,
    ranking: Sequence[RankedCondition],
    level: Triage,
) -> tuple[str, str]:
    """The strictest of what rules and likely conditions say, and which said it."""
    probabilities = {ranked.id: ranked.probability for ranked in ranking}
    said = [
        *(("stop", flag) for flag, _ in red_flag_levels(evidence)),
        *(
            ("stop" if r.rule.triage in _URGENT else r.rule.running, r.rule.id)
            for r in fired_rules(knowledge, evidence, probabilities)
        ),
        *(
            (knowledge.conditions[r.id].running, r.id)
            for r in likely(knowledge, evidence, ranking)
        ),
    ]
    if level in _URGENT:
        said = [("stop", source) for running, source in said if running == "stop"]
    return min(said, key=lambda s: _STRICTEST.index(s[0]), default=("adapt", ""))
