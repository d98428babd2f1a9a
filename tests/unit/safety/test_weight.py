"""An answer is weighed as a whole, and an urgent one lets the interview go on."""

import pytest

from bot.safety.detector import Outcome
from tests.loaded import detector


def outcome(text, asked):
    return detector().scan(text, asked=asked).outcome


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("saddle_numbness", "normal when I wipe, all as ever down there"),
        ("saddle_numbness", "nope, I feel the saddle just as I always have"),
        ("bladder_bowel", "wee and poo both work as they should"),
        ("leg_swelling", "both calves the same size, socks leave the same mark"),
        ("cold_pale_leg", "they're both warm and pink"),
    ],
)
def test_the_words_of_a_sign_in_a_denial_raise_nothing(asked, text):
    assert outcome(text, asked) is Outcome.NONE


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("saddle_numbness", "peeing is fine. numb when I wipe though"),
        ("bladder_bowel", "can't feel when it's full and I leak"),
        ("leg_swelling", "chest is fine but one calf is swollen and hot"),
    ],
)
def test_good_news_beside_a_sign_does_not_take_it_away(asked, text):
    assert outcome(text, asked) is not Outcome.NONE


def test_what_another_question_asks_does_not_weigh_on_an_alarm():
    """The worst of it may come as the answer to anything."""
    said = "about a 6. and I've been numb between my legs since this morning"
    assert outcome(said, "severity") is Outcome.FIRE


def may_wait(text, asked):
    scan = detector().scan(text, asked=asked)
    assert scan.outcome is Outcome.FIRE
    return detector().may_wait(scan, asked)


def test_an_urgent_yes_to_what_was_asked_lets_the_interview_go_on():
    assert may_wait("yes, my left calf is swollen", "leg_swelling")


def test_an_emergency_never_waits():
    assert not may_wait("yes, I wet myself twice", "bladder_bowel")


def test_nor_what_was_not_asked_for():
    assert not may_wait("3 weeks, and my left calf is hot and swollen", "duration")
