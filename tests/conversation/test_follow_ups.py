"""What runners ask once they have their answer."""

from __future__ import annotations

import pytest

from tests.conversation.conftest import Talk

SITTING = "left buttock pain when sitting, goes into the back of my thigh, 5 weeks"
CALM = {
    "bladder_bowel": "none of these",
    "weakness": "no",
    "fever": "no",
    "numbness": "no",
    "radiation_below_knee": "no",
}


@pytest.fixture
def answered(talk: Talk) -> Talk:
    """A conversation that has come to its assessment."""
    talk.says(SITTING).interview(CALM)
    assert talk.custom("assessment")
    return talk


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("why not a disc?", "disc"),
        ("compare a disc and piriformis", "piriformis"),
        ("what if it gets worse?", "between"),
        ("can I still do my 10k on Sunday?", "running"),
        ("how do I get back to running?", "week 1"),
        ("what exercises can I do?", "stop if"),
        ("do I need a scan?", "scan"),
        ("do I need new shoes?", "comfort"),
        ("what is piriformis syndrome?", "muscle"),
        ("how do I stop it coming back?", "longest run"),
        ("should I change my running form?", "form"),
        ("how long will it take?", "week"),
    ],
)
def test_a_follow_up_is_answered(answered: Talk, question: str, expected: str) -> None:
    answered.says(question)
    assert expected in answered.text.lower()
    assert not answered.question
    assert not answered.custom("assessment")  # asked for one thing, not all again


def test_two_questions_in_one_message_get_two_answers(answered: Talk) -> None:
    answered.says("do I need a scan? and is heat or ice better?")
    assert "scan" in answered.text.lower()
    assert "heat" in answered.text.lower()


def test_news_that_changes_nothing_gets_a_short_reply(answered: Talk) -> None:
    answered.says("oh and it hurts when I drive too")
    assert "doesn't change" in answered.text
    assert len(answered.text) < 400


def test_news_that_changes_the_judgement_gets_a_new_one(answered: Talk) -> None:
    before = answered.slot("judged")
    answered.says("actually the pain does go below the knee, into my calf and foot")
    answered.interview(CALM)
    assert answered.custom("assessment")
    assert answered.slot("judged") != before


def test_a_race_never_lowers_the_triage(talk: Talk) -> None:
    talk.says(
        "deep groin ache, worse through every run, now it hurts to walk and aches at "
        "night. But I MUST run the marathon on Sunday and my mate says it's nothing"
    )
    talk.interview({**CALM, "unable_to_bear_weight": "I limp and can't hop on it"})
    result = talk.custom("assessment") or talk.custom("red_flag")
    assert result is not None
    assert result["triage"] in ("urgent", "emergency")
