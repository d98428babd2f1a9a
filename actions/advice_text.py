"""One thing to do, in full or in its first sentence."""

from __future__ import annotations

import re

from actions.words import choose, inline, say
from bot.knowledge.model import Advice, Knowledge

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


def advice_text(knowledge: Knowledge, advice: Advice) -> str:
    """One thing to do; an exercise with how, how often and when to stop."""
    if advice.kind != "exercise":
        return say(knowledge, "advice", name=advice.name, text=advice.text)
    return choose(
        knowledge,
        "exercise" if advice.stop_if else "exercise_plain",
        "exercise_plain",
        name=advice.name,
        text=advice.text,
        how=advice.how,
        how_often=advice.how_often.rstrip("."),
        stop_if=inline(advice.stop_if),
    )


def first_sentence(text: str) -> str:
    """What to do comes first; why and for how long may wait."""
    return _SENTENCE_END.split(text, maxsplit=1)[0]
