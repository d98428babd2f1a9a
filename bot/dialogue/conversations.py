"""Looks into stored conversations, for the channels."""

from __future__ import annotations

from typing import Dict, List, Optional

from rasa.core.agent import Agent

from bot.dialogue.engine import Engine

Finding = Dict[str, str]


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
