"""What an answer changes, worked out for what it touches, is what it changes in all."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.knowledge.model import Knowledge, Status
from bot.reasoning import prospects
from bot.reasoning.criteria import Facts
from bot.reasoning.index import index_of
from bot.reasoning.known import open_findings, settled
from bot.reasoning.model import Evidence, Observation
from bot.reasoning.outcomes import Outcome, outcomes_of
from bot.reasoning.prospects import Outlook, look_out
from bot.reasoning.questions import _level
from bot.reasoning.ranking import normalised, probabilities_of
from bot.reasoning.standing import GATED, stand
from tests import loaded


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return loaded.knowledge()


def outlook_of(knowledge: Knowledge, evidence: Evidence) -> Outlook:
    index = index_of(knowledge)
    standing = stand(index, evidence.observations)
    probabilities = probabilities_of(index, standing, evidence.observations)
    facts = Facts(knowledge, evidence, probabilities)
    return look_out(facts, standing, _level(index, facts))


def all_anew(outlook: Outlook, outcome: Outcome) -> float:
    """Every condition's share from the beginning, as a definition would have it."""
    index, scores = outlook.index, dict(outlook.standing.scores)
    for c, groups in prospects._groups_after(outlook, outcome).items():
        before = outlook.standing.groups[c]
        scores[c] += sum(pull - before.get(g, 0.0) for g, pull in groups.items())
    opened = frozenset(
        c
        for finding, observation in outcome.observations.items()
        if observation.status is Status.PRESENT
        for c in index.required_by.get(finding, ())
        if c in outlook.standing.gated
    )
    for c in opened:
        scores[c] -= GATED
    after = normalised(prospects._causes(index, scores))
    change = divergence(after, outlook.causes) + pictures(outlook, scores)
    if prospects._leader(after) != outlook.leader:
        change += prospects.NEW_LEADER
    gated = outlook.standing.gated - opened
    level = min(
        prospects._level_of(index, after, gated),
        prospects._rule_level(outlook, outcome, after, 1.0),
        key=lambda each: each.rank,
    )
    return change + prospects.NEW_LEVEL * abs(outlook.level.rank - level.rank)


def divergence(after: Mapping[str, float], before: Mapping[str, float]) -> float:
    return sum(p * math.log(p / before[c]) for c, p in after.items() if p > 0)


def pictures(outlook: Outlook, scores: Mapping[str, float]) -> float:
    moved = [
        abs(prospects._sigmoid(scores[c]) - prospects._sigmoid(before))
        for c, before in outlook.standing.scores.items()
        if outlook.index.scales[c].condition.role == "picture"
    ]
    return sum(moved) / 2


def test_for_every_condition_and_every_question(knowledge: Knowledge) -> None:
    compared, index = 0, index_of(knowledge)
    for condition in knowledge.conditions.values():
        for number in (1, 3, 6):
            weights = condition.weights[:number]
            seen = {w.finding: Observation(Status.PRESENT) for w in weights}
            evidence = replace(Evidence(), observations=seen)
            outlook = outlook_of(knowledge, evidence)
            known = settled(index, evidence)
            for question in index.covers:
                names = open_findings(index, question, known)
                if not names:
                    continue
                for outcome in outcomes_of(index, question, names):
                    change = prospects._change(outlook, outcome)
                    assert change == pytest.approx(
                        all_anew(outlook, outcome), abs=1e-9
                    ), (condition.id, question)
                    compared += 1
    assert compared > 1000


def test_rules_are_those_that_fire_with_the_answer(knowledge: Knowledge) -> None:
    """Only rules that the answer touches are looked at: all of them say the same."""
    index, raised = index_of(knowledge), 0
    for rule in index.rules:
        seen = {
            c.subject: Observation(c.status, side=c.side)
            for c in rule.all[1:]
            if c.type == "finding"
        }
        evidence = replace(Evidence(), observations=seen)
        outlook = outlook_of(knowledge, evidence)
        for question in index.covers:
            names = open_findings(index, question, settled(index, evidence))
            for outcome in outcomes_of(index, question, names) if names else ():
                level = prospects._rule_level(outlook, outcome, outlook.causes, 1.0)
                after = replace(evidence, observations={**seen, **outcome.observations})
                known = Facts(knowledge, after, outlook.causes)
                every = min(_level(index, known).rank, outlook.level.rank)
                assert level.rank == every, (rule.rule.id, question)
                raised += level is not outlook.level
    assert raised > 1000
