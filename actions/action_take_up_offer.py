"""What a bare answer means once the assessment is given."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import session, slots
from actions.offers import answer
from actions.topic_handlers import Case
from bot.reasoning.assess import assess


class ActionTakeUpOffer(Action):
    """Yes takes up what was offered; anything else asks what would help."""

    def name(self) -> str:
        """The name rules use."""
        return "action_take_up_offer"

    def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> list[Any]:
        """Give what was offered, once."""
        knowledge = session.knowledge()
        offer = tracker.get_slot(slots.OFFER)
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        if intent == "affirm" and offer in knowledge.topics:
            evidence = slots.evidence_of(tracker)
            result = assess(knowledge, evidence)
            answer(dispatcher, Case(knowledge, evidence, result), [offer])
        else:
            # "No" to an offer leaves the door open; a second one is a goodbye.
            done = intent == "deny" and not offer
            key = "nothing_else" if done else "anything_else"
            dispatcher.utter_message(text=knowledge.wording[key])
        return [SlotSet(slots.OFFER, None)]
