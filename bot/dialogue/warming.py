"""Does beforehand what is done once, so that the first runner does not wait for it.

The knowledge is read before the bot says that it is ready; the patterns of phrases are
compiled when they are first needed, so the rest of it goes on beside the first turns.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Sequence, Set

from rasa.core.agent import Agent

from bot.dialogue.actions import InProcessActions

logger = logging.getLogger(__name__)

LIMIT_SECONDS = 10.0  # for a database of the knowledge that is away
PAUSE_SECONDS = 0.05  # between two sentences: runners go first
_going_on: Set[asyncio.Task[None]] = set()  # a task that nobody holds may be dropped


async def warm_up(agent: Agent, actions: InProcessActions) -> None:
    """Never fails: whatever is wrong shows with the first turn, in words."""
    try:
        reading = asyncio.to_thread(actions.warm_up)
        texts = await asyncio.wait_for(reading, LIMIT_SECONDS)
        await _try(agent, texts[:1])
    except Exception as error:  # noqa: BLE001 - see above
        logger.error("warming up failed: %s", type(error).__name__)
        return
    task = asyncio.ensure_future(_try(agent, texts[1:]))
    _going_on.add(task)
    task.add_done_callback(_going_on.discard)


async def warm_up_here(agent: Agent, actions: InProcessActions) -> None:
    """All of it at once and in this thread; nothing stays open. Never fails."""
    try:
        try:
            await _try(agent, actions.warm_up(), pause=0.0)
        finally:
            actions.close()
    except Exception as error:  # noqa: BLE001 - as above
        logger.error("warming up failed: %s", type(error).__name__)


async def _try(
    agent: Agent, texts: Sequence[str], pause: float = PAUSE_SECONDS
) -> None:
    for text in texts:
        await agent.parse_message(text)
        await asyncio.sleep(pause)
