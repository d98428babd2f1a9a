"""Replies in the order of the messages, for each runner; a red flag overtakes them all.

Messages reach the gateway as they come, so that it can see a red flag at once; only
the delivery of ordinary replies waits for its turn.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.channels.chat.outgoing import Outgoing

Answer = Callable[[], Awaitable[Outgoing]]
Deliver = Callable[[Outgoing], Awaitable[None]]


@dataclass
class _Lane:
    last: asyncio.Event | None = None
    messages: int = 0
    waiting: int = 0
    alarm: int = 0  # the number of the message that raised the latest one


class Lanes:
    """One lane for each runner with messages on the way."""

    def __init__(self) -> None:
        self._lanes: dict[str, _Lane] = {}

    async def run(self, sender: str, answer: Answer, deliver: Deliver) -> None:
        """Answer and deliver one message.

        What was asked before a red flag and is ready only after it is dropped: no tip
        and no question follows a red flag.
        """
        lane = self._lanes.setdefault(sender, _Lane())
        lane.messages += 1
        lane.waiting += 1
        number, ahead, done = lane.messages, lane.last, asyncio.Event()
        lane.last = done
        try:
            outgoing = await answer()
            if outgoing.alarm:
                lane.alarm = number
            elif ahead is not None:
                await ahead.wait()
            if number >= lane.alarm:
                await deliver(outgoing)
        finally:
            done.set()
            lane.waiting -= 1
            if not lane.waiting:
                self._lanes.pop(sender, None)
