"""Answers "why?": why a question is asked, or why the judgement is what it is."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import session, slots
from actions.offers import answer
from actions.topic_handlers import WHY, Case
from actions.words import say
from bot.knowledge.model import Knowledge
from bot.reasoning.assess import assess
from bot.reasoning.model import NextStep


class ActionExplainQuestion(Action):
    """Says why the open question matters; once judged, why it was judged so."""

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
        if not asked and tracker.get_slot(slots.NEXT_STEP) == NextStep.ASSESS.value:
            _give_reasons(dispatcher, tracker, knowledge)
            return []
        item = knowledge.findings.get(asked.removeprefix(slots.CHECK))
        if item is None or item.question is None:
            key = "check_why" if asked else "why_questions"
            dispatcher.utter_message(text=say(knowledge, key))
        else:
            dispatcher.utter_message(text=item.question.why)
        return []


def _give_reasons(
    dispatcher: CollectingDispatcher, tracker: Tracker, knowledge: Knowledge
) -> None:
    evidence = slots.evidence_of(tracker)
    case = Case(knowledge, evidence, assess(knowledge, evidence))
    topics = [each.id for each in knowledge.topics.values() if each.handler == WHY]
    answer(dispatcher, case, topics)
