"""Many conversations at a time in one process: an event loop in a thread of its own.

The bot is loaded once, when the first case is asked for.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Sequence
from concurrent.futures import Future
from typing import Any, TypeVar

from bot.testing.extension import Extension
from bot.testing.model import Case, Outcome
from bot.testing.playing import play
from bot.testing.targets import Target

T = TypeVar("T")
OpenTarget = Callable[[], Awaitable[Target]]


class Stage:
    """Plays cases, `at_a_time` side by side; one that must be alone waits for that."""

    def __init__(
        self, open_target: OpenTarget, extension: Extension, at_a_time: int
    ) -> None:
        """Nothing is opened yet."""
        self._open_target = open_target
        self._extension = extension
        self._at_a_time = max(1, at_a_time)
        self._futures: dict[Hashable, Future[Outcome]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._target: asyncio.Task[Target] | None = None
        self._places = asyncio.Semaphore(self._at_a_time)
        self._alone = asyncio.Lock()

    def begin(self, cases: Sequence[tuple[Hashable, Case]]) -> None:
        """Start these, in this order; each is played once."""
        for key, case in cases:
            if key not in self._futures:
                self._futures[key] = self._there(self._play(case))

    def outcome(self, key: Hashable, case: Case) -> Outcome:
        """What came of it. Raises KitError when the bot cannot be opened."""
        self.begin([(key, case)])
        return self._futures[key].result()

    def close(self) -> None:
        """Stop what still runs and let the bot go."""
        if self._loop is None:
            return
        for future in self._futures.values():
            future.cancel()
        self._there(self._closed()).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._loop = None

    async def _play(self, case: Case) -> Outcome:
        target = await self._opened()
        places = self._at_a_time if case.alone else 1
        async with self._alone:  # one at a time, or two loners wait for one another
            for _ in range(places):
                await self._places.acquire()
        try:
            return await play(case, target, self._extension)
        finally:
            for _ in range(places):
                self._places.release()

    async def _opened(self) -> Target:
        if self._target is None:
            self._target = asyncio.ensure_future(self._open_target())
        return await asyncio.shield(self._target)

    async def _closed(self) -> None:
        opened = self._target
        if opened is None or not opened.done() or opened.cancelled():
            return
        if opened.exception() is None:
            await opened.result().close()

    def _there(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            thread = threading.Thread(target=self._loop.run_forever, daemon=True)
            thread.start()
        return asyncio.run_coroutine_threadsafe(work, self._loop)
