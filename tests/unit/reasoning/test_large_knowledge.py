"""A larger knowledge base is not a dearer one, and what is not touched stays right."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from bot.knowledge.model import Knowledge, Status
from bot.reasoning import candidates, explain, standing
from bot.reasoning.index import index_of
from bot.reasoning.model import Evidence, Observation
from bot.reasoning.ranking import order, rank
from tests import loaded
from tests.benchmarks.scale_knowledge import after_the_screen, multiplied, openings


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return loaded.knowledge()


@pytest.fixture(scope="module")
def larger(knowledge: Knowledge) -> Knowledge:
    return multiplied(knowledge, 5)


def scored_anew(knowledge: Knowledge, evidence: Evidence) -> standing.Standing:
    """Every condition, as though none were known to be untouched."""
    index = index_of(knowledge)
    said = evidence.observations
    unsaid = standing._unsaid(index, said)
    groups = {c: standing._groups(s, said, unsaid) for c, s in index.scales.items()}
    gated = frozenset(
        c for c, s in index.scales.items() if standing._is_gated(index, s, said)
    )
    priors = standing._priors(index, tuple(index.scales), gated, said)
    scores = {c: priors[c] + math.fsum(groups[c].values()) for c in index.scales}
    return standing.Standing(scores, groups, gated)


def test_scores_are_those_of_all_conditions_scored_anew(knowledge: Knowledge) -> None:
    index = index_of(knowledge)
    cases = [Evidence(), *openings(knowledge), *after_the_screen(knowledge)]
    for evidence in cases:
        quick = standing.stand(index, evidence.observations)
        anew = scored_anew(knowledge, evidence)
        assert quick.scores == pytest.approx(anew.scores, abs=1e-12)
        assert list(quick.scores) == list(anew.scores)
        assert (quick.groups, quick.gated) == (anew.groups, anew.gated)


def test_the_order_is_the_ranking_without_its_reasons(knowledge: Knowledge) -> None:
    for evidence in after_the_screen(knowledge):
        bare = [(r.id, r.probability) for r in order(knowledge, evidence)]
        ranked = rank(knowledge, evidence)
        assert bare == [(r.id, r.probability) for r in ranked]
        assert any(r.supports or r.opposes for r in ranked)


def test_only_so_many_conditions_are_scored_anew(
    knowledge: Knowledge, larger: Knowledge
) -> None:
    for evidence in after_the_screen(knowledge):
        said = evidence.observations
        few = standing.touched(index_of(knowledge), said)
        assert standing.touched(index_of(larger), said) == few


def test_only_so_many_questions_are_weighed(
    knowledge: Knowledge, larger: Knowledge
) -> None:
    index = index_of(larger)
    assert len(index.covers) > 3 * candidates.MOST
    always = candidates._always(index)
    assert always == candidates._always(index_of(knowledge))
    for evidence in after_the_screen(knowledge):
        standing_now = standing.stand(index, evidence.observations)
        weighed = candidates.telling(index, evidence, standing_now)
        assert len(weighed) <= len(always) + candidates.MOST_ABOUT
        assert not set(weighed) & set(evidence.asked)
        assert list(weighed) == sorted(weighed)


def test_what_is_weighed_is_about_the_likeliest(
    knowledge: Knowledge, larger: Knowledge
) -> None:
    """Findings of one condition bring in the questions about it, not about a copy."""
    index = index_of(larger)
    condition = max(knowledge.conditions.values(), key=lambda c: len(c.weights))
    strongest = sorted(index.scales[condition.id].pulls, key=lambda p: -p.present)[:6]
    seen = {p.weight.finding: Observation(Status.PRESENT) for p in strongest}
    evidence = replace(Evidence(), observations=seen)
    weighed = candidates.telling(index, evidence, standing.stand(index, seen))
    about = set(candidates._about(index, condition.id)) - {index.where}
    assert about
    assert about <= set(weighed) | set(seen)


def test_only_so_many_findings_are_tried_for_what_would_change_it(
    knowledge: Knowledge, larger: Knowledge
) -> None:
    index = index_of(larger)
    for evidence in after_the_screen(knowledge):
        now = standing.stand(index, evidence.observations)
        running = candidates.in_the_running(now)
        assert len(running) == candidates.IN_THE_RUNNING
        tried = explain._worth_trying(index, evidence, now, running)
        assert len(tried) <= explain.MOST_TRIED + len(index.urgent)


def test_some_are_ranked_as_among_all_when_nobody_else_counts(
    knowledge: Knowledge,
) -> None:
    for evidence in after_the_screen(knowledge):
        everyone = sorted(knowledge.conditions)
        assert order(knowledge, evidence, everyone) == order(knowledge, evidence)
        leader = order(knowledge, evidence)[0].id
        assert (
            order(knowledge, evidence, sorted({leader, *everyone[:5]}))[0].id == leader
        )
