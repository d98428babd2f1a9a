"""Chooses the next question: where it hurts, the emergency screen, then what tells most.

A question is worth what its answer is expected to change: the probabilities, who leads,
how soon to be seen. When no answer would change enough, asking stops.
"""

from __future__ import annotations

from bot.knowledge.model import Knowledge, Triage
from bot.reasoning.criteria import Facts, kind_of
from bot.reasoning.evidence import red_flag_levels
from bot.reasoning.index import Index, index_of
from bot.reasoning.known import open_findings
from bot.reasoning.model import Evidence
from bot.reasoning.prospects import expected_change, look_out
from bot.reasoning.ranking import probabilities_of, stand
from bot.reasoning.rules import fires
from bot.reasoning.screen import next_safety_question

# A runner answers no more than this many questions.
MOST_QUESTIONS = 12
# What an answer must be expected to change (in nats) to be worth a question, and how
# that rises with every question after the first few.
WORTH_ASKING = 0.06
PATIENCE = 6
IMPATIENCE = 0.02
# Worth added where the answer decides which contributing factor is named.
FACTOR_WORTH = 0.03
_WHERE = ("location", "radiation")
_HOW_LONG = "duration"


def next_question(knowledge: Knowledge, evidence: Evidence) -> str | None:
    """The finding to ask for next, or None when enough is known."""
    if len(evidence.asked) >= MOST_QUESTIONS:
        return None
    index = index_of(knowledge)
    return (
        _where(knowledge, index, evidence)
        or next_safety_question(_facts(knowledge, index, evidence))
        or _most_telling(knowledge, index, evidence)
        or _how_long(index, evidence)
    )


def _where(knowledge: Knowledge, index: Index, evidence: Evidence) -> str | None:
    """The widest question for a place, when no place is known."""
    known = {
        kind_of(knowledge, finding)
        for finding, observation in evidence.observations.items()
        if observation.status.value == "present"
    }
    if known.intersection(_WHERE):
        return None
    widest = sorted(
        (-len(covers), finding)
        for finding, covers in index.covers.items()
        if index.kinds[finding] == _WHERE[0]
    )
    candidates = [finding for _, finding in widest[:1] if finding not in evidence.asked]
    return candidates[0] if candidates else None


def _how_long(index: Index, evidence: Evidence) -> str | None:
    for finding in index.covers:
        if index.kinds[finding] == _HOW_LONG and finding not in evidence.asked:
            if open_findings(index, evidence, finding):
                return finding
    return None


def _most_telling(knowledge: Knowledge, index: Index, evidence: Evidence) -> str | None:
    facts = _facts(knowledge, index, evidence)
    outlook = look_out(facts, _level(index, facts))
    best, best_worth = None, _least_worth(evidence)
    for question in index.covers:
        if question in evidence.asked or question in index.safety:
            continue
        names = open_findings(index, evidence, question)
        if not names:
            continue
        worth = expected_change(outlook, question, names)
        worth += FACTOR_WORTH * bool(index.factor_findings.intersection(names))
        if worth > best_worth + 1e-9:
            best, best_worth = question, worth
    return best


def _least_worth(evidence: Evidence) -> float:
    return WORTH_ASKING + IMPATIENCE * max(0, len(evidence.asked) - PATIENCE)


def _facts(knowledge: Knowledge, index: Index, evidence: Evidence) -> Facts:
    standing = stand(index, evidence.observations)
    probabilities = probabilities_of(index, standing, evidence.observations)
    return Facts(knowledge, evidence, probabilities)


def _level(index: Index, facts: Facts) -> Triage:
    """What flags and rules already call for."""
    fired = [rule.rule.triage for rule in index.rules if fires(rule, facts)]
    flags = [level for _, level in red_flag_levels(facts.evidence)]
    return min([*fired, *flags, Triage.SELF_CARE], key=lambda level: level.rank)
