"""A runner's say over what is kept of them, in any channel and in plain words."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from enum import Enum
from typing import Any, Protocol

from bot.channels.recall import Reply
from bot.channels.replies import Replies
from bot.knowledge.loader import load_wording
from bot.knowledge.messages import KnowledgeError

logger = logging.getLogger(__name__)
PREFIX = "privacy_"
# Channels without a page that tells runners before they write.
TELLS_FIRST = ("slack", "telegram")
_POLITE = re.compile(r"^(please|can you|could you)\s+|\s+(please|now|thanks)$")
_OTHER = re.compile(r"[^a-z ]+")


class Command(str, Enum):
    """What a runner may ask for."""

    DELETE = "delete"
    EXPORT = "export"
    KEEP = "keep"
    STOP = "stop"


class PersonalData(Protocol):
    """What is kept of a runner; all take the sender id of the conversation."""

    async def export(self, sender: str) -> dict[str, Any]:
        """All that is kept of the runner, as plain JSON; {} when nothing is."""

    async def delete(self, sender: str) -> None:
        """Erase all of it. Raises whatever kept it from being erased."""

    async def agree(self, sender: str, agreed: bool) -> None:
        """Keep the conversation from now on; or erase what is kept, and stop."""


class Privacy:
    """Knows the phrases, does what they ask, and says what was done."""

    def __init__(
        self,
        personal: PersonalData,
        forget: Callable[[str], None],
        wording: Mapping[str, str] | None = None,
    ) -> None:
        """`forget` drops what the gateway itself recalls of a sender."""
        self._personal = personal
        self._forget = forget
        self._texts = _load() if wording is None else wording
        self._commands = {
            plain(phrase): command
            for command in Command
            for phrase in self._texts.get(f"{PREFIX}{command.value}_phrases", "").split(
                "\n"
            )
            if phrase.strip()
        }
        self._ways: dict[Command, Callable[[str], Awaitable[list[Reply]]]] = {
            Command.DELETE: self._delete,
            Command.EXPORT: self._export,
            Command.KEEP: self._keep,
            Command.STOP: self._stop,
        }

    def command(self, text: str) -> Command | None:
        """What the whole message asks for, if it asks for one of these."""
        return self._commands.get(plain(text))

    async def answer(self, sender: str, command: Command) -> list[Reply]:
        """Do it. A failure is said, never hidden."""
        try:
            return await self._ways[command](sender)
        except Exception as error:  # noqa: BLE001 - the runner must hear of it
            logger.error("%s failed: %s", command.value, type(error).__name__)
            return [self._says(sender, "failed")]

    def notice(self, sender: str) -> Reply:
        """What a runner is told before anything is kept."""
        return self._says(sender, "notice")

    async def _delete(self, sender: str) -> list[Reply]:
        await self._personal.delete(sender)
        self._forget(sender)
        return [self._says(sender, "deleted")]

    async def _export(self, sender: str) -> list[Reply]:
        data = await self._personal.export(sender)
        if not data:
            return [self._says(sender, "nothing")]
        lines = [
            self._text(each["from"]).replace("{text}", str(each["text"]))
            for each in data["messages"]
        ]
        text = "\n\n".join([self._text("exported"), *lines])
        custom = {"type": "export", "data": data}
        return [
            {"recipient_id": sender, "text": text},
            {"recipient_id": sender, "custom": custom},
        ]

    async def _keep(self, sender: str) -> list[Reply]:
        await self._personal.agree(sender, agreed=True)
        return [self._says(sender, "kept")]

    async def _stop(self, sender: str) -> list[Reply]:
        await self._personal.agree(sender, agreed=False)
        return [self._says(sender, "stopped")]

    def _says(self, sender: str, key: str) -> Reply:
        return {"recipient_id": sender, "text": self._text(key)}

    def _text(self, key: str) -> str:
        return self._texts.get(PREFIX + key) or Replies().failed


def plain(text: str) -> str:
    """Small letters and single spaces, without what is only polite."""
    words = " ".join(_OTHER.sub("", text.lower().replace("\n", " ")).split())
    return _POLITE.sub("", _POLITE.sub("", words))


def _load() -> Mapping[str, str]:
    """A broken knowledge base must not silence the gateway."""
    try:
        return load_wording()
    except (KnowledgeError, OSError) as error:
        logger.error("privacy wording: %s", error)
        return {}
