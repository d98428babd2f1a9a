"""A platform is connected to in the background; that it fails stops nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from bot.channels.chat.patience import RefusedError
from bot.channels.chat.state import ChannelState


class Connection:
    """One platform's; how it goes is told to its state."""

    def __init__(self, state: ChannelState) -> None:
        """Nothing is opened yet."""
        self._state = state
        self._task: asyncio.Task[None] | None = None

    def open(self, connect: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Begin; returns at once."""
        self._task = asyncio.ensure_future(self._guarded(connect))

    async def close(self) -> bool:
        """End it; False when it was not open."""
        task, self._task = self._task, None
        if task is None:
            return False
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return True

    async def _guarded(self, connect: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await connect()
        except RefusedError:
            return  # said in the log and in the state; the rest of the server goes on
        except Exception as error:  # noqa: BLE001 - it must not end unseen
            self._state.fails(f"it stopped with {type(error).__name__}")
