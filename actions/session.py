"""The one place that opens the knowledge base, on first use and never on import."""

from __future__ import annotations

import functools
import logging

from bot.knowledge.compiler import compile_knowledge
from bot.knowledge.connection import StoreError
from bot.knowledge.loader import load
from bot.knowledge.model import Knowledge
from bot.knowledge.store import KnowledgeStore, open_store

logger = logging.getLogger(__name__)


@functools.lru_cache(maxsize=1)
def store() -> KnowledgeStore:
    """The read-only store named by BACKSTRIDE_DATABASE_URL.

    Missing or older than the files, it is compiled once: the stock `rasa run actions`
    knows no `backstride build`. Raises StoreError, or KnowledgeError for broken files.
    """
    try:
        return open_store()
    except StoreError as error:
        logger.warning("%s Building it now.", error)
        compile_knowledge(load())
        return open_store()


def knowledge() -> Knowledge:
    """The whole knowledge base; the store reads it again when a new one was built."""
    return store().knowledge()
