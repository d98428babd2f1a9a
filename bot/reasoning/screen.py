"""The emergency screen: which safety question is due, if any.

A safety question is due while an emergency could still hang on its answer, everything
else in that rule being met, unless where it hurts speaks against all that it looks for.
What would be urgent but no emergency competes with other questions by its worth.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.knowledge.model import Knowledge
from bot.reasoning.criteria import Criterion, Facts, Truth, truth
from bot.reasoning.evidence import red_flag_levels
from bot.reasoning.index import Index, index_of
from bot.reasoning.known import is_answered, open_findings, settled
from bot.reasoning.model import Evidence
from bot.reasoning.rules import Rule, fires
from bot.reasoning.standing import is_shown
from bot.reasoning.weighing import Scale

_PLACES = ("location", "radiation")


def next_safety_question(facts: Facts) -> str | None:
    """The first safety question that is due, or None; after an alarm, that about it."""
    index = index_of(facts.knowledge)
    known = settled(index, facts.evidence)
    waiting = [
        question
        for question in index.screen
        if question not in facts.evidence.asked
        and open_findings(index, question, known)
        and fits_place(index, question, facts)
    ]
    if not waiting:
        return None
    if facts.evidence.red_flags:
        waiting = _after_alarm(index, waiting, facts)
    rules = _undecided(index, facts)
    names = {q: frozenset(open_findings(index, q, known)) for q in waiting}
    reachable = frozenset(name for covered in names.values() for name in covered)
    for question in waiting:
        if _is_due(rules, names[question], reachable, facts):
            return _narrowest(names, question)
    return None


def _after_alarm(index: Index, waiting: Sequence[str], facts: Facts) -> list[str]:
    """What the alarm is about comes first, but not what would only be more of it.

    Its wording says what to do when it gets worse; asked again, a weak leg of a week
    would sound like a new one.
    """
    raised = {flag for flag, _ in red_flag_levels(facts.evidence)}
    known = settled(index, facts.evidence)
    findings = facts.knowledge.findings

    def is_new(question: str) -> bool:
        group = findings[question].group
        open_ = open_findings(index, question, known)
        same = all(findings[finding].group == group for finding in open_)
        return question not in facts.present or not group or not same

    def is_beside(question: str) -> bool:
        return raised.isdisjoint(index.covers[question])

    return sorted(filter(is_new, waiting), key=is_beside)


def _narrowest(names: Mapping[str, frozenset[str]], question: str) -> str:
    """The question of the finding itself, when a checklist has just that one left."""
    for finding in names[question]:
        if len(names[question]) == 1 and finding in names:
            return finding
    return question


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
    """Emergency rules, while none of them holds."""
    rules = index.emergency_rules
    return () if any(fires(rule, facts) for rule in rules) else rules


def fits_place(index: Index, question: str, facts: Facts) -> bool:
    """Whether some condition that it looks for is at home where it hurts.

    A place that a condition does not weigh says nothing against it.
    """
    places = [
        finding for finding in facts.present if index.kinds.get(finding) in _PLACES
    ]
    sides = [finding for finding in facts.present if finding in index.sides]
    sought = False
    for c in index.seekers[question]:
        if _is_open_to(index, question, c, facts):
            if _is_at_home(index.scales[c], places, sides):
                return True
            sought = True
    return not sought


def _is_open_to(index: Index, question: str, condition: str, facts: Facts) -> bool:
    """Whether the condition may be named, or could be after this question."""
    required = index.scales[condition].condition.requires_any
    if set(required).intersection(index.covers[question]):
        return True
    return is_shown(index, facts.evidence, condition)


def _is_at_home(known: Scale, places: Sequence[str], sides: Sequence[str]) -> bool:
    """Whether at least one place, with its side, does not speak against it."""
    if not places:
        return True
    side = max((_pulled(known, side) for side in sides), default=0.0)
    return any(_pulled(known, place) + max(0.0, side) >= 0 for place in places)


def _pulled(known: Scale, finding: str) -> float:
    return min((p.present for p in known.by_finding.get(finding, ())), default=0.0)


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
