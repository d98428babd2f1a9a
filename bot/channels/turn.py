"""What a turn was given and what it said, as plain functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.core.channels.channel import UserMessage

from bot.channels.collector import Collector
from bot.channels.intake import LONGEST, Refusal, clean
from bot.channels.recall import Reply

RED_FLAG = "red_flag"


def message_of(
    sender: str, text: str, channel: str, metadata: dict[str, Any]
) -> UserMessage:
    return UserMessage(
        clean(text[:LONGEST]),
        Collector(),
        sender,
        input_channel=channel,
        metadata=metadata,
    )


def alarm_of(message: UserMessage) -> dict[str, Any] | None:
    """The red flag that the turn itself came upon, if it did."""
    for reply in message.output_channel.messages:
        if is_alarm(reply):
            custom = reply["custom"]
            level = str(custom.get("triage") or "emergency")
            return {"ids": [str(custom.get("id"))], "level": level}
    return None


def guess(message: UserMessage) -> dict[str, Any]:
    """Without the stored conversation: the alarm was raised if the turn said so."""
    return {"next_step": "emergency"} if alarm_of(message) else {}


def question_of(replies: Sequence[Reply]) -> str:
    """The question that the replies leave open."""
    for reply in reversed(replies):
        custom = reply.get("custom") or {}
        if custom.get("type") == "question":
            return str(custom.get("asked") or custom.get("finding") or "")
    return ""


def up_to_the_alarm(replies: Sequence[Reply]) -> list[Reply]:
    """Nothing follows a red flag, whatever the turn went on to say."""
    for number, reply in enumerate(replies, start=1):
        if is_alarm(reply):
            return list(replies[:number])
    return list(replies)


def is_alarm(reply: Reply) -> bool:
    return (reply.get("custom") or {}).get("type") == RED_FLAG


def refusal_of(text: str) -> Refusal | None:
    if not clean(text):
        return Refusal.EMPTY
    return Refusal.TOO_LONG if len(text) > LONGEST else None


def says(sender: str, text: str) -> Reply:
    return {"recipient_id": sender, "text": text}
