"""Nothing outranks a red flag, in whatever state it comes."""

from __future__ import annotations

import pytest

from tests.conversation.conftest import Talk

OPENING = "my lower back hurts after running"
DOUBT = "my groin feels a bit funny since the long run"
FLAG = "I can't feel anything between my legs and I've wet myself twice since yesterday"
STATES = {
    "at the start": [],
    "after hello": ["hello"],
    "in the interview": [OPENING],
    "after a side question": ["my back hurts", "is heat or ice better?"],
    "after nonsense": ["blah blah blah"],
    "after starting over": ["my back hurts", "start over"],
    "after asking why": ["my back hurts", "why do you ask?"],
    "after the assessment": [OPENING, "just tell me what it is", *["no"] * 8],
    "in the middle of a doubt": [DOUBT],
    "after another red flag": ["my calf is hot, swollen and tender"],
    "after an emergency and a start over": [FLAG, "start over"],
}
WAYS_OF_SAYING = {
    "as a slash command": "/greet{} I lost control of my bladder",
    "in a payload": '/inform{"bladder": "I lost control of my bladder"}',
    "as JSON": '{"text": "I lost control of my bladder", "n": [1, 2]}',
    "in a question": "can I still race sunday? I lost control of my bladder last night",
    "as sentence 37": "I ran 5 km. " * 36
    + "I lost control of my bladder. "
    + "It was sunny. " * 12,
    "in capitals": "I LOST CONTROL OF MY BLADDER",
    "with the country": "uk runner here, i lost control of my bladder",
}


@pytest.mark.parametrize("before", STATES.values(), ids=STATES.keys())
def test_a_red_flag_is_answered_and_nothing_follows_it(
    talk: Talk, before: list[str]
) -> None:
    for text in before:
        talk.says(text)
    talk.says(FLAG).settle()
    flag = talk.custom("red_flag")
    assert flag is not None
    assert flag["triage"] == "emergency"
    assert not talk.question
    assert len([each for each in talk.replies if each.get("text")]) == 1
    assert talk.slot("next_step") == "emergency"
    assert talk.slot("question") is None


@pytest.mark.parametrize("text", WAYS_OF_SAYING.values(), ids=WAYS_OF_SAYING.keys())
@pytest.mark.parametrize("before", [[], [OPENING]], ids=["start", "interview"])
def test_however_it_is_said(talk: Talk, before: list[str], text: str) -> None:
    for earlier in before:
        talk.says(earlier)
    talk.says(text).settle()
    assert (talk.custom("red_flag") or {}).get("triage") == "emergency"
    assert not talk.question


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("I can't feel anything at all", "between my legs, when I wipe"),
        ("since last night I've lost control", "of my bladder"),
        ("my back went yesterday and now I can't", "hold my pee any more"),
    ],
)
def test_said_in_two_messages(talk: Talk, first: str, second: str) -> None:
    talk.says(first).settle()
    if not talk.custom("red_flag"):
        talk.says(second).settle()
    assert talk.custom("red_flag")


@pytest.mark.parametrize("depth", range(12))
def test_at_every_question_of_the_interview(talk: Talk, depth: int) -> None:
    talk.says(OPENING)
    for _ in range(depth):
        talk.says("no")
    talk.says(FLAG).settle()
    assert (talk.custom("red_flag") or {}).get("triage") == "emergency"
    assert not talk.question


def test_it_stays_an_emergency_and_tips_stay_off(talk: Talk) -> None:
    talk.says(FLAG).settle()
    for text in ("what exercises can I do?", "ok thanks", "no", "my calf is fine"):
        talk.says(text).settle()
        assert not talk.question
        assert "999" in talk.text or "112" in talk.text, text
        assert "start over" in talk.text
    talk.says("start over")
    assert talk.slot("next_step") is None


def test_answers_that_add_up_to_an_emergency_end_the_interview(talk: Talk) -> None:
    talk.says("my lower back hurts after running")
    for _ in range(8):
        if talk.question == "fever":
            break
        talk.says("no")
    talk.says("yes, a fever since monday").settle()
    assert talk.custom("red_flag")
    assert not talk.question


def test_yes_to_the_bladder_question_is_an_emergency(talk: Talk) -> None:
    talk.says("my lower back hurts after running")
    assert talk.question == "bladder_bowel"
    talk.says("yes").settle()
    assert talk.custom("red_flag")


# --- doubts -----------------------------------------------------------------------


def absent(talk: Talk) -> set[str]:
    observed = (talk.slot("evidence") or {}).get("observations", {})
    return {id_ for id_, seen in observed.items() if seen["status"] == "absent"}


@pytest.mark.parametrize("before", [[], ["is heat or ice better?"]])
def test_a_doubt_is_settled_by_one_question_and_yes_is_an_emergency(
    talk: Talk, before: list[str]
) -> None:
    for text in before:
        talk.says(text)
    talk.says(DOUBT)
    asked = talk.custom("question")
    assert asked is not None
    assert asked["asked"] == f"ask:{asked['finding']}"
    talk.says("yes").settle()
    flag = talk.custom("red_flag")
    assert flag is not None
    assert (flag["id"], flag["triage"]) == (asked["finding"], "emergency")


def test_no_goes_on_with_the_interview(talk: Talk) -> None:
    talk.says(DOUBT)
    doubted = talk.question
    talk.says("no")
    assert not talk.custom("red_flag")
    assert talk.question not in ("", doubted)
    assert doubted in absent(talk)


@pytest.mark.parametrize("answer", ["not sure", "I don't know", "maybe"])
def test_not_sure_is_not_no(talk: Talk, answer: str) -> None:
    """A sign that stays in doubt must be looked at the same day."""
    talk.says(DOUBT)
    doubted = talk.question
    talk.says(answer).settle()
    assert (talk.custom("red_flag") or {}).get("triage") in ("urgent", "emergency")
    assert not talk.question
    assert doubted not in absent(talk)


def test_no_to_a_doubt_that_is_no_finding_counts_too(talk: Talk) -> None:
    talk.says("my calf is weak and pain shoots from my back down to my foot")
    doubted = talk.question
    assert doubted
    talk.says("no")
    assert talk.question not in ("", doubted)


def test_a_doubt_is_put_once_only(talk: Talk) -> None:
    talk.says(DOUBT)
    doubted = talk.question
    talk.says("no, nothing like that")
    for _ in range(3):
        talk.says("my groin feels a bit funny, like I said")
        if talk.custom("red_flag"):  # as an answer to the screening question
            break
        assert (talk.custom("question") or {}).get("asked") != f"ask:{doubted}"


# --- afterwards -------------------------------------------------------------------


def test_what_is_an_alarm_by_itself_only_is_none_as_an_answer(talk: Talk) -> None:
    talk.says("my left thigh goes dead at 11 minutes of every tempo run")
    while talk.question and talk.question != "leg_swelling":
        talk.says("no")
    assert talk.question == "leg_swelling"
    talk.says("a touch paler after a hard one. breathing hard like you would. good")
    assert not talk.custom("red_flag")
    assert talk.slot("next_step") != "emergency"


SWOLLEN = "my calf is hot, swollen and tender"


def test_an_urgent_flag_keeps_tips_off_too(talk: Talk) -> None:
    talk.says(SWOLLEN).settle()
    assert (talk.custom("red_flag") or {}).get("triage") == "urgent"
    assert talk.question == ""
    talk.says("which stretches help?")
    assert not talk.custom("red_flag")  # no question was open: this answers nothing
    assert "still be seen" in talk.text
    asked = []
    while talk.question:
        asked.append(talk.question)
        talk.says("no")
    assert asked[0] == "leg_swelling"  # what the alarm is about comes first
    assert {"bladder_bowel", "weakness", "fever"} <= set(asked)
    assert "today" in talk.text
    assert "start over" in talk.text
    assert not talk.custom("assessment")
    talk.says("which stretches help?")
    assert "start over" in talk.text
    assert not talk.question


def test_after_an_urgent_flag_an_answer_may_still_make_it_an_emergency(
    talk: Talk,
) -> None:
    talk.says(SWOLLEN).settle()
    talk.says("ok").says("Breathless or sore chest").settle()
    assert (talk.custom("red_flag") or {}).get("triage") == "emergency"
    talk.says("ok")
    assert not talk.question
    assert "start over" in talk.text


def test_after_an_urgent_flag_answers_may_add_up_to_an_emergency(talk: Talk) -> None:
    talk.says("deep pain in my left groin, it aches at night and I limp").settle()
    assert (talk.custom("red_flag") or {}).get("triage") == "urgent"
    talk.says("ok")
    while talk.question and talk.question != "unable_to_bear_weight":
        talk.says("no")
    talk.says("I can't put weight on it").settle()
    assert (talk.custom("red_flag") or {}).get("triage") == "emergency"


def test_more_of_what_an_urgent_flag_is_about_is_not_asked(talk: Talk) -> None:
    talk.says("for two weeks my left foot slaps and won't lift, no worse").settle()
    assert (talk.custom("red_flag") or {}).get("triage") == "urgent"
    talk.says("ok")
    asked = []
    while talk.question:
        asked.append(talk.question)
        talk.says("no")
    assert "bladder_bowel" in asked
    assert not {"weakness", "foot_drop"} & set(asked)


def test_why_and_a_start_over_after_an_urgent_flag(talk: Talk) -> None:
    talk.says(SWOLLEN).settle()
    talk.says("ok")
    asked = talk.question
    talk.says("why do you ask?")
    assert talk.question == asked
    talk.says("start over")
    assert not talk.slot("emergency_flag")
    talk.says(OPENING)
    assert talk.question
    assert "still be seen" not in talk.text


def test_after_a_start_over_the_interview_runs_and_a_red_flag_fires(talk: Talk) -> None:
    talk.says(FLAG).settle()
    talk.says("start over")
    talk.says(OPENING).settle()
    assert talk.question
    assert not talk.custom("red_flag")
    talk.says(FLAG).settle()
    assert talk.custom("red_flag")


def test_the_country_s_own_numbers_are_given(talk: Talk) -> None:
    talk.says("I'm in Australia and my lower back hurts")
    talk.says(FLAG).settle()
    talk.says("ok").settle()
    assert "000" in talk.text


def test_the_findings_of_an_emergency_message_are_kept(talk: Talk) -> None:
    talk.says(FLAG).settle()
    evidence = talk.slot("evidence")
    assert evidence["red_flags"]
