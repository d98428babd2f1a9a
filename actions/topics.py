"""Answers to what runners ask: short text, advice that suits them, and the facts."""

from __future__ import annotations

from collections.abc import Sequence

from actions.explaining import explain, facts
from actions.topic_handlers import Case, answer
from actions.words import paragraphs


def answer_topics(
    case: Case, topics: Sequence[str], *, brief: bool = False
) -> list[str]:
    """One message a topic, in the order asked; items named alone are explained.

    `brief` leaves out what the articles claim: the runner asked for help, not for them.
    """
    answers: list[str] = []
    handled: set[str] = set()
    for each in topics:
        topic = case.knowledge.topics[each]
        claims = "" if brief else facts(case.knowledge, [topic.id, *topic.about])
        answers.append(paragraphs(answer(case, topic), claims))
        handled.update(topic.about, case.about if topic.handler else ())
    alone = [item for item in case.about if item not in handled]
    answers.extend(explain(case.knowledge, item) for item in alone)
    return [text for text in answers if text]
