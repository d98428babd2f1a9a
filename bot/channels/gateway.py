"""The one way in, under every channel: safety first, then the turn, never silence.

It scans the raw words before anything that can fail or wait (lock, NLU, database), and
answers a red flag at once; the turn then runs in the background, so that the
conversation knows of it. A turn that raises, is late or says nothing becomes a plain
apology with the emergency numbers; what it says later comes with the next reply.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage

from bot.channels.intake import LONGEST, Refusal
from bot.channels.limits import Limits
from bot.channels.memory import Memory
from bot.channels.metrics import Metrics
from bot.channels.privacy import TELLS_FIRST, Privacy
from bot.channels.recall import ABANDONED_SECONDS, Answered, Late, Recall, Recent, Reply
from bot.channels.replies import Replies
from bot.channels.turn import (
    RED_FLAG,
    alarm_of,
    guess,
    is_alarm,
    message_of,
    question_of,
    refusal_of,
    says,
    up_to_the_alarm,
)
from bot.dialogue.country import UNKNOWN, countries
from bot.dialogue.red_flag_policy import CARRIED
from bot.safety.detector import Detector, Outcome, Scan, shared_detector
from bot.safety.interviewing import ASKED
from bot.safety.journal import Journal

logger = logging.getLogger(__name__)

DEADLINE_SECONDS = 8.0
JOURNAL_SECONDS = 0.5  # a disk that hangs must not hold up the runner
FEW_WORDS = 4
YIELD_SECONDS = 0.05

RunTurn = Callable[[UserMessage], Awaitable[Any]]
Stored = Callable[[UserMessage], Awaitable[dict[str, Any]]]


class Gateway:
    """Takes a message in and gives the replies back. One for all channels."""

    def __init__(
        self,
        run_turn: RunTurn,
        *,
        stored: Stored | None = None,
        memory: Memory | None = None,
        detector: Detector | None = None,
        journal: Journal | None = None,
        replies: Replies | None = None,
        deadline: float = DEADLINE_SECONDS,
    ) -> None:
        """`run_turn` handles a Rasa message; the rest has working defaults.

        `stored` reads `country` and `next_step` back from the stored conversation,
        {} when the message never got there. `memory` is what other processes, or this
        one before a restart, know of a conversation. The server
        sets `privacy`, `limits` and `metrics`.
        """
        self._run_turn = run_turn
        self._stored = stored
        self._memory = memory
        self.privacy: Privacy | None = None
        self.limits: Limits | None = None
        self.metrics: Metrics | None = None
        self._detector = detector or shared_detector()
        self._journal = journal or Journal()
        self._replies = replies or Replies.load()
        self._deadline = deadline
        self._recall = Recall()
        self._answered = Answered()
        self._background: set[asyncio.Task[Any]] = set()

    async def answer(
        self,
        sender: str,
        text: str,
        *,
        channel: str,
        metadata: dict[str, Any] | None = None,
        message_id: str = "",
    ) -> list[Reply]:
        """The replies to one message, each a dict with `text` or `custom`.

        The same `message_id` with the same text is answered once.
        """
        known = dict(metadata or {})
        if message_id:
            known["message_id"] = message_id

        def answer() -> Awaitable[list[Reply]]:
            return self._answer(sender, text, channel, known)

        started = time.monotonic()
        if message_id:
            key = (sender, message_id, hash(text))
            replies = await self._answered.once(key, answer)
        else:
            replies = await answer()
        if self.metrics is not None:
            outcome = self._replies.outcome(replies)
            self.metrics.count(channel, outcome, time.monotonic() - started)
        return replies

    async def late(self, sender: str) -> list[Reply]:
        """What turns that missed their deadline said after all; [] when none did.

        For channels that can speak without being asked; elsewhere it comes with the
        next reply. A message that is waiting for the same turn gets it first.
        """
        recent = self._recall.of(sender)
        tasks = [each.task for each in recent.late if each.waits]
        if tasks:
            await asyncio.wait(tasks, timeout=ABANDONED_SECONDS)
            await asyncio.sleep(YIELD_SECONDS)
        replies = up_to_the_alarm(recent.take_late())
        if replies:
            recent.asked = question_of(replies)
        return replies

    def is_alarming(self, text: str) -> bool:
        """Whether these words raise a red flag by themselves. Answers nobody."""
        return self._detector.scan(text).outcome is Outcome.FIRE

    def forget(self, sender: str) -> None:
        """Forget what the gateway itself recalls of the sender's conversation."""
        self._recall.forget(sender)
        self._answered.forget(sender)

    async def settle(self) -> None:
        """Wait for turns still running in the background."""
        while self._background:
            await asyncio.wait(set(self._background))

    async def _answer(
        self, sender: str, text: str, channel: str, metadata: dict[str, Any]
    ) -> list[Reply]:
        # A few fixed phrases, which would be odd answers to an open question.
        command = self.privacy.command(text) if self.privacy else None
        if self.privacy and command:
            return await self.privacy.answer(sender, command)
        recent = self._recall.of(sender)
        recent.country = countries().mentioned(text) or recent.country
        scan = self._scan(text, recent)
        # Nothing waits for the store when the words alone raise a red flag.
        if scan.outcome is not Outcome.FIRE and self._memory is not None:
            id_ = str(metadata.get("message_id") or "")
            before = await self._memory.remind(sender, recent, id_)
            if before:
                return before
            scan = self._scan(text, recent)
        metadata[ASKED] = recent.asked
        waits = self._detector.may_wait(scan, recent.asked)
        if scan.outcome is Outcome.FIRE and not waits:
            message = message_of(sender, text, channel, metadata)
            return await self._emergency(message, text, scan, recent)
        hurried = self.limits is not None and self.limits.exceeded(sender)
        refused = Refusal.TOO_MANY if hurried else refusal_of(text)
        if refused is not None:
            return [says(sender, self._replies.refusal(refused))]
        if not recent.asked:  # two answers joined can seem to say anything
            recent.heard(text, LONGEST)  # before the turn: the next one may not wait
        replies, done = await self._overdue(sender, text, recent)
        if not done:
            message = message_of(sender, text, channel, metadata)
            replies = [*replies, *await self._turn(message, recent)]
        replies = up_to_the_alarm(replies)
        recent.asked = question_of(replies)
        return self._told_first(sender, channel, recent, replies)

    def _scan(self, text: str, recent: Recent) -> Scan:
        return self._detector.scan(text, previous=recent.texts, asked=recent.asked)

    def _told_first(
        self, sender: str, channel: str, recent: Recent, replies: list[Reply]
    ) -> list[Reply]:
        """Before the first answer, once: what is kept, and how to have a say in it."""
        asks = self._memory is not None and self._memory.asks
        if not (asks and self.privacy) or channel not in TELLS_FIRST or recent.told:
            return replies
        if any(is_alarm(each) for each in replies):
            return replies
        recent.told = True
        return [self.privacy.notice(sender), *replies]

    async def _emergency(
        self, message: UserMessage, text: str, scan: Scan, recent: Recent
    ) -> list[Reply]:
        sender = message.sender_id
        ids = [flag.id for flag in scan.flags]
        recent.carried = {"ids": ids, "level": scan.level}
        recent.late.clear()  # no tip after a red flag
        recent.asked = ""
        recent.heard(text, LONGEST)
        country = str(message.metadata.get("country") or recent.country or UNKNOWN)
        self._begin(message, recent)
        await self._record(sender, ids)
        known = {"triage": scan.level, "country": country}
        custom = {"type": RED_FLAG, "id": ids[0], **known}
        return [
            says(sender, countries().emergency_text(ids, scan.level, country)),
            {"recipient_id": sender, "custom": custom},
        ]

    async def _overdue(
        self, sender: str, text: str, recent: Recent
    ) -> tuple[list[Reply], bool]:
        """Late replies of earlier turns, and whether they are all there is to say.

        A retry, or a few words, would be taken as the answer to a question that the
        runner has not seen: so they see it now, and the turn is not run.
        """
        earlier = [late for late in recent.late if late.waits]
        if earlier:
            tasks = [late.task for late in earlier]
            await asyncio.wait(tasks, timeout=self._deadline)
        if any(late.waits for late in earlier):
            return [says(sender, self._replies.failed)], True
        texts = [late.text for late in recent.late]
        replies = recent.take_late()
        retry = text in texts or len(text.split()) <= FEW_WORDS
        return replies, bool(replies) and retry

    async def _turn(self, message: UserMessage, recent: Recent) -> list[Reply]:
        text = message.text or ""
        task = self._begin(message, recent)
        done, _ = await asyncio.wait({task}, timeout=self._deadline)
        replies = list(message.output_channel.messages)
        if done and replies:
            return replies
        if not done:
            logger.error("a turn took over %s s", self._deadline)
            late = Late(text, message.output_channel, task, given=len(replies))
            recent.overdue(late)
        return [*replies, says(message.sender_id, self._replies.failed)]

    def _begin(self, message: UserMessage, recent: Recent) -> asyncio.Task[None]:
        if recent.carried:
            message.metadata[CARRIED] = recent.carried
        task = asyncio.ensure_future(self._quietly(message, recent))
        self._background.add(task)  # the loop itself keeps only a weak reference
        task.add_done_callback(self._background.discard)
        return task

    async def _quietly(self, message: UserMessage, recent: Recent) -> None:
        try:
            await self._run_turn(message)
            raised = alarm_of(message)
            if raised and CARRIED not in message.metadata:
                recent.carried = recent.carried or raised
                await self._record(message.sender_id, raised["ids"])
            if recent.carried or not recent.known:
                await self._learn(message, recent)
        except Exception as error:  # noqa: BLE001 - whatever it was, we still answer
            # The kind only: the message may hold the runner's words.
            logger.error("a turn raised %s", type(error).__name__)

    async def _learn(self, message: UserMessage, recent: Recent) -> None:
        """The country, once; and whether the red flags we carry are on record now."""
        known = await self._stored(message) if self._stored else guess(message)
        recent.known = recent.known or bool(known)
        recent.country = recent.country or str(known.get("country") or "")
        told = message.metadata.get(CARRIED) is recent.carried
        # Told of them and not in an emergency: the runner has started over.
        if known and (told or known.get("next_step") == "emergency"):
            recent.carried = None

    async def _record(self, sender: str, ids: list[str]) -> None:
        writing = asyncio.ensure_future(
            asyncio.to_thread(self._journal.record, sender, ids)
        )
        done, _ = await asyncio.wait({writing}, timeout=JOURNAL_SECONDS)
        if not done:
            logger.error("the emergency journal took over %s s", JOURNAL_SECONDS)
