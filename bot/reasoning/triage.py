"""How soon to be seen: rules first, then what the leading conditions call for.

Nothing lowers a level: not a "don't know", not a plan to race, not a friend's opinion.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.knowledge.model import Knowledge, Triage
from bot.reasoning.criteria import Facts
from bot.reasoning.evidence import red_flag_levels
from bot.reasoning.index import index_of
from bot.reasoning.model import Evidence, RankedCondition, TriageReason
from bot.reasoning.rules import Rule, fires, met_by
from bot.reasoning.standing import is_shown

# A condition this likely has a say in how soon to be seen, and in running.
LIKELY = 0.25


def triage(
    knowledge: Knowledge, evidence: Evidence, ranking: Sequence[RankedCondition]
) -> tuple[Triage, tuple[TriageReason, ...]]:
    """The level, and every reason that asks for one, most urgent first."""
    probabilities = {ranked.id: ranked.probability for ranked in ranking}
    reasons = [
        *_from_flags(knowledge, evidence),
        *_from_rules(knowledge, evidence, probabilities),
        *_from_conditions(knowledge, evidence, ranking),
    ]
    reasons = sorted(reasons, key=lambda r: r.triage.rank)
    level = reasons[0].triage if reasons else Triage.SELF_CARE
    return level, tuple(_once(reasons))


def emergency(knowledge: Knowledge, evidence: Evidence) -> str:
    """The flag or rule that makes this an emergency, or "" when none does."""
    for flag, level in red_flag_levels(evidence):
        if level is Triage.EMERGENCY:
            return flag
    facts = Facts(knowledge, evidence, {})
    for rule in index_of(knowledge).rules:
        if rule.rule.triage is Triage.EMERGENCY and fires(rule, facts):
            return rule.rule.id
    return ""


def fired_rules(
    knowledge: Knowledge, evidence: Evidence, probabilities: Mapping[str, float]
) -> tuple[Rule, ...]:
    """The rules that fire, most urgent first."""
    facts = Facts(knowledge, evidence, probabilities)
    return tuple(rule for rule in index_of(knowledge).rules if fires(rule, facts))


def likely(
    knowledge: Knowledge, evidence: Evidence, ranking: Sequence[RankedCondition]
) -> tuple[RankedCondition, ...]:
    """The leader, and every other condition likely enough to have a say."""
    index = index_of(knowledge)
    found: list[RankedCondition] = []
    for ranked in ranking:  # likeliest first, those not to be shown last
        if found and ranked.probability < LIKELY:
            break
        if is_shown(index, evidence, ranked.id):
            found.append(ranked)
    return tuple(found)


def _from_flags(knowledge: Knowledge, evidence: Evidence) -> list[TriageReason]:
    reasons = []
    for flag, level in red_flag_levels(evidence):
        rule = knowledge.triage_rules.get(flag)
        reasons.append(
            TriageReason(
                rule=flag,
                triage=level,
                reason=rule.reason if rule else "",
                sources=rule.sources if rule else (),
            )
        )
    return reasons


def _from_rules(
    knowledge: Knowledge, evidence: Evidence, probabilities: Mapping[str, float]
) -> list[TriageReason]:
    facts = Facts(knowledge, evidence, probabilities)
    return [
        TriageReason(
            rule=fired.rule.id,
            triage=fired.rule.triage,
            reason=fired.rule.reason,
            findings=met_by(fired, facts),
            sources=fired.rule.sources,
        )
        for fired in fired_rules(knowledge, evidence, probabilities)
    ]


def _from_conditions(
    knowledge: Knowledge, evidence: Evidence, ranking: Sequence[RankedCondition]
) -> list[TriageReason]:
    """An emergency is for rules to call, never for a probability.

    After the leader only what asks to be seen sooner is worth a word.
    """
    reasons: list[TriageReason] = []
    for ranked in likely(knowledge, evidence, ranking):
        condition = knowledge.conditions[ranked.id]
        if condition.triage is Triage.EMERGENCY:
            continue
        if any(r.triage.rank <= condition.triage.rank for r in reasons):
            continue
        reasons.append(
            TriageReason(
                rule=condition.id,
                triage=condition.triage,
                reason=condition.when_seen,
                findings=tuple(reason.finding for reason in ranked.supports),
                sources=condition.sources,
            )
        )
    return reasons


def _once(reasons: Sequence[TriageReason]) -> list[TriageReason]:
    """The first reason of each rule."""
    seen: set[str] = set()
    kept = []
    for reason in reasons:
        if reason.rule not in seen:
            seen.add(reason.rule)
            kept.append(reason)
    return kept
