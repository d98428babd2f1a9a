"""The emergency screen: which safety question is due, if any.

A safety question is due while a rule more urgent than what already holds could still
fire on its answer, everything else in that rule being met.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.knowledge.model import Knowledge, Triage
from bot.reasoning.criteria import Criterion, Facts, Truth, truth
from bot.reasoning.evidence import red_flag_levels
from bot.reasoning.index import Index, index_of
from bot.reasoning.known import is_answered, open_findings, settled
from bot.reasoning.model import Evidence
from bot.reasoning.rules import Rule, fires

_SCREENED = (Triage.EMERGENCY, Triage.URGENT)


def next_safety_question(facts: Facts) -> str | None:
    """The first safety question that is due, or None."""
    index = index_of(facts.knowledge)
    known = settled(index, facts.evidence)
    waiting = [
        question
        for question in index.safety
        if question not in facts.evidence.asked
        and open_findings(index, question, known)
    ]
    if not waiting:
        return None
    rules = _undecided(index, facts)
    names = {q: frozenset(open_findings(index, q, known)) for q in waiting}
    reachable = frozenset(name for covered in names.values() for name in covered)
    due = (q for q in waiting if _is_due(rules, names[q], reachable, facts))
    return next(due, None)


def unknown_safety(knowledge: Knowledge, evidence: Evidence) -> tuple[str, ...]:
    """Safety questions that were put and left open, in the order of the screen."""
    index = index_of(knowledge)
    known = settled(index, evidence)
    return tuple(
        question
        for question in index.safety
        if question in evidence.asked
        and not is_answered(index, evidence, question)
        and open_findings(index, question, known)
    )


def _undecided(index: Index, facts: Facts) -> tuple[Rule, ...]:
    """Rules of the screen that would raise the level."""
    fired = [r.rule.triage.rank for r in index.rules if fires(r, facts)]
    flags = [level.rank for _, level in red_flag_levels(facts.evidence)]
    level = min([*fired, *flags, Triage.SELF_CARE.rank])
    return tuple(
        rule
        for rule in index.rules
        if rule.rule.triage in _SCREENED and rule.rule.triage.rank < level
    )


def _is_due(
    rules: Iterable[Rule],
    asked: frozenset[str],
    reachable: frozenset[str],
    facts: Facts,
) -> bool:
    return any(_hangs_on(rule, asked, reachable, facts) for rule in rules)


def _hangs_on(
    rule: Rule, asked: frozenset[str], reachable: frozenset[str], facts: Facts
) -> bool:
    """Whether the rule needs a finding asked for here, and could then fire.

    `reachable` is all that the rest of the screen may yet bring up.
    """
    if not any(_is_open(c, asked, facts) for c in (*rule.all, *rule.any)):
        return False
    if any(truth(c, facts) is Truth.MET for c in rule.none):
        return False
    if not all(_can_be_met(c, reachable, facts) for c in rule.all):
        return False
    possible = sum(_can_be_met(c, reachable, facts) for c in rule.any)
    return not rule.any or possible >= rule.rule.at_least


def _can_be_met(criterion: Criterion, reachable: frozenset[str], facts: Facts) -> bool:
    held = truth(criterion, facts)
    if held is Truth.MET or _is_open(criterion, reachable, facts):
        return True
    # Somebody who will not say where it hurts is still asked what matters.
    return criterion.type == "kind" and held is Truth.OPEN


def _is_open(criterion: Criterion, names: frozenset[str], facts: Facts) -> bool:
    if criterion.type != "finding" or criterion.subject not in names:
        return False
    return truth(criterion, facts) is Truth.OPEN
