"""Looks into stored conversations, for the channels."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from rasa.core.agent import Agent
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue.engine import Engine

Finding = Dict[str, str]
Reply = Dict[str, Any]


class StoredConversations:
    """Runs in the engine's loop. Raises when there is no model or no store."""

    def __init__(self, engine: Engine) -> None:
        """The engine whose conversations these are."""
        self._engine = engine

    @property
    def asks(self) -> bool:
        """Whether anything is stored, and only once the runner has agreed."""
        return bool(getattr(self._engine, "asks", False))

    async def recorded(self, sender: str) -> Optional[List[Finding]]:
        """`finding`, `status`, `side` of the evidence; None when nothing is stored."""
        return await self._engine.with_agent(lambda agent: _recorded(agent, sender))

    async def replies_to(self, sender: str, message_id: str) -> Optional[List[Reply]]:
        """What was replied to the message of this id; None if it is not stored."""
        return await self._engine.with_agent(
            lambda agent: _replies(agent, sender, message_id)
        )


async def _recorded(agent: Agent, sender: str) -> Optional[List[Finding]]:
    """`finding`, `status`, `side` of the evidence; None when nothing is stored."""
    tracker = await agent.tracker_store.retrieve(sender)
    if tracker is None:
        return None
    evidence = tracker.get_slot("evidence") or {}
    observations = evidence.get("observations") or {}
    return [
        {
            "finding": str(finding),
            "status": str(seen.get("status") or ""),
            "side": str(seen.get("side") or ""),
        }
        for finding, seen in observations.items()
    ]


async def _replies(agent: Agent, sender: str, message_id: str) -> Optional[List[Reply]]:
    """What was replied to the message with this id in its metadata; None if unknown."""
    tracker = await agent.tracker_store.retrieve(sender)
    return _replies_to(tracker, message_id) if tracker else None


def _replies_to(
    tracker: DialogueStateTracker, message_id: str
) -> Optional[List[Reply]]:
    replies: Optional[List[Reply]] = None
    for event in tracker.events:
        if isinstance(event, UserUttered):
            if replies is not None:
                break
            if event.metadata.get("message_id") == message_id:
                replies = []
        elif isinstance(event, BotUttered) and replies is not None:
            replies.extend(_said(tracker.sender_id, event))
    return replies


def _said(sender: str, event: BotUttered) -> List[Reply]:
    """What was stored as one event goes out as words, then what machines read."""
    custom = event.data.get("custom")
    words: Reply = {"text": event.text} if event.text else {}
    if event.data.get("buttons"):
        words["buttons"] = event.data["buttons"]
    parts = [words, {"custom": custom} if custom else {}]
    return [{"recipient_id": sender, **part} for part in parts if part]
