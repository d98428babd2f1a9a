"""What was found outranks what a classifier guesses."""

from __future__ import annotations

from typing import Any

import pytest

from bot.nlu.intents import settle_intent


def settled(
    text: str, guess: str, *entities: dict[str, Any], asks: bool = False
) -> str:
    guessed = {"name": guess, "confidence": 0.8}
    return str(settle_intent(text, guessed, list(entities), asks=asks)["name"])


FINDING = {"entity": "weakness", "value": "weakness", "role": "present"}
TOPIC = {"entity": "topic", "value": "scans", "start": 0, "end": 5}
NO = {"entity": "answer", "value": "no", "start": 0, "end": 2}


def test_a_finding_makes_it_telling() -> None:
    assert settled("my leg gives way", "thanks", FINDING) == "inform"


def test_a_question_about_a_topic_outranks_the_guess() -> None:
    assert settled("scan?", "out_of_scope", TOPIC, asks=True) == "ask_topic"


def test_a_short_answer_is_an_answer() -> None:
    assert settled("no mate", "inform", NO) == "deny"


@pytest.mark.parametrize("guess", ["affirm", "deny", "goodbye", "start_over"])
def test_what_changes_the_course_is_never_a_guess(guess: str) -> None:
    unsure = {"name": guess, "confidence": 0.42}
    assert settle_intent("flurb", unsure, [])["name"] == "nlu_fallback"
    sure = {"name": guess, "confidence": 0.9}
    assert settle_intent("flurb", sure, [])["name"] == guess


def test_what_ends_the_interview_is_quite_clear() -> None:
    """Someone who says "all night" is not off to bed."""
    perhaps = {"name": "goodbye", "confidence": 0.65}
    assert settle_intent("all night", perhaps, [])["name"] == "nlu_fallback"
    perhaps = {"name": "start_over", "confidence": 0.75}
    assert settle_intent("from there again", perhaps, [])["name"] == "nlu_fallback"


@pytest.mark.parametrize("text", ["works as it should. never had that"])
def test_nothing_is_asked_where_no_topic_is_named(text: str) -> None:
    assert settled(text, "ask_topic") == "nlu_fallback"
    assert settled(text, "ask_topic", asks=True) == "ask_topic"


@pytest.mark.parametrize("guess", ["affirm", "deny"])
def test_a_weak_guess_is_no_answer(guess: str) -> None:
    weak = {"name": guess, "confidence": 0.42}
    assert settle_intent("flurb", weak, [])["name"] == "nlu_fallback"
    assert settled("that is the one", guess) == guess
