"""Replies as events of Rasa's socket protocol, and those that nobody received."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from bot.channels.recall import Reply

Event = dict[str, Any]

MOST_CONVERSATIONS = 10_000
MOST_EVENTS = 50
HELD_SECONDS = 3600.0


def events_of(replies: Sequence[Reply], message_id: str) -> list[Event]:
    """A `bot_uttered` for each reply, in order.

    `text` with its paragraphs together, `quick_replies` on the bubble they belong to,
    `custom` whole; and for our widget `id`, the same whenever the reply is sent again,
    `reply_to` (the id of the message) and `last`.
    """
    events = []
    for number, reply in enumerate(replies):
        event: Event = {}
        event.update({key: reply[key] for key in ("text", "custom") if key in reply})
        if reply.get("buttons"):
            event["quick_replies"] = [
                {"content_type": "text", **button} for button in reply["buttons"]
            ]
        event["id"] = f"{message_id}.{number}"
        event["reply_to"] = message_id
        event["last"] = number == len(replies) - 1
        events.append(event)
    return events


class Held:
    """What was said while the runner was offline: in memory, bounded, for an hour."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, tuple[float, list[Event]]] = OrderedDict()

    def hold(self, sender: str, events: Sequence[Event]) -> None:
        """Keep them until the sender is back."""
        kept = [*self.release(sender), *events][-MOST_EVENTS:]
        self._held[sender] = (time.monotonic(), kept)
        while len(self._held) > MOST_CONVERSATIONS:
            self._held.popitem(last=False)

    def release(self, sender: str) -> list[Event]:
        """What was kept, once."""
        since, events = self._held.pop(sender, (0.0, []))
        return events if time.monotonic() - since < HELD_SECONDS else []
