"""The one place that opens the knowledge base, on first use and never on import."""

from __future__ import annotations

import functools

from bot.knowledge.model import Knowledge
from bot.knowledge.store import KnowledgeStore


@functools.lru_cache(maxsize=1)
def store() -> KnowledgeStore:
    """The read-only store named by BACKSTRIDE_DATABASE_URL."""
    return KnowledgeStore()


def knowledge() -> Knowledge:
    """The whole knowledge base; the store reads it again when a new one was built."""
    return store().knowledge()
