"""What is stored of a runner: taken out as plain JSON, or erased."""

from __future__ import annotations

from typing import Any

from rasa.core.agent import Agent
from rasa.core.tracker_store import (
    FailSafeTrackerStore,
    InMemoryTrackerStore,
    SQLTrackerStore,
    TrackerStore,
)
from rasa.shared.core.events import BotUttered, UserUttered

from bot.dialogue.engine import Engine


class CannotEraseError(RuntimeError):
    """This tracker store has no way to erase a conversation."""


class StoredPersonalData:
    """Runs in the engine's loop, after turns of the same runner that are under way."""

    def __init__(self, engine: Engine) -> None:
        """The engine whose conversations these are."""
        self._engine = engine

    async def export(self, sender: str) -> dict[str, Any]:
        """`messages` (from, text, time in seconds) and `evidence`; {} for nothing."""
        return await self._engine.with_agent(lambda agent: _export(agent, sender))

    async def delete(self, sender: str) -> None:
        """Erase it. Raises CannotEraseError, or what the database raises."""
        await self._engine.with_agent(lambda agent: _delete(agent, sender))


async def _export(agent: Agent, sender: str) -> dict[str, Any]:
    async with agent.lock_store.lock(sender):
        tracker = await agent.tracker_store.retrieve_full_tracker(sender)
    if tracker is None:
        return {}
    messages = [
        {"from": "bot" if isinstance(event, BotUttered) else "you",
         "text": event.text, "time": event.timestamp}
        for event in tracker.events
        if isinstance(event, (BotUttered, UserUttered)) and event.text
    ]  # fmt: skip
    return {
        "conversation": sender,
        "messages": messages,
        "evidence": tracker.get_slot("evidence"),
        "country": tracker.get_slot("country"),
    }


async def _delete(agent: Agent, sender: str) -> None:
    async with agent.lock_store.lock(sender):
        for store in _stores(agent.tracker_store):
            _erase(store, sender)


def _stores(store: TrackerStore) -> list[TrackerStore]:
    """The real ones: Rasa's wrapper has one, and another for bad times."""
    if not isinstance(store, FailSafeTrackerStore):
        return [store]
    wrapped = [store._tracker_store, store.fallback_tracker_store]  # noqa: SLF001
    return [real for each in wrapped for real in _stores(each)]


def _erase(store: TrackerStore, sender: str) -> None:
    if isinstance(store, InMemoryTrackerStore):
        store.store.pop(sender, None)
    elif isinstance(store, SQLTrackerStore):
        with store.session_scope() as session:
            rows = session.query(store.SQLEvent).filter_by(sender_id=sender)
            rows.delete(synchronize_session=False)
            session.commit()
    else:
        raise CannotEraseError(type(store).__name__)
