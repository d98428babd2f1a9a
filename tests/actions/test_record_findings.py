"""action_record_findings: what a message does to the evidence and to the next step."""

from __future__ import annotations

from actions.action_record_findings import ActionRecordFindings
from tests.actions.conftest import Run, entity, mention

BACK = mention("location", "location_lower_back", side="left")


def texts(dispatcher: object) -> str:
    return "\n".join(each["text"] or "" for each in dispatcher.messages)  # type: ignore[attr-defined]


def test_a_finding_goes_into_the_evidence_with_its_words_and_side(run: Run) -> None:
    _, slots = run(ActionRecordFindings(), "my left lower back", entities=[BACK])
    seen = slots["evidence"]["observations"]["location_lower_back"]
    assert (seen["status"], seen["side"], seen["text"]) == (
        "present",
        "left",
        "location lower back",
    )
    assert slots["recorded"] == "m1"


def test_what_was_understood_is_said_and_a_question_chosen(run: Run) -> None:
    dispatcher, slots = run(ActionRecordFindings(), "…", entities=[BACK])
    assert slots["next_step"] == "ask"
    assert slots["question"]
    assert "left" in texts(dispatcher)


def test_a_topic_asked_with_the_first_words_is_promised_and_kept(run: Run) -> None:
    dispatcher, slots = run(
        ActionRecordFindings(), "…", entities=[BACK, entity("topic", "exercises")]
    )
    assert slots["wanted"] == ["exercises"]
    assert "exercises" in texts(dispatcher).lower()


def test_an_answer_that_is_not_understood_keeps_the_question_open_once(
    run: Run,
) -> None:
    _, first = run(ActionRecordFindings(), "…", entities=[BACK])
    dispatcher, second = run(ActionRecordFindings(), "bananas", slots=first)
    assert second["question"] == first["question"]
    assert second["misses"] == 1
    assert texts(dispatcher)
    _, third = run(ActionRecordFindings(), "bananas", slots=second)
    assert third["question"] != first["question"]
    assert first["question"] in third["evidence"]["unknown"]


def test_a_safety_question_passed_over_for_other_news_is_asked_once_more(
    run: Run,
) -> None:
    _, first = run(ActionRecordFindings(), "…", entities=[BACK])
    assert first["question"] == "bladder_bowel"
    news = mention("radiation", "radiation_below_knee", "absent")
    _, second = run(ActionRecordFindings(), "…", entities=[news], slots=first)
    assert second["question"] == first["question"]
    _, third = run(
        ActionRecordFindings(), "…", entities=[entity("answer", "no")], slots=second
    )
    assert third["question"] != first["question"]
    assert third["evidence"]["observations"]["bladder_bowel"]["status"] == "absent"


def test_what_is_told_is_named_once_and_only_what_could_be_read(run: Run) -> None:
    told = [
        mention("location", "location_sit_bone"),
        mention("location", "location_buttock"),
        mention("duration", "duration"),
    ]
    dispatcher, _ = run(ActionRecordFindings(), "…", entities=told)
    said = texts(dispatcher)
    assert "sit bone" in said
    assert "pain in the buttock" not in said
    assert "how long" not in said.lower()


def test_a_country_is_remembered(run: Run) -> None:
    _, slots = run(
        ActionRecordFindings(), "…", entities=[BACK, entity("country", "uk")]
    )
    assert slots["country"] == "uk"


def test_what_adds_up_to_an_emergency_sets_its_words(run: Run) -> None:
    fever = mention("red_flag", "fever")
    dispatcher, slots = run(ActionRecordFindings(), "…", entities=[BACK, fever])
    assert slots["next_step"] == "emergency"
    assert slots["emergency_triage"] == "emergency"
    assert slots["emergency_text"]
    assert not dispatcher.messages  # nothing but the emergency wording is said


def test_words_about_what_was_checked_outrank_how_the_answer_sounds(run: Run) -> None:
    text = "i can stand on it just not hop, tried hopping at training nearly cried"
    stands = mention("red_flag", "unable_to_bear_weight", "absent")
    asked = {"question": "ask:unable_to_bear_weight", "next_step": "ask"}
    _, slots = run(ActionRecordFindings(), text, entities=[stands], slots=asked)
    seen = slots["evidence"]["observations"]["unable_to_bear_weight"]
    assert seen["status"] == "absent"


def test_an_alarm_the_detector_does_not_hear_is_asked_about_first(run: Run) -> None:
    his = mention("red_flag", "bladder_bowel", unheard=True)
    dispatcher, slots = run(ActionRecordFindings(), "…", entities=[BACK, his])
    assert "back" in texts(dispatcher)
    assert "pee" not in texts(dispatcher)
    assert slots["next_step"] == "ask"
    assert slots["question"] == "bladder_bowel"
    heard = mention("red_flag", "bladder_bowel")
    _, slots = run(ActionRecordFindings(), "…", entities=[BACK, heard])
    assert slots["next_step"] == "emergency"
