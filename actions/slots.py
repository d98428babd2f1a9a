"""The slot contract: what the dialogue remembers, and how it is written and read."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from bot.reasoning.evidence import from_json, to_json
from bot.reasoning.model import Evidence, NextStep

NEXT_STEP = "next_step"
EVIDENCE = "evidence"
QUESTION = "question"
RECORDED = "recorded"
WANTED = "wanted"
OFFER = "offer"
COUNTRY = "country"
SAFETY_ASKED = "safety_asked"
MISSES = "misses"
HURRY = "hurry"
JUDGED = "judged"
# Marks a question that settles a doubt about a red flag, beside the interview's own.
CHECK = "ask:"

_PER_INTERVIEW = (
    NEXT_STEP,
    EVIDENCE,
    QUESTION,
    RECORDED,
    WANTED,
    OFFER,
    SAFETY_ASKED,
    MISSES,
    HURRY,
    JUDGED,
    "emergency_flag",
)


def evidence_of(tracker: Tracker) -> Evidence:
    """What is known so far."""
    return from_json(tracker.get_slot(EVIDENCE))


def open_question(tracker: Tracker) -> str:
    """The finding asked for and not yet answered, or an empty string."""
    return tracker.get_slot(QUESTION) or ""


def wanted_topics(tracker: Tracker) -> list[str]:
    """Topics promised for the end of the interview, in the order they were asked."""
    return list(tracker.get_slot(WANTED) or [])


def country_of(tracker: Tracker) -> str:
    """The country the runner named, or `unknown`."""
    return tracker.get_slot(COUNTRY) or "unknown"


def message_id(tracker: Tracker) -> str:
    """The id of the latest message."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return str(event.get("message_id") or "")
    return ""


def actions_this_turn(tracker: Tracker) -> list[str]:
    """Names of the actions that ran since the latest message, latest first."""
    names: list[str] = []
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            break
        if event.get("event") == "action":
            names.append(str(event.get("name")))
    return names


def is_stale(tracker: Tracker) -> bool:
    """Whether this turn's message was to be recorded, and was not.

    Over HTTP nothing else notices that recording failed: Rasa goes on regardless.
    """
    recorded_now = "action_record_findings" in actions_this_turn(tracker)
    return recorded_now and tracker.get_slot(RECORDED) != message_id(tracker)


def remember(tracker: Tracker, evidence: Evidence) -> list[Any]:
    """The events that store new evidence for this turn's message."""
    return [
        SlotSet(EVIDENCE, to_json(evidence)),
        SlotSet(RECORDED, message_id(tracker)),
    ]


def go_to(step: NextStep) -> Any:
    """The event that rules branch on."""
    return SlotSet(NEXT_STEP, step.value)


def forget_interview() -> list[Any]:
    """The events that begin a new interview; the country stays."""
    return [SlotSet(name, None) for name in _PER_INTERVIEW]
