"""Nothing outranks a red flag, in whatever state it comes."""

from __future__ import annotations

import pytest

from tests.conversation.conftest import Talk

FLAG = "I can't feel anything between my legs and I've wet myself twice since yesterday"
STATES = {
    "at the start": [],
    "after hello": ["hello"],
    "in the interview": ["my lower back hurts after running"],
    "after a side question": ["my back hurts", "is heat or ice better?"],
    "after nonsense": ["blah blah blah"],
    "after starting over": ["my back hurts", "start over"],
    "after asking why": ["my back hurts", "why do you ask?"],
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


def test_the_country_s_own_numbers_are_given(talk: Talk) -> None:
    talk.says("I'm in Australia and my lower back hurts")
    talk.says(FLAG).settle()
    talk.says("ok").settle()
    assert "000" in talk.text


def test_the_findings_of_an_emergency_message_are_kept(talk: Talk) -> None:
    talk.says(FLAG).settle()
    evidence = talk.slot("evidence")
    assert evidence["red_flags"]
