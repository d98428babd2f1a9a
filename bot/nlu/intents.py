"""Settles a message's intent: what was found outranks what a classifier guesses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.knowledge.model import Status

Intent = dict[str, Any]

SURE = 0.99
LEAST = {"start_over": 0.8, "goodbye": 0.68}
"""How sure a guess must be that ends what was begun: "all night" is an answer."""

FALLBACK = "nlu_fallback"
ANSWERS = {
    "yes": "affirm",
    "both": "affirm",
    "some": "affirm",
    "no": "deny",
    "none": "deny",
    "unsure": "unsure",
    "skip": "skip",
}
OVER_FINDINGS = frozenset({"feedback_negative", "start_over"})
"""Intents that stay even when the message holds findings.

Not `emergency`: that is for the red-flag detector to say, which comes after.
"""

OVER_ANSWERS = OVER_FINDINGS | {
    "emergency",
    "ask_topic",
    "ask_why",
    "ask_result",
    "ask_help",
    "bot_challenge",
    "greet",
    "goodbye",
    "thanks",
    "out_of_scope",
}

CHANGES_COURSE = frozenset(
    {"greet", "goodbye", "thanks", "start_over", "affirm", "deny", "skip"}
)
"""Intents that answer an open question or lead away from it."""

UNHEARD = frozenset({"affirm", "deny"})
"""A guess at these is no answer: an unknown word must not become a yes."""

UNDER_TOPICS = frozenset(
    {"out_of_scope", "ask_help", "ask_result", "inform", "affirm", "deny", "unsure"}
)
"""Intents that a question about a known topic outranks."""


def settle_intent(
    text: str,
    now: Intent,
    entities: Sequence[Mapping[str, Any]],
    *,
    asks: bool = False,
) -> Intent:
    """The intent, with its confidence.

    A finding of the runner's makes it `inform`, never a fallback; a short answer is an
    answer; a question about a known topic is `ask_topic`. `asks`: it holds a question.
    """
    name = now.get("name")
    findings = [e for e in entities if "role" in e and e["entity"] != "safety"]
    told = [e for e in findings if _is_news(e, text, name)]
    if told and (name not in OVER_FINDINGS or _weak(now)):
        return _sure("inform")
    asks = asks or "?" in text
    named = _has(entities, "topic", "about")
    if asks and named and (name in (*UNDER_TOPICS, FALLBACK) or _weak(now)):
        return _sure("ask_topic")
    answer = next((e for e in entities if e["entity"] == "answer"), None)
    if answer and _is_short(text, answer) and (name not in OVER_ANSWERS or _weak(now)):
        return _sure(ANSWERS[answer["value"]])
    if name in CHANGES_COURSE and _weak(now):
        return _sure(FALLBACK)  # too much hangs on it for a guess
    settled = _unsettled(name, entities, findings, asks=asks)
    if not settled and name in UNHEARD and not answer and _weak(now):
        return _sure(FALLBACK)
    return _sure(settled) if settled else now


def names_topic(intent: Intent, entities: Sequence[Mapping[str, Any]]) -> bool:
    """Whether it asks about a topic that the words name: there is an answer."""
    return intent["name"] == "ask_topic" and _has(entities, "topic", "about")


def _unsettled(
    name: str | None,
    entities: Sequence[Mapping[str, Any]],
    findings: Sequence[Mapping[str, Any]],
    *,
    asks: bool,
) -> str:
    """Where nothing is told or answered: a topic, else what the entities speak for."""
    topic = _has(entities, "topic")
    if name == "ask_topic" and not (asks or _has(entities, "topic", "about")):
        return "inform" if findings else FALLBACK  # nothing is asked about
    if name not in ("inform", FALLBACK) and not (findings and name == "out_of_scope"):
        return ""
    if findings:
        return "ask_topic" if topic else "inform"
    if topic or (asks and name == "inform"):
        return "ask_topic"
    if name == FALLBACK and _has(entities, "number", "country"):
        return "inform"
    return ""


def _is_news(entity: Mapping[str, Any], text: str, name: str | None) -> bool:
    """Whether it tells something of the runner, rather than asks."""
    if entity.get("asked"):
        return False
    if entity["role"] in (Status.PRESENT.value, Status.ABSENT.value, Status.PAST.value):
        return True
    asks = "?" in text or name in OVER_ANSWERS
    return entity["role"] == Status.UNCERTAIN.value and not asks


def _is_short(text: str, answer: Mapping[str, Any]) -> bool:
    """Little besides the answer itself."""
    rest = text[: answer["start"]] + text[answer["end"] :]
    return len(rest.split()) <= 4 and "?" not in rest


def _weak(intent: Intent) -> bool:
    """A guess; what would wipe out all that was told has to be quite clear."""
    least = LEAST.get(intent.get("name") or "", 0.6)
    return float(intent.get("confidence") or 0.0) < least


def _has(entities: Sequence[Mapping[str, Any]], *names: str) -> bool:
    return any(entity["entity"] in names for entity in entities)


def _sure(name: str) -> Intent:
    return {"name": name, "confidence": SURE}
