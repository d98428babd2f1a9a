"""Asks the question that was decided on."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import session, slots
from actions.apology import apologise
from actions.asking import ask
from actions.interview import is_asked_which
from actions.understanding import understood


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
        # It stayed open because "something else" was chosen.
        which = bool(tracker.get_slot(slots.MISSES)) and is_asked_which(
            knowledge, understood(tracker, knowledge.findings), asked
        )
        ask(dispatcher, knowledge, evidence, asked, which=which)
        return []
