"""Whole conversations to hold one way of doing things against another."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from bot.cli import project
from bot.cli.conversation import Bot
from bot.cli.interview import answer

VIGNETTES = project.ROOT / "tests" / "clinical" / "vignettes" / "dev.jsonl"
# Asides, corrections, flags, doubts and nonsense, between the answers.
ASIDES = (
    "hello",
    "why do you ask?",
    "can I still run on Sunday?",
    "actually it's the right leg",
    "asdf qwer",
    "what is piriformis syndrome?",
)
AFTER = (
    "what exercises can I do?",
    "yes please",
    "why not a disc?",
    "my groin feels a bit funny",
    "no",
    "thanks",
    "I can't feel anything between my legs and I've wet myself",
    "what exercises can I do?",
    "start over",
    "my hip aches",
)
# Ids and times differ from run to run.
_CHANGING = re.compile(r'"(timestamp|message_id|recorded|value_id)": [^,}]+')


def vignettes(number: int) -> list[dict[str, Any]]:
    """Every so many-th of the written patients, `number` in all."""
    lines = VIGNETTES.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines[:: max(1, len(lines) // number)]][
        :number
    ]


async def hold(
    bot: Bot, sender: str, patient: dict[str, Any], most: int = 14
) -> list[list[dict[str, Any]]]:
    """The replies, turn by turn, of an interview with asides and follow-ups."""
    turns = [await say(bot, sender, patient["opening"])]
    for number in range(most):
        question = question_in(turns[-1])
        if question is None:
            break
        if number < len(ASIDES):
            turns.append(await say(bot, sender, ASIDES[number]))
            question = question_in(turns[-1]) or question
        turns.append(await say(bot, sender, answer(question, patient["facts"])))
    turns += [await say(bot, sender, text) for text in AFTER]
    return turns


async def say(bot: Bot, sender: str, text: str) -> list[dict[str, Any]]:
    """The replies, once all that runs behind them has ended."""
    replies = await bot.send(sender, text)
    await bot.settle()
    return replies


def question_in(replies: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    customs = [each.get("custom") or {} for each in replies]
    return next((each for each in customs if each.get("type") == "question"), None)


async def record_of(bot: Bot, sender: str) -> list[str]:
    """The conversation's events as text, without what differs from run to run."""
    tracker = await bot.agent.tracker_store.get_or_create_tracker(sender)
    message_ids = {
        event.message_id for event in tracker.events if hasattr(event, "message_id")
    }
    texts = [json.dumps(event.as_dict(), sort_keys=True) for event in tracker.events]
    return [_settled(text, message_ids) for text in texts]


def _settled(text: str, message_ids: set[str]) -> str:
    for id_ in message_ids:
        text = text.replace(str(id_), "id")
    return _CHANGING.sub(r'"\1": 0', text)
