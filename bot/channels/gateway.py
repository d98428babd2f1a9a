"""The one way in, under every channel: safety first, then the turn, never silence.

It scans the raw words before anything that can fail or wait (lock, NLU, database), and
answers a red flag at once; the turn then runs in the background, so that the
conversation knows of it. A turn that raises, is late or says nothing becomes a plain
apology with the emergency numbers.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa.core.channels.channel import UserMessage

from bot.channels.collector import Collector
from bot.channels.intake import LONGEST, Refusal, clean
from bot.channels.replies import Replies
from bot.safety.detector import Detector, Outcome, Scan
from bot.safety.journal import Journal
from bot.safety.wording import emergency_text

logger = logging.getLogger(__name__)

DEADLINE_SECONDS = 8.0
MOST_REMEMBERED = 10_000

Reply = dict[str, Any]
RunTurn = Callable[[UserMessage], Awaitable[Any]]


@dataclass
class _Recent:
    """What the gateway itself recalls of a conversation, in memory only."""

    texts: list[str] = field(default_factory=list)
    asked: str = ""
    country: str = ""


class Gateway:
    """Takes a message in and gives the replies back. One for all channels."""

    def __init__(
        self,
        run_turn: RunTurn,
        *,
        detector: Detector | None = None,
        journal: Journal | None = None,
        replies: Replies | None = None,
        deadline: float = DEADLINE_SECONDS,
    ) -> None:
        """`run_turn` handles a Rasa message; the rest has working defaults."""
        self._run_turn = run_turn
        self._detector = detector or Detector.load()
        self._journal = journal or Journal()
        self._replies = replies or Replies.load()
        self._deadline = deadline
        self._recent: OrderedDict[str, _Recent] = OrderedDict()
        self._background: set[asyncio.Task[Any]] = set()

    async def answer(
        self,
        sender: str,
        text: str,
        *,
        channel: str,
        metadata: dict[str, Any] | None = None,
    ) -> list[Reply]:
        """The replies to one message, each a dict with `text` or `custom`."""
        recent = self._recall(sender)
        scan = self._detector.scan(text, previous=recent.texts, asked=recent.asked)
        if scan.outcome is Outcome.FIRE:
            return self._emergency(sender, text, scan, recent, channel, metadata)
        refused = _refusal(text)
        if refused is not None:
            return [self._says(sender, self._replies.refusal(refused))]
        message = self._message(sender, clean(text), channel, metadata)
        replies = await self._turn(message)
        self._note(recent, text, replies)
        return replies

    async def settle(self) -> None:
        """Wait for turns still running in the background."""
        while self._background:
            await asyncio.wait(set(self._background))

    def _emergency(
        self,
        sender: str,
        text: str,
        scan: Scan,
        recent: _Recent,
        channel: str,
        metadata: dict[str, Any] | None,
    ) -> list[Reply]:
        ids = [flag.id for flag in scan.flags]
        self._journal.record(sender, ids)
        message = self._message(sender, clean(text[:LONGEST]), channel, metadata)
        self._in_background(self._quietly(message))
        _keep(recent, text)
        recent.asked = ""
        country = (metadata or {}).get("country") or recent.country or "unknown"
        custom = {"type": "red_flag", "id": ids[0], "triage": scan.level}
        return [
            self._says(sender, emergency_text(ids, scan.level, str(country))),
            {"recipient_id": sender, "custom": custom},
        ]

    async def _turn(self, message: UserMessage) -> list[Reply]:
        task = self._in_background(self._quietly(message))
        done, _ = await asyncio.wait({task}, timeout=self._deadline)
        replies = list(message.output_channel.messages)
        if done and replies:
            return replies
        if not done:
            logger.error("a turn took over %s s", self._deadline)
        return [*replies, self._says(message.sender_id, self._replies.failed)]

    async def _quietly(self, message: UserMessage) -> None:
        try:
            await self._run_turn(message)
        except Exception as error:  # noqa: BLE001 - whatever it was, we still answer
            # The kind only: the message may hold the runner's words.
            logger.error("a turn raised %s", type(error).__name__)

    def _in_background(self, work: Awaitable[None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self._background.add(task)  # the loop itself keeps only a weak reference
        task.add_done_callback(self._background.discard)
        return task

    def _message(
        self,
        sender: str,
        text: str,
        channel: str,
        metadata: dict[str, Any] | None,
    ) -> UserMessage:
        return UserMessage(
            text,
            Collector(),
            sender,
            input_channel=channel,
            metadata=metadata,
        )

    def _recall(self, sender: str) -> _Recent:
        recent = self._recent.setdefault(sender, _Recent())
        self._recent.move_to_end(sender)
        while len(self._recent) > MOST_REMEMBERED:
            self._recent.popitem(last=False)
        return recent

    def _note(self, recent: _Recent, text: str, replies: Sequence[Reply]) -> None:
        _keep(recent, text)
        recent.asked = ""
        for reply in replies:
            custom = reply.get("custom") or {}
            if custom.get("type") == "question":
                recent.asked = str(custom.get("asked") or custom.get("finding") or "")
            if custom.get("country"):
                recent.country = str(custom["country"])

    def _says(self, sender: str, text: str) -> Reply:
        return {"recipient_id": sender, "text": text}


def _keep(recent: _Recent, text: str) -> None:
    recent.texts = [*recent.texts, text[-LONGEST:]][-2:]


def _refusal(text: str) -> Refusal | None:
    if not clean(text):
        return Refusal.EMPTY
    return Refusal.TOO_LONG if len(text) > LONGEST else None
