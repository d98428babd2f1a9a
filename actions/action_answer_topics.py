"""Answers questions about the subject, at any time."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import session, slots
from actions.offers import answer
from actions.topic_handlers import Case
from actions.understanding import topics_of, values_of
from actions.words import inline, listed, name_of, say
from bot.knowledge.model import Knowledge
from bot.reasoning.assess import assess
from bot.reasoning.model import NextStep


class ActionAnswerTopics(Action):
    """What depends on the runner is promised for the end while the interview runs."""

    def name(self) -> str:
        """The name rules use."""
        return "action_answer_topics"

    def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> list[Any]:
        """Answer now what can be answered now."""
        knowledge = session.knowledge()
        topics = topics_of(tracker, knowledge.topics)
        about = values_of(tracker, "about")
        assessed = tracker.get_slot(slots.NEXT_STEP) == NextStep.ASSESS.value
        asking = tracker.get_slot(slots.NEXT_STEP) == NextStep.ASK.value
        later = [] if assessed else _later(knowledge, topics)
        evidence = slots.evidence_of(tracker)
        assessment = assess(knowledge, evidence) if assessed else None
        case = Case(knowledge, evidence, assessment, tuple(about))
        told = answer(dispatcher, case, [each for each in topics if each not in later])
        if later:
            names = [inline(name_of(knowledge, each)) for each in later]
            key = "promised" if asking else "promised_tell_me"
            text = say(knowledge, key, topics=listed(knowledge, names))
            dispatcher.utter_message(text=text)
        if not told and not later:
            dispatcher.utter_message(text=knowledge.wording["topic_unknown"])
        wanted = slots.wanted_topics(tracker) + later
        return [SlotSet(slots.WANTED, list(dict.fromkeys(wanted)))]


def _later(knowledge: Knowledge, topics: list[str]) -> list[str]:
    return [each for each in topics if knowledge.topics[each].needs_assessment]
