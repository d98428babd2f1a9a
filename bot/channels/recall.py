"""What the gateway itself recalls: in memory, bounded, and lost at a restart."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel

Reply = dict[str, Any]
Key = tuple[Any, ...]  # sender, message id, hash of the text

MOST_CONVERSATIONS = 10_000
MOST_ANSWERED = 10_000
ANSWERED_SECONDS = 3600.0
MOST_LATE = 5
ABANDONED_SECONDS = 60.0  # Rasa's lock lets the next turn pass by then


@dataclass
class Late:
    """A turn that missed its deadline, and how many of its replies were given."""

    text: str
    channel: CollectingOutputChannel
    task: asyncio.Task[Any]
    given: int
    since: float = field(default_factory=time.monotonic)

    @property
    def waits(self) -> bool:
        """Whether more may still come of it."""
        abandoned = time.monotonic() - self.since > ABANDONED_SECONDS
        return not (self.task.done() or abandoned)

    def take(self) -> list[Reply]:
        """Its replies that nobody has seen."""
        replies = list(self.channel.messages)[self.given :]
        self.given += len(replies)
        return replies


@dataclass
class Recent:
    """One conversation. `carried`: red flags answered that may not be on record."""

    texts: list[str] = field(default_factory=list)
    asked: str = ""
    country: str = ""
    carried: dict[str, Any] | None = None
    late: list[Late] = field(default_factory=list)
    known: bool = False
    told: bool = False  # of what is kept
    reminded: bool = False  # of what is stored

    def heard(self, text: str, longest: int) -> None:
        """Keep the last two messages: a red flag may be split over several."""
        self.texts = [*self.texts, text[-longest:]][-2:]

    def overdue(self, late: Late) -> None:
        """Keep a late turn, and drop the oldest of too many."""
        self.late = [*self.late, late][-MOST_LATE:]

    def take_late(self) -> list[Reply]:
        """All late replies that are there by now, oldest first."""
        replies = [reply for late in self.late for reply in late.take()]
        self.late = [late for late in self.late if late.waits]
        return replies


class Recall:
    """The conversations used most recently."""

    def __init__(self) -> None:
        self._recent: OrderedDict[str, Recent] = OrderedDict()

    def of(self, sender: str) -> Recent:
        """The sender's, made if need be; the longest unused go."""
        recent = self._recent.setdefault(sender, Recent())
        self._recent.move_to_end(sender)
        while len(self._recent) > MOST_CONVERSATIONS:
            self._recent.popitem(last=False)
        return recent

    def forget(self, sender: str) -> None:
        """Drop the sender's."""
        self._recent.pop(sender, None)


class Answered:
    """Messages that were sent before are answered as they were then, for an hour."""

    def __init__(self, seconds: float = ANSWERED_SECONDS) -> None:
        self._seconds = seconds
        self._tasks: OrderedDict[Key, tuple[float, asyncio.Task[list[Reply]]]] = (
            OrderedDict()
        )

    async def once(
        self, key: Key, answer: Callable[[], Awaitable[list[Reply]]]
    ) -> list[Reply]:
        """The replies; a second caller waits for the first one's."""
        self._forget()
        if key not in self._tasks:
            task = asyncio.ensure_future(answer())
            self._tasks[key] = (time.monotonic(), task)
        # A client that hangs up must not stop the answer: it will ask again.
        return list(await asyncio.shield(self._tasks[key][1]))

    def forget(self, sender: str) -> None:
        """Drop the answers given to the sender, the first part of their keys."""
        for key in [key for key in self._tasks if key[0] == sender]:
            del self._tasks[key]

    def _forget(self) -> None:
        oldest = time.monotonic() - self._seconds
        while self._tasks:
            key, (since, _) = next(iter(self._tasks.items()))
            if since >= oldest and len(self._tasks) < MOST_ANSWERED:
                break
            del self._tasks[key]
