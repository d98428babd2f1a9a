"""What is kept of a runner: taken out as plain JSON, erased, or agreed to."""

from __future__ import annotations

from typing import Any, Dict

from rasa.core.agent import Agent
from rasa.shared.core.events import BotUttered, UserUttered

from bot.dialogue.engine import Engine
from bot.dialogue.tracker_store import ConversationStore
from bot.safety.detector import forget_scans


class CannotEraseError(RuntimeError):
    """This tracker store has no way to erase a conversation."""


class StoredPersonalData:
    """Runs in the engine's loop, after turns of the same runner that are under way."""

    def __init__(self, engine: Engine) -> None:
        """The engine whose conversations these are."""
        self._engine = engine

    async def export(self, sender: str) -> Dict[str, Any]:
        """`messages` (from, text, time in seconds) and `evidence`; {} for nothing."""
        return await self._engine.with_agent(lambda agent: _export(agent, sender))

    async def delete(self, sender: str) -> None:
        """Erase the conversation. Raises whatever kept it from being erased."""
        forget_scans()
        await self._engine.with_agent(lambda agent: _delete(agent, sender))

    async def agree(self, sender: str, agreed: bool) -> None:
        """Keep the conversation from now on, or erase what is kept and stop."""
        await self._engine.with_agent(lambda agent: _agree(agent, sender, agreed))


async def _export(agent: Agent, sender: str) -> Dict[str, Any]:
    async with agent.lock_store.lock(sender):
        tracker = await agent.tracker_store.retrieve_full_tracker(sender)
    if tracker is None:
        return {}
    messages = [
        {
            "from": "bot" if isinstance(event, BotUttered) else "you",
            "text": event.text,
            "time": event.timestamp,
        }
        for event in tracker.events
        if isinstance(event, (BotUttered, UserUttered)) and event.text
    ]
    return {
        "conversation": sender,
        "messages": messages,
        "evidence": tracker.get_slot("evidence"),
        "country": tracker.get_slot("country"),
    }


async def _delete(agent: Agent, sender: str) -> None:
    store = _conversations(agent)
    async with agent.lock_store.lock(sender):
        await store.delete(sender)


async def _agree(agent: Agent, sender: str, agreed: bool) -> None:
    store = _conversations(agent)
    async with agent.lock_store.lock(sender):
        await store.agree(sender, agreed=agreed)


def _conversations(agent: Agent) -> ConversationStore:
    store = agent.tracker_store
    if not isinstance(store, ConversationStore):
        raise CannotEraseError(type(store).__name__)
    return store
