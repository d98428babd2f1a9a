"""Rasa in a thread and event loop of its own.

Rasa blocks its event loop while it reads SQL, parses a long text or loads a model. Here
that delays other turns at most, never an answer to a red flag or a health check.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from bot.dialogue.agent import ModelError, stored
from bot.dialogue.recollection import recollect, replies_to
from bot.dialogue.upkeep import watch
from bot.safety.detector import shared_detector

logger = logging.getLogger(__name__)

STARTING = "The model is being loaded."
WATCH_SECONDS = 5.0
TIDY_ROUNDS = 720  # an hour
STUCK_SECONDS = 20.0
LAST_SECONDS = 4.0
T = TypeVar("T")


class Engine:
    """Takes messages to a Rasa agent. `problem` says why it cannot, if it cannot."""

    def __init__(self, load: Callable[[], Awaitable[Agent]]) -> None:
        """`load` makes the agent; nothing happens before `start`."""
        self._load = load
        self._loop = asyncio.new_event_loop()
        self._agent: Agent | None = None
        self._beat = 0.0
        self.problem = STARTING

    async def start(self) -> None:
        """Load the model. A failure is kept in `problem` and logged, not raised."""
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        try:
            self._agent = await self._there(self._loaded())
            self._beat = time.monotonic()
            asyncio.run_coroutine_threadsafe(self._watch(), self._loop)
            self.problem = ""
        except ModelError as error:
            self.problem = str(error)
        except Exception as error:  # noqa: BLE001 - red flags are answered without it
            self.problem = f"The bot cannot be loaded ({type(error).__name__})."
        if self.problem:
            logger.error("Only red flags are answered: %s", self.problem)

    async def handle(self, message: UserMessage) -> None:
        """One turn. Raises ModelError when there is no model."""
        await self._there(self._ready().handle_message(message))

    async def stored(self, message: UserMessage) -> dict[str, Any]:
        """What the stored conversation knows once `message` is in it."""
        return await self._there(stored(self._ready(), message))

    @property
    def shared(self) -> bool:
        """Whether other processes may answer the same conversations."""
        return bool(getattr(self._store, "shared", False))

    @property
    def asks(self) -> bool:
        """Whether a runner has to agree before anything is stored."""
        return bool(getattr(self._store, "asks", False))

    @property
    def _store(self) -> Any:
        return self._agent.tracker_store if self._agent else None

    async def recollect(self, sender: str) -> dict[str, Any]:
        """See bot.dialogue.recollection."""
        return await self._there(recollect(self._ready(), sender))

    async def replies_to(self, sender: str, message_id: str) -> list[dict[str, Any]]:
        """See bot.dialogue.recollection."""
        return await self._there(replies_to(self._ready(), sender, message_id))

    async def with_agent(self, work: Callable[[Agent], Coroutine[Any, Any, T]]) -> T:
        """Whatever else is to be done with the agent, in its own loop."""
        return await self._there(work(self._ready()))

    def degraded(self) -> list[str]:
        """Why answers may be worse than usual, in words. Waits for nothing."""
        if self._agent is None:
            return []
        reasons = [
            getattr(part, "problem", "")
            for part in (self._agent.tracker_store, self._agent.lock_store)
        ]
        reasons += shared_detector().problems
        if time.monotonic() - self._beat > STUCK_SECONDS:
            reasons.append("the dialogue does not answer")
        return [each for each in reasons if each]

    def gauges(self) -> dict[str, float]:
        """Numbers for /metrics."""
        return {
            "ready": float(not self.problem),
            "degraded": float(bool(self.degraded())),
            "conversations_to_be_written": float(getattr(self._store, "waiting", 0)),
        }

    async def stop(self) -> None:
        """Write what is waiting, then end the loop; what still blocks it dies."""
        if self._store is not None and hasattr(self._store, "close"):
            closing = asyncio.ensure_future(self._there(self._store.close()))
            await asyncio.wait({closing}, timeout=LAST_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)

    async def _watch(self) -> None:
        """Now and then: is everything there, and is anything past its time?"""
        rounds = 0
        while True:
            self._beat = time.monotonic()
            await watch(self._ready(), tidy=rounds % TIDY_ROUNDS == 0)
            rounds += 1
            await asyncio.sleep(WATCH_SECONDS)

    async def _loaded(self) -> Agent:
        try:
            return await self._load()
        except SystemExit as error:  # rasa_sdk's way to say that an import failed
            raise ModelError("The actions cannot be imported.") from error

    def _ready(self) -> Agent:
        if self._agent is None:
            raise ModelError(self.problem)
        return self._agent

    async def _there(self, work: Coroutine[Any, Any, T]) -> T:
        return await asyncio.wrap_future(
            asyncio.run_coroutine_threadsafe(work, self._loop)
        )
