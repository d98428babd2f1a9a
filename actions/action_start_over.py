"""Begins a new interview."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import slots


class ActionStartOver(Action):
    """Forgets everything about the pain; the country stays."""

    def name(self) -> str:
        """The name rules use."""
        return "action_start_over"

    def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> list[Any]:
        """Reset the interview's slots."""
        return slots.forget_interview()
