"""Reminds the gateway of conversations that began before it did, or elsewhere."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Protocol, TypeVar

from bot.channels.recall import Recent, Reply

logger = logging.getLogger(__name__)
PATIENCE_SECONDS = 1.5
T = TypeVar("T")


class Storage(Protocol):
    """What is known of stored conversations: bot.dialogue.engine.Engine."""

    @property
    def shared(self) -> bool:
        """Whether other processes answer the same conversations."""

    @property
    def asks(self) -> bool:
        """Whether anything is stored, and only once the runner has agreed."""

    def recollect(self, sender: str) -> Awaitable[dict[str, Any]]:
        """`asked`, `texts` and `country`; {} for a new conversation."""

    def replies_to(self, sender: str, message_id: str) -> Awaitable[list[Reply]]:
        """What was replied to that message; [] if it is not stored."""


class Memory:
    """Looks once for each conversation; each time where there are other processes."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    @property
    def asks(self) -> bool:
        """Whether a runner has to agree before anything is stored."""
        return self._storage.asks

    async def remind(
        self, sender: str, recent: Recent, message_id: str = ""
    ) -> list[Reply]:
        """Fill in what was asked last and said before; a store that is away waits.

        The replies to `message_id`, if it was answered before, by whatever process.
        """
        if recent.reminded and not self._storage.shared:
            return []
        if recent.late or recent.carried:  # what is here is newer
            return []
        stored = await patiently(partial(self._storage.recollect, sender), None)
        if stored is None:
            return []
        recent.reminded = True
        if stored:
            recent.told = True
            recent.asked = str(stored.get("asked") or "")
            recent.texts = [str(each) for each in stored.get("texts") or []]
            recent.country = recent.country or str(stored.get("country") or "")
        if not stored or not message_id:
            return []
        look = partial(self._storage.replies_to, sender, message_id)
        return await patiently(look, [])


async def patiently(look: Callable[[], Awaitable[T]], otherwise: T) -> T:
    """Look into the store; one that fails or hangs must not stop the answer."""
    try:
        return await asyncio.wait_for(look(), PATIENCE_SECONDS)
    except Exception as error:  # noqa: BLE001 - the turn itself will tell
        logger.error("the stored conversation: %s", type(error).__name__)
        return otherwise
