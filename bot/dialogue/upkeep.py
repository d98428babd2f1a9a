"""What is done beside the turns: asking whether parts are there, and tidying up."""

from __future__ import annotations

import logging

from rasa.core.agent import Agent

from bot.dialogue.locks import Locks
from bot.dialogue.threads import AwayError
from bot.dialogue.tracker_store import ConversationStore

logger = logging.getLogger(__name__)


async def watch(agent: Agent, *, tidy: bool) -> None:
    """Bring `problem` of store and locks up to date; delete what is past its time."""
    if isinstance(agent.lock_store, Locks):
        await agent.lock_store.check()
    store = agent.tracker_store
    if not isinstance(store, ConversationStore):
        return
    await store.check()
    if not tidy:
        return
    try:
        number = await store.delete_old()
    except AwayError:
        return  # next time
    if number:
        logger.warning("deleted %s conversations past their time", number)
