"""What a conversation is held with. An adapter is two small classes; nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.testing.model import Turn


class CannotHoldError(Exception):
    """This target cannot hold this conversation; the case is skipped, with why."""


@dataclass(frozen=True)
class Start:
    """How a conversation begins. `sender` is new each time."""

    sender: str
    slots: Mapping[str, Any] = field(default_factory=dict)
    metadata: Mapping[str, Any] = field(default_factory=dict)
    stubs: Mapping[str, Any] = field(default_factory=dict)


class Conversation(Protocol):
    """One conversation, turn by turn."""

    async def say(self, text: str, metadata: Mapping[str, Any]) -> Turn:
        """Say something and wait for all that comes back."""


class Target(Protocol):
    """A bot that can be talked to. It is opened once and used by many at a time."""

    name: str

    async def begin(self, start: Start) -> Conversation:
        """A new conversation. Raises CannotHoldError."""

    async def close(self) -> None:
        """Let go of what was opened."""


def outside_only(start: Start, name: str) -> None:
    """Raises CannotHoldError for what only a bot in this process can be given."""
    if start.slots:
        raise CannotHoldError(f"slots cannot be set beforehand through {name}")
    if start.stubs:
        raise CannotHoldError(f"actions cannot be replaced through {name}")
