"""action_give_assessment: the judgement in words and for machines."""

from __future__ import annotations

from typing import Any

import pytest

from actions.action_answer_topics import ActionAnswerTopics
from actions.action_ask_next_question import ActionAskNextQuestion
from actions.action_give_assessment import ActionGiveAssessment
from actions.action_record_findings import ActionRecordFindings
from actions.action_take_up_offer import ActionTakeUpOffer
from tests.actions.conftest import Run, entity, mention


@pytest.fixture
def known(run: Run) -> dict[str, Any]:
    """Slots after a runner told most of what matters."""
    entities = [
        mention("location", "location_buttock", side="left"),
        mention("radiation", "radiation_below_knee", side="left"),
        mention("numbness", "tingling", text="toes tingle"),
        mention("red_flag", "bladder_bowel", "absent"),
        mention("training", "training_increase", text="doubled my miles"),
    ]
    _, slots = run(ActionRecordFindings(), "…", entities=entities)
    return slots


def said(dispatcher: Any) -> list[str]:
    return [each["text"] for each in dispatcher.messages if each.get("text")]


def custom(dispatcher: Any) -> dict[str, Any]:
    return next(each["custom"] for each in dispatcher.messages if each.get("custom"))


def test_how_soon_to_be_seen_comes_first(run: Run, known: dict[str, Any]) -> None:
    dispatcher, _ = run(ActionGiveAssessment(), slots=known)
    first = said(dispatcher)[0]
    assert "physiotherapist" in first or "GP" in first


def test_every_section_is_there_with_the_runner_s_own_words(
    run: Run, known: dict[str, Any]
) -> None:
    dispatcher, _ = run(ActionGiveAssessment(), slots=known)
    everything = "\n".join(said(dispatcher))
    assert "toes tingle" in everything
    assert "For it:" in everything
    assert "What may be feeding it" in everything
    assert "Where this comes from" in everything
    assert "not a diagnosis" in everything


def test_the_payload_has_what_machines_are_promised(
    run: Run, known: dict[str, Any]
) -> None:
    dispatcher, _ = run(ActionGiveAssessment(), slots=known)
    payload = custom(dispatcher)
    assert payload["type"] == "assessment"
    assert payload["triage"] in ("self_care", "see_professional", "urgent")
    total = sum(each["probability"] for each in payload["conditions"])
    assert 0.98 < total < 1.02 or payload["conditions"][0]["probability"] > 0
    assert payload["conditions"][0]["for"]
    assert {"id", "kind", "name"} <= set(payload["advice"][0])
    assert {"id", "title"} <= set(payload["sources"][0])


def test_no_exercises_while_it_is_urgent(run: Run) -> None:
    entities = [
        mention("location", "location_calf"),
        mention("red_flag", "leg_swelling"),
    ]
    _, slots = run(ActionRecordFindings(), "…", entities=entities)
    dispatcher, after = run(ActionGiveAssessment(), slots=slots)
    payload = custom(dispatcher)
    assert payload["triage"] == "urgent"
    assert not [each for each in payload["advice"] if each["kind"] == "exercise"]
    assert payload["running"] == "stop"
    assert after["offer"] is None


@pytest.mark.parametrize("action", [ActionGiveAssessment, ActionAskNextQuestion])
def test_evidence_that_missed_this_message_is_never_used(
    run: Run, known: dict[str, Any], action: Any
) -> None:
    stale = {**known, "recorded": "an earlier message"}
    dispatcher, slots = run(action(), slots=stale, ran=("action_record_findings",))
    assert slots == {"next_step": "failed"}
    assert "something went wrong" in said(dispatcher)[0]


def test_whether_to_run_is_said_once(run: Run, known: dict[str, Any]) -> None:
    """The first lines answer "can I run?", so the question is not answered again."""
    slots = {**known, "wanted": ["can_i_run", "scans"]}
    dispatcher, after = run(ActionGiveAssessment(), slots=slots)
    everything = "\n".join(said(dispatcher))
    assert everything.count("Running:") == 1
    assert "scan" in everything.lower()
    assert after["wanted"] is None


def test_a_second_no_after_the_assessment_is_a_goodbye(
    run: Run, known: dict[str, Any]
) -> None:
    offered = {**known, "next_step": "assess", "offer": "return_plan"}
    first, slots = run(ActionTakeUpOffer(), "no", intent="deny", slots=offered)
    again = {**offered, **slots}
    second, _ = run(ActionTakeUpOffer(), "no", intent="deny", slots=again)
    assert "else?" in said(first)[0]
    assert "else?" not in said(second)[0]


def test_what_would_bring_the_visit_forward_can_be_asked(run: Run) -> None:
    back = mention("location", "location_lower_back")
    _, slots = run(ActionRecordFindings(), "…", entities=[back])
    dispatcher, _ = run(
        ActionAnswerTopics(),
        "what if it gets worse?",
        entities=[entity("topic", "getting_worse")],
        slots={**slots, "next_step": "assess"},
    )
    assert "Be seen sooner" in "\n".join(said(dispatcher))
