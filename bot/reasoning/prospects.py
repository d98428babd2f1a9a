"""What each answer to a question would change."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.knowledge.model import Knowledge, Triage
from bot.reasoning.criteria import Facts
from bot.reasoning.index import Index, index_of
from bot.reasoning.model import Evidence
from bot.reasoning.outcomes import Outcome, expected_outcomes
from bot.reasoning.ranking import normalised
from bot.reasoning.rules import fires
from bot.reasoning.standing import GATED, Standing
from bot.reasoning.triage import LIKELY
from bot.reasoning.weighing import stronger

# Worth of a new leader, and of a new level of triage, in nats of information.
NEW_LEADER = 0.25
NEW_LEVEL = 0.5
_TOO_SMALL = 1e-6


@dataclass(frozen=True)
class Outlook:
    """Where things stand before the question."""

    knowledge: Knowledge
    index: Index
    evidence: Evidence
    standing: Standing
    causes: Mapping[str, float]
    leader: str
    level: Triage
    order: tuple[str, ...]  # the causes, likeliest first


def look_out(facts: Facts, standing: Standing, level: Triage) -> Outlook:
    """The outlook from what is known; `level` is what rules already call for."""
    index = index_of(facts.knowledge)
    causes = normalised(_causes(index, standing.scores))
    level = _most_urgent(level, _level_of(index, causes, standing.gated))
    return Outlook(
        facts.knowledge,
        index,
        facts.evidence,
        standing,
        causes,
        _leader(causes),
        level,
        tuple(sorted(causes, key=causes.__getitem__, reverse=True)),  # keeps id order
    )


def expected_change(outlook: Outlook, question: str, names: tuple[str, ...]) -> float:
    """How much the answer is expected to change, in nats; 0 when nothing."""
    return sum(
        likelihood * _change(outlook, outcome)
        for likelihood, outcome in expected_outcomes(
            outlook.index, outlook.causes, question, names
        )
    )


def _change(outlook: Outlook, outcome: Outcome) -> float:
    """Only what the outcome touches is worked out anew; the rest shrinks or grows with
    the whole, which is the same for all of it.
    """
    moved, opened = _moved(outlook, outcome)
    after, total = _causes_after(outlook, moved)
    # The divergence of the new shares from the old: the rest cancels out but for the
    # whole.
    change = sum(p * moved[c] for c, p in after.items()) - math.log(total)
    change += _picture_change(outlook, moved)
    if _leader_after(outlook, after, total) != outlook.leader:
        change += NEW_LEADER
    level = _most_urgent(
        _level_after(outlook, after, total, opened),
        _rule_level(outlook, outcome, after, total),
    )
    return change + NEW_LEVEL * abs(outlook.level.rank - level.rank)


def _moved(
    outlook: Outlook, outcome: Outcome
) -> tuple[dict[str, float], frozenset[str]]:
    """By how much the log score of each condition touched moves; those it opens."""
    moved = {
        c: sum(pull - outlook.standing.groups[c].get(g, 0.0) for g, pull in new.items())
        for c, new in _groups_after(outlook, outcome).items()
    }
    opened = outcome.opens & outlook.standing.gated
    for c in sorted(opened):
        moved[c] = moved.get(c, 0.0) - GATED
    return moved, opened


def _causes_after(
    outlook: Outlook, moved: Mapping[str, float]
) -> tuple[dict[str, float], float]:
    """The new shares of the causes touched, and what all others are divided by."""
    touched = sorted(c for c in moved if c in outlook.causes)
    rest = 1 - sum(outlook.causes[c] for c in touched)
    if rest < _TOO_SMALL:  # a difference of nearly equal numbers
        rest = sum(p for c, p in outlook.causes.items() if c not in moved)
    raw = {c: outlook.causes[c] * math.exp(moved[c]) for c in touched}
    total = (rest + sum(raw.values())) or 1.0
    return {c: value / total for c, value in raw.items()}, total


def _groups_after(outlook: Outlook, outcome: Outcome) -> dict[str, dict[str, float]]:
    """The pull of every group that the outcome touches, by condition."""
    touched: dict[str, dict[str, float]] = {}
    for c, group, pull in outcome.pulls:
        groups = touched.setdefault(c, {})
        held = groups.get(group)
        if held is None:
            held = outlook.standing.groups[c].get(group, 0.0)
        groups[group] = stronger(held, pull)
    return touched


def _picture_change(outlook: Outlook, moved: Mapping[str, float]) -> float:
    """How far the pictures moved, as the change of their probability."""
    change = 0.0
    for c, by in moved.items():
        if outlook.index.scales[c].condition.role == "picture":
            before = outlook.standing.scores[c]
            change += abs(_sigmoid(before + by) - _sigmoid(before)) / 2
    return change


def _leader_after(outlook: Outlook, after: Mapping[str, float], total: float) -> str:
    """The likeliest; of equals the first by id."""
    shares = {c: outlook.causes[c] / total for c in _first_rest(outlook, after)}
    shares.update(after)
    best = max(shares.values(), default=0.0)
    return min((c for c, share in shares.items() if share == best), default="")


def _first_rest(outlook: Outlook, after: Mapping[str, float]) -> list[str]:
    """The likeliest cause that was not touched."""
    return next(([c] for c in outlook.order if c not in after), [])


def _level_after(
    outlook: Outlook,
    after: Mapping[str, float],
    total: float,
    opened: frozenset[str],
) -> Triage:
    likely = {c: share for c, share in after.items() if share >= LIKELY}
    for c in outlook.order:
        if outlook.causes[c] / total < LIKELY:
            break
        if c not in after:
            likely[c] = outlook.causes[c] / total
    return _level_of(outlook.index, likely, outlook.standing.gated - opened)


def _sigmoid(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def _causes(index: Index, scores: Mapping[str, float]) -> dict[str, float]:
    return {
        c: score
        for c, score in scores.items()
        if index.scales[c].condition.role != "picture"
    }


def _leader(causes: Mapping[str, float]) -> str:
    """The likeliest; of equals the first, since causes come in id order."""
    return max(causes, key=causes.__getitem__, default="")


def _level_of(
    index: Index, causes: Mapping[str, float], gated: frozenset[str]
) -> Triage:
    """What the likely causes call for; an emergency is for rules alone."""
    levels = [
        index.scales[c].condition.triage
        for c, probability in causes.items()
        if probability >= LIKELY and c not in gated
    ]
    below = [level for level in levels if level is not Triage.EMERGENCY]
    return min(below, key=lambda level: level.rank, default=Triage.SELF_CARE)


def _rule_level(
    outlook: Outlook, outcome: Outcome, after: Mapping[str, float], total: float
) -> Triage:
    """The level of the rules after this outcome; those that held go on holding."""
    seen, new = outlook.evidence.observations, outcome.observations
    rules = [
        rule
        for rule in outcome.rules
        if rule.rank < outlook.level.rank
        and all(finding in new or finding in seen for finding in rule.needs)
    ]
    if not rules:
        return outlook.level
    evidence = replace(outlook.evidence, observations={**seen, **new})
    named = outlook.index.conditions_in_rules & outlook.causes.keys()
    causes = {c: after.get(c, outlook.causes[c] / total) for c in named}
    facts = Facts(outlook.knowledge, evidence, causes)
    fired = (rule.rule.triage for rule in rules if fires(rule, facts))
    return next(fired, outlook.level)  # the most urgent come first


def _most_urgent(one: Triage, other: Triage) -> Triage:
    return one if one.rank <= other.rank else other
