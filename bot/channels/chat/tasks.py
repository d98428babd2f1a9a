"""Work that goes on after a delivery has been acknowledged."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

logger = logging.getLogger(__name__)
GRACE_SECONDS = 5.0


class Tasks:
    """Begun in order, each on its own; what one raises harms no other."""

    def __init__(self, channel: str) -> None:
        """`channel` is named in the log."""
        self._channel = channel
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Returns at once."""
        task = asyncio.ensure_future(self._safely(work))
        self._tasks.add(task)  # the loop itself keeps only a weak reference
        task.add_done_callback(self._tasks.discard)

    async def finish(self, seconds: float = GRACE_SECONDS) -> None:
        """Wait that long, then end what is left."""
        if not self._tasks:
            return
        _, left = await asyncio.wait(set(self._tasks), timeout=seconds)
        for task in left:
            task.cancel()
        if left:
            logger.error("%s: %d answers not delivered", self._channel, len(left))
        await asyncio.gather(*left, return_exceptions=True)

    async def _safely(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - the kind only: it may hold words
            logger.error("%s: an event raised %s", self._channel, type(error).__name__)
