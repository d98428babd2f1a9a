"""What would speak against an alarm, asked before it is raised.

Some rules hold "unless": pain in both legs is an emergency unless sitting down eases
it. While nobody knows, that one question comes first. A sign that stands for itself,
a red flag in the runner's own words above all, waits for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.knowledge.model import Triage
from bot.reasoning.criteria import Facts, Truth, truth
from bot.reasoning.evidence import red_flag_levels
from bot.reasoning.index import Index, index_of
from bot.reasoning.known import open_findings, settled
from bot.reasoning.rules import Rule, fires

# Of what a rule names as speaking against it, so much is asked for.
MOST_ASKED = 2


def next_doubt(facts: Facts, level: Triage) -> str | None:
    """The question that may lower `level`, which rules call for; None if none can."""
    if any(raised.rank <= level.rank for _, raised in red_flag_levels(facts.evidence)):
        return None
    index = index_of(facts.knowledge)
    holding = [
        rule for rule in index.rules if rule.rule.triage is level and fires(rule, facts)
    ]
    openings = [_open_questions(index, rule, facts) for rule in holding]
    if not openings or not all(openings):
        return None
    if level is Triage.EMERGENCY:
        first = _screen(index, facts)
        if first:
            return first
    return openings[0][0]


def _screen(index: Index, facts: Facts) -> str | None:
    """The first question of the emergency screen, if it has not been put."""
    known = settled(index, facts.evidence)
    waiting: Iterable[str] = index.safety[:1]
    return next((q for q in waiting if _may_ask(index, q, facts, known)), None)


def _open_questions(index: Index, rule: Rule, facts: Facts) -> Sequence[str]:
    """Questions about what speaks against the rule and is not known."""
    known = settled(index, facts.evidence)
    unless = rule.none[:MOST_ASKED]
    if any(truth(criterion, facts) is Truth.MET for criterion in unless):
        return ()
    return [
        question
        for criterion in unless
        if truth(criterion, facts) is Truth.OPEN
        for question, covered in index.covers.items()
        if criterion.subject in covered and _may_ask(index, question, facts, known)
    ]


def _may_ask(index: Index, question: str, facts: Facts, known: frozenset[str]) -> bool:
    asked = question in facts.evidence.asked
    return not asked and bool(open_findings(index, question, known))
