"""Runs what blocks in threads, with a time limit, and leaves alone what just failed."""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable, TypeVar

logger = logging.getLogger(__name__)
FAILURES = 2
T = TypeVar("T")


class AwayError(RuntimeError):
    """It failed, took too long, or did so a moment ago."""


class Patient:
    """Calls of one thing that may be away, such as a database.

    After FAILURES in a row it is left alone for `rest` seconds: nobody waits for it
    then. One alone may be the machine being busy.
    """

    def __init__(
        self, name: str, *, limit: float, rest: float = 2.0, threads: int = 8
    ) -> None:
        self.name = name
        self.problem = ""
        self._limit = limit
        self._rest = rest
        self._away_until = 0.0
        self._failures = 0
        self._threads = ThreadPoolExecutor(threads, name)

    @property
    def rests(self) -> bool:
        """Whether it failed a moment ago."""
        return time.monotonic() < self._away_until

    async def call(
        self, work: Callable[..., T], *arguments: Any, limit: float = 0.0
    ) -> T:
        """What `work` returns, within `limit` seconds if given. Raises AwayError."""
        if self.rests:
            raise AwayError(self.problem)
        running = asyncio.get_running_loop().run_in_executor(
            self._threads, work, *arguments
        )
        try:
            result = await asyncio.wait_for(running, limit or self._limit)
        except asyncio.TimeoutError:
            self._failed("no answer in time")
        except Exception as error:
            if not is_away(error):
                raise
            self._failed(str(error) or type(error).__name__)
        else:
            self._well()
            return result
        raise AwayError(self.problem)

    def _failed(self, why: str) -> None:
        if not self.problem:
            logger.error("%s is away: %s", self.name, why)
        self.problem = f"{self.name}: {why}"
        self._failures += 1
        if self._failures >= FAILURES:
            self._away_until = time.monotonic() + self._rest

    def _well(self) -> None:
        if self.problem:
            logger.warning("%s is back", self.name)
        self.problem = ""
        self._failures = 0
        self._away_until = 0.0  # it answered a call that had begun before


def is_away(error: BaseException) -> bool:
    """Whether the thing itself failed, rather than what it was asked to do."""
    return getattr(error, "is_away", False) or isinstance(error, OSError)
