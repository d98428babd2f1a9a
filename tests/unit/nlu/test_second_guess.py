"""The encoder beside the settled intent: where it is heard, and where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.reading import default_folder
from bot.nlu.second_guess import SecondGuess


def sure(name: str, confidence: float = 0.9) -> dict[str, object]:
    return {"name": name, "confidence": confidence}


@pytest.fixture(scope="module")
def second_guess() -> SecondGuess:
    found = SecondGuess.load(default_folder())
    assert found is not None
    return found


def meant(guess: SecondGuess, text: str, settled: str, by: str = "") -> str:
    """The intent of a text, settled from what the classifier, unsure, came to."""
    first = sure(by or settled, 0.4)
    ranking = [first, sure("thanks", 0.3), sure("affirm", 0.1)]
    return str(guess(text, sure(settled), first, ranking)["name"])


def test_a_guess_gives_way_to_what_the_encoder_is_sure_of(
    second_guess: SecondGuess,
) -> None:
    kind = "God bless you and those who made you"
    assert meant(second_guess, kind, "feedback_negative") == "thanks"


def test_where_all_agree_it_stays(second_guess: SecondGuess) -> None:
    said = "my left hamstring hurts after every long run"
    intent = second_guess(said, sure("inform"), sure("inform"), [sure("inform")])
    assert intent["name"] == "inform"
    assert 0.9 < intent["confidence"] <= 1


@pytest.mark.parametrize("text", ["florb", "spot on that", "oh dear"])
def test_few_words_are_left_alone(second_guess: SecondGuess, text: str) -> None:
    assert meant(second_guess, text, "nlu_fallback") == "nlu_fallback"


def test_an_alarm_is_neither_dropped_nor_raised(second_guess: SecondGuess) -> None:
    calm = "lovely easy run today and nothing hurts"
    assert meant(second_guess, calm, "emergency") == "emergency"
    grave = "I can't feel anything when I wipe and my legs are going"
    assert meant(second_guess, grave, "inform") != "emergency"


def test_what_is_hardly_likelier_does_not_lead_away(second_guess: SecondGuess) -> None:
    odd = "zorp flim granset wubble trake"
    assert meant(second_guess, odd, "nlu_fallback") not in ("affirm", "deny", "greet")


def test_without_an_encoder_there_is_none(tmp_path: Path) -> None:
    assert SecondGuess.load(tmp_path) is None
