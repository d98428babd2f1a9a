"""Every fact of the five source articles comes up when a runner asks for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.knowledge.loader import load
from tests.conversation.conftest import Talk

CHECKLIST = Path(__file__).parents[1] / "knowledge" / "checklist.yml"
ARTICLES = YAML(typ="safe").load(CHECKLIST.read_text(encoding="utf-8"))["articles"]
FACTS = [(each["fact"], each["ask"]) for facts in ARTICLES.values() for each in facts]


@pytest.mark.parametrize(("fact", "ask"), FACTS, ids=[fact for fact, _ in FACTS])
def test_a_question_brings_the_fact_up(talk: Talk, fact: str, ask: str) -> None:
    knowledge = load().facts[fact]
    talk.says("my lower back is sore after running")
    talk.says(ask)
    assert knowledge.claim in talk.text
    if knowledge.stance != "agree":
        assert knowledge.position in talk.text
