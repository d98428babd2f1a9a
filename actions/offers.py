"""What may be asked next, as buttons under the assessment and what follows it."""

from __future__ import annotations

from collections.abc import Container, Sequence

from rasa_sdk.executor import CollectingDispatcher

from actions.asking import buttons
from actions.topic_handlers import SAID_IN_CAUTION, Case
from actions.topics import answer_topics
from bot.knowledge.model import Topic

MOST_OFFERS = 4


def offered(case: Case, told: Container[str] = ()) -> list[Topic]:
    """Topics with a button that have something to say here, the likeliest first."""
    topics = [
        topic
        for topic in case.knowledge.topics.values()
        if topic.button and topic.id not in told and _has_an_answer(case, topic)
    ]
    return sorted(topics, key=lambda topic: (topic.priority, topic.id))[:MOST_OFFERS]


def buttons_of(topics: Sequence[Topic]) -> list[dict[str, str]]:
    """A button says the runner's question for them."""
    return buttons([topic.button for topic in topics])


def answer(dispatcher: CollectingDispatcher, case: Case, topics: Sequence[str]) -> bool:
    """Answers the topics, with what else may be asked as buttons under the last.

    False where there was nothing to say.
    """
    answers, offers = answer_topics(case, topics), offered(case, topics)
    for place, text in enumerate(answers, start=1):
        last = place == len(answers)
        more = {"buttons": buttons_of(offers)} if last and offers else {}
        dispatcher.utter_message(text=text, **more)
    return bool(answers)


def _has_an_answer(case: Case, topic: Topic) -> bool:
    """Exercises and plans wait until somebody has looked at it."""
    if case.assessment is None:
        return False
    if case.cautious and topic.handler not in SAID_IN_CAUTION:
        return False
    return topic.handler != "factors" or bool(case.assessment.factors)
