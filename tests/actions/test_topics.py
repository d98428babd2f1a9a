"""action_answer_topics: questions about the subject, at any time."""

from __future__ import annotations

from typing import Any

import pytest

from actions import session
from actions.action_answer_topics import ActionAnswerTopics
from actions.explaining import explain, facts
from tests.actions.conftest import Run, entity


def said(dispatcher: Any) -> str:
    return "\n".join(each["text"] or "" for each in dispatcher.messages)


def test_several_questions_are_answered_in_their_order(run: Run) -> None:
    dispatcher, _ = run(
        ActionAnswerTopics(),
        "…",
        entities=[entity("topic", "scans"), entity("topic", "heat_or_ice")],
    )
    first, second = [each["text"] for each in dispatcher.messages]
    assert "scan" in first.lower()
    assert "heat" in second.lower()


def test_what_depends_on_the_runner_is_promised_for_the_end(run: Run) -> None:
    dispatcher, slots = run(
        ActionAnswerTopics(),
        "…",
        entities=[entity("topic", "can_i_run")],
        slots={"next_step": "ask"},
    )
    assert slots["wanted"] == ["can_i_run"]
    assert "your running" in said(dispatcher)


def test_an_unknown_question_says_what_can_be_asked(run: Run) -> None:
    dispatcher, _ = run(ActionAnswerTopics(), "…")
    assert "exercises" in said(dispatcher)


def test_every_topic_has_an_answer_at_any_time(run: Run) -> None:
    for topic in session.knowledge().topics:
        dispatcher, _ = run(
            ActionAnswerTopics(),
            "…",
            entities=[entity("topic", topic)],
            slots={"next_step": "assess"},
        )
        assert said(dispatcher).strip(), topic


def test_a_contradicted_claim_comes_with_the_evidence() -> None:
    knowledge = session.knowledge()
    fact = next(
        each for each in knowledge.facts.values() if each.stance == "contradict"
    )
    text = facts(knowledge, [fact.about[0]])
    assert fact.position in text
    assert knowledge.sources[fact.source].title in text


@pytest.mark.parametrize("group", ["conditions", "factors", "advice"])
def test_every_item_can_be_explained(group: str) -> None:
    knowledge = session.knowledge()
    for item in getattr(knowledge, group):
        assert explain(knowledge, item).strip(), item


def test_no_fact_is_left_unsaid() -> None:
    """Each fact is shown by the explanation of something it is about."""
    knowledge = session.knowledge()
    unsaid = []
    for fact in knowledge.facts.values():
        told = "\n".join(facts(knowledge, [item]) for item in fact.about)
        if fact.claim not in told:
            unsaid.append(fact.id)
    assert unsaid == []
