"""Settles a doubt about a red flag with one fixed yes/no question."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import interview, session, slots
from actions.asking import ask_check
from actions.understanding import topics_of, understood
from bot.reasoning.model import NextStep


class ActionSafetyCheck(Action):
    """Records the message like any other, then asks instead of going on."""

    def name(self) -> str:
        """The name RedFlagPolicy uses."""
        return "action_safety_check"

    def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> list[Any]:
        """Record and ask."""
        knowledge = session.knowledge()
        flag, question, covers = _doubt(tracker)
        asked = slots.open_question(tracker)
        evidence = interview.record(
            knowledge,
            slots.evidence_of(tracker),
            understood(tracker, knowledge.findings, asked),
            asked,
        )
        ask_check(dispatcher, knowledge, flag, question, covers)
        put = list(tracker.get_slot(slots.SAFETY_ASKED) or [])
        wanted = slots.wanted_topics(tracker) + topics_of(tracker, knowledge.topics)
        return [
            *slots.remember(tracker, evidence),
            slots.go_to(NextStep.ASK),
            SlotSet(slots.QUESTION, slots.CHECK + flag),
            SlotSet(slots.SAFETY_ASKED, [*put, flag]),
            SlotSet(slots.WANTED, list(dict.fromkeys(wanted))),
        ]


def _doubt(tracker: Tracker) -> tuple[str, str, list[str]]:
    """The rule in doubt, its question and the findings that asks for, too."""
    for entity in tracker.latest_message.get("entities") or []:
        if entity.get("entity") == "safety" and entity.get("role") == "ask":
            covers = list(entity.get("covers") or [])
            return str(entity["value"]), str(entity.get("question") or ""), covers
    return "", "", []
