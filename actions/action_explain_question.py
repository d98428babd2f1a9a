"""Answers "why do you ask?"."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import session, slots
from actions.words import say


class ActionExplainQuestion(Action):
    """Says why the open question matters."""

    def name(self) -> str:
        """The name rules use."""
        return "action_explain_question"

    def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> list[Any]:
        """Give the reason, or say how questions are chosen when none is open."""
        knowledge = session.knowledge()
        asked = slots.open_question(tracker)
        item = knowledge.findings.get(asked.removeprefix(slots.CHECK))
        if item is None or item.question is None:
            key = "check_why" if asked else "why_questions"
            dispatcher.utter_message(text=say(knowledge, key))
        else:
            dispatcher.utter_message(text=item.question.why)
        return []
