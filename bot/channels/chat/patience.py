"""Trying again: longer and longer waits, as long as it can help."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.channels.chat.state import RETRYING, ChannelState

T = TypeVar("T")


class AwayError(Exception):
    """The platform did not answer, or asked us to wait `after` seconds."""

    def __init__(self, reason: str, after: float = 0.0) -> None:
        """`reason` is for the log: no token, no message text."""
        super().__init__(reason)
        self.after = after


class RefusedError(Exception):
    """The platform said no; asking again would change nothing."""


@dataclass(frozen=True)
class Patience:
    """Seconds of the first wait, of the longest, and how often to try to deliver."""

    first: float = 0.5
    longest: float = 60.0
    tries: int = 10

    def wait(self, number: int) -> float:
        """Seconds before the try after `number` failures."""
        return min(self.longest, self.first * 2.0 ** min(number, 30))

    async def deliver(
        self, state: ChannelState, attempt: Callable[[], Awaitable[T]]
    ) -> T:
        """Its result. Raises AwayError after `tries`, RefusedError at once."""
        number = 0
        while True:
            try:
                result = await attempt()
            except AwayError as away:
                state.waits(str(away))
                number += 1
                if number >= self.tries:
                    raise
                await asyncio.sleep(away.after or self.wait(number - 1))
            else:
                if state.state == RETRYING:
                    state.works()
                return result

    async def connect(
        self, state: ChannelState, attempt: Callable[[], Awaitable[T]]
    ) -> T:
        """Its result, however long it takes. Raises RefusedError at once."""
        number = 0
        while True:
            try:
                return await attempt()
            except AwayError as away:
                state.waits(str(away))
                await asyncio.sleep(away.after or self.wait(number))
                number += 1
            except RefusedError as refused:
                state.fails(str(refused))
                raise
