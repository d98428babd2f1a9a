"""Which items of the knowledge base a turn names, explains or rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.knowledge.model import Knowledge
from bot.testing.backstride.payloads import (
    ASSESSMENT,
    ids,
    mentions,
    payload,
    ranking,
    red_flag,
)
from bot.testing.extension import Groups
from bot.testing.model import Turn

# Sentences are looked for by their beginning: the rest may hold the runner's words.
MOST_CHARACTERS = 60


class Words:
    """By group, ids and the words that show that an item is explained."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Read off every item."""
        self.knowledge = knowledge
        groups = {
            "facts": {each.id: each.claim for each in knowledge.facts.values()},
            "topics": {each.id: each.text for each in knowledge.topics.values()},
            "advice": {each.id: each.text for each in knowledge.advice.values()},
            "conditions": {each.id: each.lay for each in knowledge.conditions.values()},
            "factors": {each.id: each.lay for each in knowledge.factors.values()},
            "sources": {each.id: each.title for each in knowledge.sources.values()},
        }
        self.groups = {
            group: [(id_, _needle(group, text)) for id_, text in texts.items() if text]
            for group, texts in groups.items()
        }


def items_said(words: Words, turn: Turn) -> dict[str, set[str]]:
    """By group, what the bot's words and payloads of this turn show."""
    text = " ".join(turn.text.split())
    found = {
        group: {id_ for id_, needle in needles if needle in text}
        for group, needles in words.groups.items()
    }
    found["facts"] -= _without_position(words.knowledge, found["facts"], text)
    assessment = payload(turn, ASSESSMENT) or {}
    shown = int(assessment.get("shown") or 0)
    found["conditions"].update(ranking(turn)[:shown])
    for group in ("factors", "advice", "sources"):
        found[group].update(ids(turn, group))
    found["topics"].update(_topics_computed(words.knowledge, turn))
    return found


def items_touched(words: Words, turn: Turn) -> Groups:
    """By group, what this turn is a test of: said, understood or raised."""
    found = items_said(words, turn)
    found["findings"] = {str(each["value"]).split(":")[0] for each in mentions(turn)}
    inside = turn.inside
    slots = inside.slots if inside else {}
    evidence = slots.get("evidence") or {}
    found["findings"] |= set(evidence.get("observations") or {})
    raised = {each.split("@")[0] for each in evidence.get("red_flags") or []}
    raised.add(red_flag(turn))
    found["red_flags"] = raised | _doubts(turn)
    rules = (payload(turn, ASSESSMENT) or {}).get("triage_reasons") or []
    found["triage"] = {str(each["id"]) for each in rules} | raised
    found["sources"] |= _rested_on(words.knowledge, turn, found)
    found["countries"] = {str(slots.get("country") or "")}
    return found


def _rested_on(
    knowledge: Knowledge, turn: Turn, found: Mapping[str, set[str]]
) -> set[str]:
    """Sources of all that was told or raised, and of the reasons given."""
    groups: dict[str, Mapping[str, Any]] = {
        "topics": knowledge.topics,
        "advice": knowledge.advice,
        "conditions": knowledge.conditions,
        "factors": knowledge.factors,
        "triage": knowledge.triage_rules,
    }
    sources = {
        source
        for group, items in groups.items()
        for id_ in found[group]
        if id_ in items
        for source in items[id_].sources
    }
    for id_ in found["facts"]:
        fact = knowledge.facts[id_]
        sources.update((fact.source, *fact.position_sources))
    for each in (payload(turn, ASSESSMENT) or {}).get("conditions") or []:
        if each["id"] in found["conditions"]:
            reasons = [*each.get("for", []), *each.get("against", [])]
            sources.update(source for one in reasons for source in one["sources"])
    return sources


def _doubts(turn: Turn) -> set[str]:
    """Rules of the detector that fired or asked."""
    entities = turn.inside.entities if turn.inside else ()
    return {str(each["value"]) for each in entities if each.get("entity") == "safety"}


def _topics_computed(knowledge: Knowledge, turn: Turn) -> set[str]:
    """Topics whose answer is worked out: it is known by the question understood."""
    entities = turn.inside.entities if turn.inside else ()
    asked = {str(each["value"]) for each in entities if each.get("entity") == "topic"}
    computed = {
        id_
        for id_ in asked
        if id_ in knowledge.topics and knowledge.topics[id_].handler
    }
    return computed if turn.text else set()


def _without_position(knowledge: Knowledge, told: set[str], text: str) -> set[str]:
    """Claims that the evidence does not share, told without saying so."""
    return {
        id_
        for id_ in told
        if knowledge.facts[id_].stance != "agree"
        and " ".join(knowledge.facts[id_].position.split()) not in text
    }


def _needle(group: str, text: str) -> str:
    """The whole claim of a fact; the beginning of anything longer."""
    flat = " ".join(text.split())
    return flat if group == "facts" else flat[:MOST_CHARACTERS]
