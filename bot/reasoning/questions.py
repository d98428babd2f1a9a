"""Chooses the next question: the place, the emergency screen, then what tells most.

A question is worth what its answer is expected to change: the probabilities, who leads,
how soon to be seen. When no answer would change enough, asking stops.
"""

from __future__ import annotations

from bot.knowledge.model import Knowledge, Status, Triage
from bot.reasoning.candidates import candidates, telling
from bot.reasoning.criteria import Facts, kind_of
from bot.reasoning.doubts import next_doubt
from bot.reasoning.evidence import (
    is_present,
    red_flag_levels,
    with_flagged_findings,
)
from bot.reasoning.index import Index, index_of
from bot.reasoning.known import open_findings, settled
from bot.reasoning.model import Evidence
from bot.reasoning.prospects import expected_change, look_out
from bot.reasoning.ranking import probabilities_of
from bot.reasoning.rules import fires
from bot.reasoning.screen import fits_place, next_safety_question
from bot.reasoning.standing import Standing, stand
from bot.reasoning.triage import LIKELY

# A runner answers no more than this many questions.
MOST_QUESTIONS = 12
# What an answer must be expected to change (in nats) to be worth a question, and how
# that rises with every question after the first few.
WORTH_ASKING = 0.05
PATIENCE = 5
IMPATIENCE = 0.015
# Worth added where the answer decides which contributing factor is named.
FACTOR_WORTH = 0.15
# After this many questions nobody is asked merely for what may feed the pain.
LATE = 12
_PLACES = ("location", "radiation")
_TIE = 1e-9


def next_question(knowledge: Knowledge, evidence: Evidence) -> str | None:
    """The finding to ask for next, or None when enough is known."""
    if len(evidence.asked) >= MOST_QUESTIONS:
        return None
    index = index_of(knowledge)
    evidence = with_flagged_findings(knowledge, evidence)
    where = _where(knowledge, index, evidence)
    if where:
        return where
    standing = stand(index, evidence.observations)
    facts = _facts(knowledge, evidence, standing)
    screening = next_safety_question(facts)
    if screening:
        return screening
    level = _level(index, facts)
    return (
        _most_telling(index, facts, standing, level)
        or _doubt(index, facts, level)
        or _in_figures(index, facts, level)
        or _how_long(index, evidence)
        or _main_factor(index, evidence)
    )


def next_screening(knowledge: Knowledge, evidence: Evidence) -> str | None:
    """The next of those questions that an emergency may yet hang on."""
    if len(evidence.asked) >= MOST_QUESTIONS:
        return None
    evidence = with_flagged_findings(knowledge, evidence)
    standing = stand(index_of(knowledge), evidence.observations)
    return next_safety_question(_facts(knowledge, evidence, standing))


def _facts(knowledge: Knowledge, evidence: Evidence, standing: Standing) -> Facts:
    index, seen = index_of(knowledge), evidence.observations
    return Facts(knowledge, evidence, probabilities_of(index, standing, seen))


def _doubt(index: Index, facts: Facts, level: Triage) -> str | None:
    """What could lower the level, where rules and not a likely condition set it."""
    likely = [
        index.scales[c].condition.triage
        for c, probability in facts.probabilities.items()
        if probability >= LIKELY and c in index.scales
    ]
    if any(each.rank <= level.rank for each in likely):
        return None
    return next_doubt(facts, level)


def _in_figures(index: Index, facts: Facts, level: Triage) -> str | None:
    """The number that raises the level, where it was told in words only.

    "My back is killing" may be 8 out of 10, or a way of speaking.
    """
    resting = [
        criterion.subject
        for rule in index.rules
        if rule.rule.triage is level and fires(rule, facts)
        for criterion in rule.all
        if criterion.type == "number" and criterion.compare.startswith(">")
    ]
    return next((f for f in resting if _is_worded(facts, f)), None)


def _is_worded(facts: Facts, finding: str) -> bool:
    """Whether a number that can be asked for was told without one."""
    question = facts.knowledge.findings[finding].question
    if question is None or question.type != "number":
        return False
    seen = facts.evidence.observations.get(finding)
    worded = seen is not None and not any(map(str.isdigit, seen.text))
    return worded and finding not in facts.evidence.asked


def _where(knowledge: Knowledge, index: Index, evidence: Evidence) -> str | None:
    """The question for a place, while no place is known."""
    known = {
        kind_of(knowledge, finding)
        for finding, observation in evidence.observations.items()
        if observation.status is Status.PRESENT
    }
    if known.intersection(_PLACES) or index.where in evidence.asked:
        return None
    return index.where or None


def _how_long(index: Index, evidence: Evidence) -> str | None:
    known = settled(index, evidence)
    for finding in index.durations:
        passed = finding in evidence.asked or finding == index.where
        if not passed and open_findings(index, finding, known):
            return finding
    return None


def _main_factor(index: Index, evidence: Evidence) -> str | None:
    """What may feed the pain, best proven first, unless the interview is long."""
    if len(evidence.asked) >= LATE:
        return None
    if any(is_present(evidence, finding) for finding in index.proven_factors):
        return None
    known = settled(index, evidence)
    for question in candidates(index, evidence):
        if index.proven_factors.intersection(open_findings(index, question, known)):
            return question
    return None


def _most_telling(
    index: Index, facts: Facts, standing: Standing, level: Triage
) -> str | None:
    """The question worth most, of equals the first by id; None if none is worth it."""
    outlook = look_out(facts, standing, level)
    known = settled(index, facts.evidence)
    best, best_worth = None, _least_worth(facts.evidence)
    for question in telling(index, facts.evidence, standing):
        names = open_findings(index, question, known)
        if not names or not fits_place(index, question, facts):
            continue
        worth = expected_change(outlook, question, names)
        worth += FACTOR_WORTH * bool(index.factor_findings.intersection(names))
        if worth > best_worth + _TIE:
            best, best_worth = question, worth
    return best


def _least_worth(evidence: Evidence) -> float:
    """The bar for one more question, higher for a runner who cannot tell."""
    late = max(0, len(evidence.asked) - PATIENCE)
    return WORTH_ASKING + IMPATIENCE * (late + len(evidence.unknown))


def _level(index: Index, facts: Facts) -> Triage:
    """What flags and rules already call for."""
    fired = [rule.rule.triage for rule in index.rules if fires(rule, facts)]
    flags = [level for _, level in red_flag_levels(facts.evidence)]
    return min([*fired, *flags, Triage.SELF_CARE], key=lambda level: level.rank)
