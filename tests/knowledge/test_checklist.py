"""Every claim of the five articles is kept, and a plain question brings it up.

The whole way through Rasa is tested in tests/conversation; here a question goes through
the same phrases and the same answers, without a model.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from actions.explaining import MOST_FACTS, facts
from actions.topic_handlers import Case
from actions.topics import answer_topics
from bot.knowledge.model import Knowledge
from bot.nlu.replies import ReplyFinder
from bot.nlu.text import Words, tokenise
from bot.reasoning.model import Evidence
from tests import loaded

CHECKLIST = Path(__file__).with_name("checklist.yml")
ARTICLES: dict[str, list[dict[str, str]]] = YAML(typ="safe").load(CHECKLIST)["articles"]
ENTRIES = [
    pytest.param(seed, entry, id=entry["fact"])
    for seed, entries in ARTICLES.items()
    for entry in entries
]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return loaded.knowledge()


@pytest.fixture(scope="module")
def replies() -> ReplyFinder:
    return loaded.replies()


def named(replies: ReplyFinder, question: str) -> dict[str, list[Any]]:
    """The topics and subjects in a question."""
    found: dict[str, list[Any]] = {"topic": [], "about": []}
    for reply in replies(Words(question, tokenise(question))):
        if reply.entity in found:
            found[reply.entity].append(reply.value)
    return found


def shown_with(knowledge: Knowledge, item: str) -> list[str]:
    """The items whose facts an answer about this one draws on."""
    topic = knowledge.topics.get(item)
    return [item, *topic.about] if topic else [item]


def test_the_checklist_holds_every_fact_once(knowledge: Knowledge) -> None:
    listed = [entry["fact"] for entries in ARTICLES.values() for entry in entries]
    assert sorted(listed) == sorted(knowledge.facts)


def test_all_five_articles_are_in_it() -> None:
    assert list(ARTICLES) == ["S0", "S1", "S2", "S3", "S4"]
    assert all(ARTICLES.values())


@pytest.mark.parametrize(("seed", "entry"), ENTRIES)
def test_a_fact_is_kept_with_its_article_and_place(
    knowledge: Knowledge, seed: str, entry: dict[str, str]
) -> None:
    fact = knowledge.facts[entry["fact"]]
    assert knowledge.sources[fact.source].seed == seed
    assert fact.where == entry["where"]


@pytest.mark.parametrize(("seed", "entry"), ENTRIES)
def test_a_question_brings_the_fact_up(
    knowledge: Knowledge, replies: ReplyFinder, seed: str, entry: dict[str, str]
) -> None:
    fact = knowledge.facts[entry["fact"]]
    asked = named(replies, entry["ask"])
    assert entry["shown_by"] in [*asked["topic"], *asked["about"]]
    answers = answer_topics(
        Case(knowledge, Evidence(), about=tuple(asked["about"])), asked["topic"]
    )
    answer = "\n".join(answers)
    assert fact.claim in answer
    assert fact.position in answer
    assert knowledge.sources[fact.source].title in answer


@pytest.mark.parametrize("item", sorted({e.values[1]["shown_by"] for e in ENTRIES}))
def test_an_answer_has_room_for_all_its_facts(knowledge: Knowledge, item: str) -> None:
    items = set(shown_with(knowledge, item))
    told = [each for each in knowledge.facts.values() if items.intersection(each.about)]
    assert len(told) <= MOST_FACTS
    text = facts(knowledge, sorted(items))
    assert all(each.claim in text for each in told)


@pytest.mark.parametrize("item", sorted({e.values[1]["shown_by"] for e in ENTRIES}))
def test_facts_can_be_asked_for_at_any_time(knowledge: Knowledge, item: str) -> None:
    topic = knowledge.topics.get(item)
    assert topic is None or not topic.needs_assessment
