"""Says that something failed, so that nothing stale is judged."""

from __future__ import annotations

from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions import slots
from bot.knowledge.model import Knowledge
from bot.reasoning.model import NextStep


def apologise(dispatcher: CollectingDispatcher, knowledge: Knowledge) -> list[Any]:
    """The apology, and the slot that stops the rules."""
    dispatcher.utter_message(text=knowledge.wording["gateway_failed"])
    return [slots.go_to(NextStep.FAILED)]
