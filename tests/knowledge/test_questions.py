"""Questions are taken for the topic they ask about; what runners tell is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.nlu.replies import ReplyFinder
from bot.nlu.text import Words, tokenise
from tests import loaded

FILE = Path(__file__).with_name("questions.yml")
QUESTIONS: dict[str, Any] = YAML(typ="safe").load(FILE)
ASKS = [
    pytest.param(topic, question, id=f"{topic}: {question}")
    for topic, questions in QUESTIONS["asks"].items()
    for question in questions
]


@pytest.fixture(scope="module")
def replies() -> ReplyFinder:
    return loaded.replies()


def topics_in(replies: ReplyFinder, message: str) -> list[Any]:
    found = replies(Words(message, tokenise(message)))
    return [reply.value for reply in found if reply.entity == "topic"]


@pytest.mark.parametrize(("topic", "question"), ASKS)
def test_a_question_finds_its_topic(
    replies: ReplyFinder, topic: str, question: str
) -> None:
    assert topic in topics_in(replies, question)


@pytest.mark.parametrize("message", QUESTIONS["tells"])
def test_telling_is_not_asking(replies: ReplyFinder, message: str) -> None:
    assert topics_in(replies, message) == []


def test_every_topic_is_asked_for() -> None:
    assert sorted(QUESTIONS["asks"]) == sorted(loaded.knowledge().topics)
