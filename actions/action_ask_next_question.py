"""Asks the question that was decided on."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import session, slots
from actions.apology import apologise
from actions.asking import ask
from actions.understanding import understood
from bot.knowledge.model import Knowledge
from bot.reasoning.options import asks_which


class ActionAskNextQuestion(Action):
    """The question in the slot, provided this turn's message was taken in."""

    def name(self) -> str:
        """The name rules use."""
        return "action_ask_next_question"

    def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> list[Any]:
        """Ask it."""
        knowledge = session.knowledge()
        if slots.is_stale(tracker):
            return apologise(dispatcher, knowledge)
        evidence = slots.evidence_of(tracker)
        asked = slots.open_question(tracker)
        which = _asks_which(tracker, knowledge, asked)
        ask(dispatcher, knowledge, evidence, asked, which=which)
        return []


def _asks_which(tracker: Tracker, knowledge: Knowledge, asked: str) -> bool:
    """Whether the question stayed open because "something else" was chosen."""
    item = knowledge.findings.get(asked)
    if item is None or item.question is None or not tracker.get_slot(slots.MISSES):
        return False
    return asks_which(item.question, understood(tracker, knowledge.findings))
