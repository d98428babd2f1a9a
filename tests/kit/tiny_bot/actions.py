"""The one custom action of the tiny bot."""

from rasa_sdk import Action
from rasa_sdk.events import SlotSet


class ActionPour(Action):
    """Pours, and counts the cups."""

    def name(self):
        return "action_pour"

    def run(self, dispatcher, tracker, domain):
        cups = (tracker.get_slot("cups") or 0) + 1
        dispatcher.utter_message(
            text=f"Here you are, sugar: {tracker.get_slot('sugar')}."
        )
        return [SlotSet("cups", float(cups))]
