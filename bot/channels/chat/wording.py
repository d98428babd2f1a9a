"""The sentences of the chat platforms, from wording/chat.yml."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

from bot.channels.replies import Replies
from bot.knowledge.loader import load_wording
from bot.knowledge.messages import KnowledgeError

logger = logging.getLogger(__name__)
PREFIX = "chat_"


class Wording:
    """Key (without `chat_`) -> sentence. A missing one becomes the plain apology."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    @classmethod
    def load(cls, folder: Path | None = None) -> Wording:
        """Read them; a broken knowledge base must not silence a channel."""
        try:
            return cls(load_wording(folder))
        except (KnowledgeError, OSError) as error:
            logger.error("chat wording: %s", error)
            return cls({})

    def say(self, key: str, **filled: str) -> str:
        """The sentence with its braces filled in."""
        text = self._texts.get(PREFIX + key)
        if text is None:
            logger.error("chat wording: %s%s is missing", PREFIX, key)
            return Replies.load().failed
        for name, value in filled.items():
            text = text.replace("{" + name + "}", value)
        return text
