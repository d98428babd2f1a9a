"""The encoder's guess at an intent, mixed into the classifier's."""

from __future__ import annotations

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.encoder.encoder import Encoder, encoder_of
from bot.knowledge.reading import default_folder
from bot.nlu.second_intent import SecondIntent


def ranked(component: SecondIntent, text: str, **confidences: float) -> list[dict]:
    ranking = [{"name": n, "confidence": c} for n, c in confidences.items()]
    message = Message(
        {"text": text, "intent": ranking[0], "intent_ranking": ranking}
        if ranking
        else {"text": text}
    )
    component.process([message])
    made = message.get("intent_ranking") or []
    assert not made or message.get("intent") == made[0]
    return made


@pytest.fixture(scope="module")
def half() -> SecondIntent:
    return SecondIntent(encoder_of(default_folder()), 0.5)


def test_a_lost_guess_is_put_right(half: SecondIntent) -> None:
    made = ranked(half, "thanks so much, that helps", out_of_scope=0.4, thanks=0.3)
    assert made[0]["name"] == "thanks"


def test_confidences_stay_shares_of_one(half: SecondIntent) -> None:
    made = ranked(half, "hi there", greet=0.9, goodbye=0.1)
    assert sum(each["confidence"] for each in made) == pytest.approx(1.0)
    order = [each["confidence"] for each in made]
    assert order == sorted(order, reverse=True)


def test_without_an_encoder_nothing_changes() -> None:
    made = ranked(SecondIntent(Encoder(), 0.5), "hi there", greet=0.6, goodbye=0.4)
    assert [each["name"] for each in made] == ["greet", "goodbye"]


def test_an_empty_message_is_left_alone(half: SecondIntent) -> None:
    assert ranked(half, "") == []
    assert ranked(half, "", greet=1.0)[0] == {"name": "greet", "confidence": 1.0}
