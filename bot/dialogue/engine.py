"""Rasa in a thread and event loop of its own.

Rasa blocks its event loop while it reads SQL, parses a long text or loads a model. Here
that delays other turns at most, never an answer to a red flag or a health check.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from bot.dialogue.agent import ModelError, stored

logger = logging.getLogger(__name__)

STARTING = "The model is being loaded."
T = TypeVar("T")


class Engine:
    """Takes messages to a Rasa agent. `problem` says why it cannot, if it cannot."""

    def __init__(self, load: Callable[[], Awaitable[Agent]]) -> None:
        """`load` makes the agent; nothing happens before `start`."""
        self._load = load
        self._loop = asyncio.new_event_loop()
        self._agent: Agent | None = None
        self.problem = STARTING

    async def start(self) -> None:
        """Load the model. A failure is kept in `problem` and logged, not raised."""
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        try:
            self._agent = await self._there(self._loaded())
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

    async def with_agent(self, work: Callable[[Agent], Coroutine[Any, Any, T]]) -> T:
        """Whatever else is to be done with the agent, in its own loop."""
        return await self._there(work(self._ready()))

    def stop(self) -> None:
        """End the loop; whatever still blocks it dies with the process."""
        self._loop.call_soon_threadsafe(self._loop.stop)

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
