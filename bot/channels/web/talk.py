"""A website's conversations apart from sockets: sessions, messages, the store."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.channels.gateway import Gateway
from bot.channels.intake import metadata_of
from bot.channels.memory import patiently
from bot.channels.recall import Reply
from bot.channels.replies import Replies
from bot.channels.web.sessions import Sessions

logger = logging.getLogger(__name__)

LONGEST_ID = 64  # characters of a message id that a client chose


class Memory(Protocol):
    """What is stored of conversations: see bot.dialogue.conversations."""

    @property
    def asks(self) -> bool:
        """Whether anything is stored, and only once the runner has agreed."""

    async def recorded(self, sender: str) -> list[dict[str, str]] | None:
        """`finding`, `status`, `side` of what is recorded; None: nothing is stored."""


class Personal(Protocol):
    """What a runner can do about what is kept: see bot.dialogue.personal."""

    async def delete(self, sender: str) -> None:
        """Erase all of it; raises whatever kept it from being erased."""


class CannotDeleteError(RuntimeError):
    """What is stored is out of reach."""


class NoMemory:
    """Stands in where nobody can look into the store."""

    asks = False

    async def recorded(self, sender: str) -> list[dict[str, str]] | None:
        """Not known."""
        return None

    async def delete(self, sender: str) -> None:
        """Raises CannotDeleteError: `Talk.delete` then tells the runner."""
        raise CannotDeleteError("there is no way from here to what is stored")


@dataclass(frozen=True)
class Message:
    """What a client sent: `id` its own, so that a repeat is known, or made here."""

    text: str
    id: str
    metadata: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, data: object) -> Message:
        """Read it, whatever it is: what is no text becomes an empty message."""
        given = data if isinstance(data, Mapping) else {"message": data}
        text = given.get("message")
        metadata = _metadata(given.get("metadata"))
        id_ = str(given.get("id") or metadata.pop("message_id", ""))
        known = 0 < len(id_) <= LONGEST_ID
        return cls(
            text=text if isinstance(text, str) else "",
            id=id_ if known else secrets.token_hex(8),
            metadata=metadata,
        )


class Talk:
    """Sessions and messages, for sockets and HTTP alike."""

    def __init__(
        self,
        gateway: Gateway,
        sessions: Sessions,
        *,
        memory: Memory | None = None,
        personal: Personal | None = None,
        replies: Replies | None = None,
    ) -> None:
        self.gateway = gateway
        self.sessions = sessions
        self.replies = replies or Replies.load()
        self._memory = memory or NoMemory()
        self._personal = personal or NoMemory()

    def session(self, given: object) -> tuple[str, str, bool]:
        """Token, sender, and whether they are new: what we did not sign is replaced."""
        sender = self.sessions.sender(given)
        if sender:
            return str(given), sender, False
        token = self.sessions.new()
        return token, self.sessions.sender(token), True

    def info(self, token: str, *, new: bool) -> dict[str, Any]:
        """What a page shows before the first message; `keep` asks for consent."""
        keep = self.replies.keep if self._memory.asks else ""
        words = {"notice": self.replies.notice, "keep": keep}
        return {"session_id": token, "new": new, **words}

    async def answer(self, sender: str, message: Message) -> list[Reply]:
        """The replies; a message that was answered before gets the same ones."""
        return await self.gateway.answer(
            sender,
            message.text,
            channel="web",
            message_id=message.id,
            metadata={**message.metadata, "message_id": message.id},
        )

    async def state(self, sender: str) -> dict[str, Any]:
        """What is recorded; `known` tells whether anything is stored at all."""
        nothing: list[dict[str, str]] | None = []
        recorded = await patiently(lambda: self._memory.recorded(sender), nothing)
        return {"known": recorded is not None, "findings": recorded or []}

    async def delete(self, sender: str) -> bool:
        """Forget everything; False when that failed and it may still be there."""
        self.gateway.forget(sender)
        try:
            await self._personal.delete(sender)
        except Exception as error:  # noqa: BLE001 - whatever it was, the runner is told
            logger.error("a conversation was not deleted: %s", type(error).__name__)
            return False
        return True


def _metadata(given: object) -> dict[str, Any]:
    """Rasa's clients may send it as JSON in a text."""
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            given = None
    return metadata_of(given)
