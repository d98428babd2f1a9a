"""action_give_assessment: the judgement in words and for machines."""

from __future__ import annotations

from typing import Any

import pytest

from actions.action_answer_topics import ActionAnswerTopics
from actions.action_ask_next_question import ActionAskNextQuestion
from actions.action_explain_question import ActionExplainQuestion
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
    assert "Sources: NICE" in everything
    assert "not a diagnosis" in everything


def test_what_speaks_against_an_explanation_is_told(run: Run) -> None:
    entities = [
        mention("location", "location_lower_back"),
        mention("onset", "onset_gradual", text="built up slowly"),
        mention("duration", "duration", amount="P2D"),
        mention("radiation", "radiation_leg", "absent"),
    ]
    _, slots = run(ActionRecordFindings(), "…", entities=entities)
    dispatcher, _ = run(ActionGiveAssessment(), slots=slots)
    assert "Against it: pain that built up slowly." in "\n".join(said(dispatcher))


def test_it_can_be_read_on_a_phone(run: Run, known: dict[str, Any]) -> None:
    dispatcher, _ = run(ActionGiveAssessment(), slots=known)
    assert len(" ".join(said(dispatcher)).split()) <= 260


def test_the_second_explanation_is_shorter_than_the_first(
    run: Run, known: dict[str, Any]
) -> None:
    dispatcher, _ = run(ActionGiveAssessment(), slots=known)
    lines = "\n".join(said(dispatcher)).splitlines()
    told = [each.split(" – ")[1] for each in lines if each[:3] in ("1. ", "2. ", "3. ")]
    assert 2 <= len(told) <= 3
    assert all(len(each) < len(told[0]) for each in told[1:])


def test_the_words_in_the_payload_are_the_messages(
    run: Run, known: dict[str, Any]
) -> None:
    dispatcher, _ = run(ActionGiveAssessment(), slots=known)
    words = [text for text in custom(dispatcher)["words"].values() if text]
    assert said(dispatcher)[: len(words)] == words


@pytest.mark.parametrize(
    ("country", "number", "other"), [("uk", "999", "911"), ("us", "911", "999")]
)
def test_a_known_country_s_number_is_the_only_one(
    run: Run, known: dict[str, Any], country: str, number: str, other: str
) -> None:
    dispatcher, _ = run(ActionGiveAssessment(), slots={**known, "country": country})
    everything = "\n".join(said(dispatcher))
    assert f"Call {number} " in everything
    assert other not in everything


def test_what_is_not_said_is_offered(run: Run, known: dict[str, Any]) -> None:
    """Each button says a question that has its answer, and is gone once pressed."""
    dispatcher, slots = run(ActionGiveAssessment(), slots=known)
    buttons = dispatcher.messages[-1]["buttons"]
    assert 3 <= len(buttons) <= 4
    assert slots["offer"] == "return_plan"
    after, _ = run(
        ActionAnswerTopics(),
        "What makes you say that?",
        entities=[entity("topic", "why_not")],
        slots={**known, "next_step": "assess"},
    )
    everything = "\n".join(said(after))
    assert "Where this comes from" in everything
    assert "big nerve of the leg" in everything
    left = [each["title"] for each in after.messages[-1]["buttons"]]
    assert "What makes you say that?" not in left
    assert "What exercises can I do?" in left


def test_why_after_the_assessment_gives_the_reasons(
    run: Run, known: dict[str, Any]
) -> None:
    judged = {**known, "next_step": "assess", "question": None}
    dispatcher, _ = run(ActionExplainQuestion(), "why?", slots=judged)
    assert "For it:" in "\n".join(said(dispatcher))


def test_what_feeds_it_is_told_with_its_evidence(
    run: Run, known: dict[str, Any]
) -> None:
    dispatcher, _ = run(
        ActionAnswerTopics(),
        "What may be feeding it?",
        entities=[entity("topic", "contributors")],
        slots={**known, "next_step": "assess"},
    )
    assert "5205 runners" in "\n".join(said(dispatcher))


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
    offered = [each["title"] for each in dispatcher.messages[-1]["buttons"]]
    assert offered == ["What makes you say that?", "What if it gets worse?"]


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
    assert "Race" in said(dispatcher)[0]
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
