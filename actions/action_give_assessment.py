"""Gives the judgement: how soon to be seen, what may explain it, what to do."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import assessment_text as words
from actions import session, slots
from actions.apology import apologise
from actions.assessment_payload import payload
from actions.offers import buttons_of, offered
from actions.telling import together
from actions.topic_handlers import Case
from actions.topics import answer_topics
from actions.words import country_of, known_now, say
from bot.knowledge.model import Knowledge
from bot.reasoning.assess import assess
from bot.reasoning.model import Assessment

# More questions than this at once are better asked one by one.
MOST_TOPICS = 3


class ActionGiveAssessment(Action):
    """Says it in a few short messages, the most important thing first."""

    def name(self) -> str:
        """The name rules use."""
        return "action_give_assessment"

    def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> list[Any]:
        """Assess evidence that is sure to hold this turn's message."""
        knowledge = session.knowledge()
        if slots.is_stale(tracker):
            return apologise(dispatcher, knowledge)
        evidence = slots.evidence_of(tracker)
        result = assess(knowledge, evidence)
        country = country_of(knowledge, slots.country_of(tracker))
        wanted = [
            each for each in slots.wanted_topics(tracker) if each in knowledge.topics
        ][:MOST_TOPICS]
        judged = _judged(result)
        same = tracker.get_slot(slots.JUDGED) == judged
        race = any(_asks_to_run(knowledge, each) for each in wanted)
        if not same:  # the first lines say whether to run
            wanted = [each for each in wanted if not _asks_to_run(knowledge, each)]
        case = Case(knowledge, evidence, result)
        answers = answer_topics(case, wanted, brief=True)
        told: dict[str, str] = {}
        if same:
            news = known_now(knowledge, evidence, turn=evidence.turn)
            key = "unchanged_news" if news else "unchanged"
            noted = say(knowledge, key, findings=together(knowledge, news))
            messages = [noted, *answers]
        else:
            told = {
                "headline": words.headline(
                    knowledge, result, evidence, country, race=race
                ),
                "explanations": words.explanations(knowledge, result, evidence),
                "factors": words.factors(knowledge, result.factors),
                "plan": words.plan(knowledge, result),
                "closing": words.closing(knowledge, result, country),
            }
            *before, closing = told.values()
            messages = [*before, *answers, closing]
        for text in filter(None, messages):
            dispatcher.utter_message(text=text)
        dispatcher.utter_message(json_message=payload(knowledge, result, told))
        offers = [each for each in offered(case) if each.id not in wanted]
        if offers:
            text = knowledge.wording["offer"]
            dispatcher.utter_message(text=text, buttons=buttons_of(offers))
        first = next((each.id for each in offers if not case.cautious), None)
        return [
            SlotSet(slots.WANTED, None),
            SlotSet(slots.HURRY, None),
            SlotSet(slots.OFFER, first),
            SlotSet(slots.JUDGED, judged),
        ]


def _asks_to_run(knowledge: Knowledge, topic: str) -> bool:
    return knowledge.topics[topic].handler == "running"


def _judged(result: Assessment) -> list[str]:
    """What would make a runner want to hear it all again: level, leaders, running."""
    leaders = [each.id for each in result.ranking[: result.shown]]
    return [result.triage.value, result.running, *leaders]
