"""From Rasa's latest message to the values that reasoning works on."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import Any

from rasa_sdk import Tracker

from actions.slots import CHECK
from bot.answers.reader import reader_of
from bot.knowledge.model import Finding, Status
from bot.knowledge.reading import default_folder
from bot.reasoning.model import Mention, Message

# Nothing but a number: "about 3 months" chooses no option.
_BARE_NUMBER = re.compile(r"[#(]?(\d{1,2})[.)]?")
# A classifier less sure than this may well have an answer before it.
SURE = 0.7
# Intents that are answers in themselves, whatever the extractor saw.
_POLARITY = {"affirm": "yes", "deny": "no", "unsure": "unsure", "skip": "skip"}


def understood(
    tracker: Tracker, findings: Mapping[str, Finding], asked: str = ""
) -> Message:
    """The latest message as mentions, polarity, chosen number and, where a question
    is open, as what its whole comes to.
    """
    latest = tracker.latest_message
    text = latest.get("text") or ""
    entities = latest.get("entities") or []
    kinds = {finding.kind for finding in findings.values()}
    asked_about = [
        (entity["start"], entity["end"])
        for entity in entities
        if entity.get("entity") == "topic"
    ]
    question = asked.removeprefix(CHECK)
    answers = asked and not asked_about and not _asks(latest)
    reader = reader_of(default_folder())
    odds = reader.score(question, text) if answers else None
    item = findings.get(question)
    listed = item.question.covers if item and item.question else ()
    return Message(
        text=text,
        mentions=tuple(
            _mention(entity)
            for entity in entities
            if entity.get("entity") in kinds and not _is_within(entity, asked_about)
        ),
        polarity=_polarity(entities, (latest.get("intent") or {}).get("name") or ""),
        option=_option(text),
        odds=odds,
        about=reader.which(listed, text) if odds and odds > 0 else "",
    )


def _asks(latest: Mapping[str, Any]) -> bool:
    """Whether it asks something itself, rather than answers."""
    intent = latest.get("intent") or {}
    surely = float(intent.get("confidence") or 0.0) >= SURE
    named = str(intent.get("name") or "").startswith("ask_")
    return (named and surely) or (latest.get("text") or "").rstrip().endswith("?")


def values_of(tracker: Tracker, entity: str) -> list[str]:
    """Values of one entity in the latest message, in order, each once."""
    found = [
        str(each["value"])
        for each in tracker.latest_message.get("entities") or []
        if each.get("entity") == entity
    ]
    return list(dict.fromkeys(found))


def topics_of(tracker: Tracker, topics: Container[str]) -> list[str]:
    """Topics asked about, in order; of two that share words, the one that began."""
    found = [
        each
        for each in tracker.latest_message.get("entities") or []
        if each.get("entity") == "topic" and each["value"] in topics
    ]
    kept: list[str] = []
    reached = -1
    for each in sorted(found, key=lambda each: (each["start"], -each["end"])):
        if each["start"] >= reached:
            kept.append(str(each["value"]))
            reached = each["end"]
    return list(dict.fromkeys(kept))


def longest_of(tracker: Tracker, entity: str) -> str:
    """The value named in the most words: "Northern Ireland" is not Ireland."""
    found = [
        each
        for each in tracker.latest_message.get("entities") or []
        if each.get("entity") == entity
    ]
    best = max(found, key=lambda each: each["end"] - each["start"], default=None)
    return str(best["value"]) if best else ""


def _is_within(entity: Mapping[str, Any], spans: list[tuple[int, int]]) -> bool:
    """Whether a finding is part of a question: "do I need new shoes" tells of none."""
    return any(
        start <= entity.get("start", 0) and entity.get("end", 0) <= end and end > start
        for start, end in spans
    )


def _mention(entity: Mapping[str, Any]) -> Mention:
    return Mention(
        finding=str(entity["value"]),
        status=Status(entity.get("role") or Status.PRESENT.value),
        start=int(entity.get("start", 0)),
        end=int(entity.get("end", 0)),
        text=str(entity.get("text") or ""),
        value=entity.get("amount"),
        side=str(entity.get("side") or ""),
        unheard=bool(entity.get("unheard")),
        taken_back=bool(entity.get("taken_back")),
    )


def _polarity(entities: list[Mapping[str, Any]], intent: str) -> str:
    for entity in entities:
        if entity.get("entity") == "answer":
            return str(entity["value"])
    return _POLARITY.get(intent, "")


def _option(text: str) -> int | None:
    """The option that a bare number chooses: "2." is the second, index 1."""
    chosen = _BARE_NUMBER.fullmatch(text.strip())
    return int(chosen[1]) - 1 if chosen and int(chosen[1]) > 0 else None
