"""After a side question: asks the open question again, or does nothing."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import session, slots
from actions.asking import ask
from bot.reasoning.model import NextStep


class ActionContinueInterview(Action):
    """Keeps an interview going; says nothing when none is under way."""

    def name(self) -> str:
        """The name rules use."""
        return "action_continue_interview"

    def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> list[Any]:
        """Ask again what is still open."""
        question = slots.open_question(tracker)
        asking = tracker.get_slot(slots.NEXT_STEP) == NextStep.ASK.value
        if question and asking:
            evidence = slots.evidence_of(tracker)
            ask(dispatcher, session.knowledge(), evidence, question)
        return []
