"""Rasa's tracker store: conversations in memory, and on disk once the runner agreed.

What Rasa needs of a conversation stays in memory between messages, so that nothing is
replayed. The database is asked in threads, with time limits; while it is away, the bot
goes on with what is in memory, and writes it down when the database is back.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from typing import Iterable, List, Optional

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue.consent import latest_consent
from bot.dialogue.database import Database, Stored
from bot.dialogue.held import Held
from bot.dialogue.history import History, Slots
from bot.dialogue.outbox import Relay
from bot.dialogue.settings import MEMORY, Settings
from bot.dialogue.threads import AwayError, Patient
from bot.dialogue.writer import Writer

TIME_LIMIT_SECONDS = 3.0
KNOWN_SECONDS = 1.5  # what is here will do, if need be
STRANGER_SECONDS = 3.5
AGAIN_SECONDS = 0.3
MOST_IN_MEMORY = 10_000
IDLE_SECONDS = 12 * 3600.0  # what nobody agreed to keep is dropped after that
DAY_SECONDS = 24 * 3600.0


class ConversationStore(TrackerStore):
    """Keeps conversations as Settings say."""

    def __init__(
        self, settings: Optional[Settings] = None, domain: Optional[Domain] = None
    ) -> None:
        """Opens nothing yet."""
        super().__init__(domain)
        self._settings = settings or Settings()
        durable = self._settings.conversations != MEMORY
        self.database = Database(self._settings.conversations) if durable else None
        self._patient = Patient("the conversations", limit=TIME_LIMIT_SECONDS)
        self._held: OrderedDict[str, Held] = OrderedDict()
        self._writer: Optional[Writer] = None
        if self.database is not None:
            self._writer = Writer(
                self.database, self._patient, self._forget, self._settings.outbox
            )
        self.relay: Optional[Relay] = None

    @property
    def problem(self) -> str:
        """Why it is degraded; empty when it is not."""
        waiting = f" ({self.waiting} to be written)" if self.waiting else ""
        here = self._patient.problem and self._patient.problem + waiting
        return here or (self.relay.problem if self.relay else "")

    @property
    def shared(self) -> bool:
        """Whether other processes may write the same conversations."""
        return self.database is not None and self.database.shared

    @property
    def waiting(self) -> int:
        """How many conversations are still to be written."""
        return self._writer.waiting if self._writer else 0

    # --- what Rasa asks for -------------------------------------------------------

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """The conversation as far as Rasa needs it. Raises AwayError when not known."""
        held = await self._current(sender_id)
        if held is None or not held.history.turns:
            return None
        return held.take(sender_id, self.domain.slots)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the events that are new; write them down if the runner agreed."""
        sender = tracker.sender_id
        held = self._hold(sender)
        events = held.new_events(tracker)
        if not events:
            return
        agreed = latest_consent(events)
        held.agreed = held.agreed if agreed is None else agreed
        keeps = held.agreed or not self._settings.ask_consent
        slots = held.history.add(events, self.domain.slots)
        held.give_back(tracker)
        if self._writer is None:
            return
        if agreed is False:
            await self._take_back(sender)
        elif keeps and not held.version and not self._waits(sender):
            await self._writer.whole(sender, held)
        elif keeps:
            await self._writer.add(sender, held, events, slots)

    async def retrieve_full_tracker(
        self, conversation_id: str
    ) -> Optional[DialogueStateTracker]:
        """All that is kept of it, from the beginning."""
        held = await self._current(conversation_id)
        if held is None or not held.history.turns:
            return None
        turns = held.history.turns
        if self.database is not None and held.version:
            stored = await self._patient.call(self.database.all_turns, conversation_id)
            turns = [deserialise_events(turn) for turn in stored]
        return History(turns=turns).tracker(conversation_id, self.domain.slots)

    async def keys(self) -> Iterable[str]:
        """The ids of all conversations."""
        stored: List[str] = []
        if self.database is not None:
            stored = await self._patient.call(self.database.ids)
        return sorted({*stored, *self._held})

    # --- what Rasa has no word for ------------------------------------------------

    @property
    def asks(self) -> bool:
        """Whether anything is written down, and only once the runner has agreed."""
        return self.database is not None and self._settings.ask_consent

    async def agree(self, sender: str, *, agreed: bool) -> None:
        """The runner agrees that it is kept, or does not any more."""
        held = await self._current(sender) or self._hold(sender)
        held.agreed = agreed
        if self._writer is None:
            return
        if not agreed:
            await self._take_back(sender)
        elif not held.version and held.history.turns:
            await self._writer.whole(sender, held)

    async def delete(self, sender: str) -> None:
        """Erase all of it. Raises AwayError when the database cannot, now."""
        self._forget(sender)
        if self._writer is not None:
            await self._writer.delete(sender)

    async def delete_old(self) -> int:
        """What is past its time; how many stored conversations that were."""
        self._drop_idle()
        days = self._settings.keep_days
        if self.database is None or not days:
            return 0
        moment = time.time() - days * DAY_SECONDS
        return await self._patient.call(self.database.delete_older_than, moment)

    async def check(self) -> None:
        """Ask the database, so that `problem` is up to date."""
        if self.database is not None:
            try:
                await self._patient.call(self.database.check)
            except AwayError:
                return

    async def write_all(self) -> None:
        """One attempt to write what is waiting."""
        if self._writer is not None:
            await self._writer.write_all()

    async def close(self) -> None:
        """The last attempt to write, and the end of the relay."""
        await self.write_all()
        if self.relay is not None:
            await self.relay.stop()

    # --- memory -------------------------------------------------------------------

    def _hold(self, sender: str) -> Held:
        held = self._held.setdefault(sender, Held())
        held.used = time.monotonic()
        self._held.move_to_end(sender)
        while len(self._held) > MOST_IN_MEMORY:
            self._held.popitem(last=False)
        return held

    def _drop_idle(self) -> None:
        oldest = time.monotonic() - IDLE_SECONDS
        for sender in [id_ for id_, held in self._held.items() if held.used < oldest]:
            if not self._waits(sender):
                del self._held[sender]

    async def _current(self, sender: str) -> Optional[Held]:
        """The conversation as it stands now, read again if another process wrote it."""
        held = self._held.get(sender)
        mine = held is not None and (not self.shared or self._waits(sender))
        if self.database is None or mine:
            return held
        try:
            stored = await self._stored(sender, held)
        except AwayError:
            if held is None:
                raise
            return held
        if stored is None:
            if held is not None and held.version:  # deleted by another process
                del self._held[sender]
                return None
            return held
        if held is None or stored.version != held.version:
            held = self._held[sender] = _held(stored)
        return self._hold(sender)

    async def _stored(self, sender: str, held: Optional[Held]) -> Optional[Stored]:
        """What is in the database. Of somebody unknown here it is asked a while."""
        assert self.database is not None  # noqa: S101 - for the type checker
        read = self.database.read
        if held is not None:
            limit = KNOWN_SECONDS
            return await self._patient.call(read, sender, held.version, limit=limit)
        until = time.monotonic() + STRANGER_SECONDS
        while True:
            try:
                return await self._patient.call(read, sender, -1)
            except AwayError:
                if time.monotonic() > until:
                    raise
                await asyncio.sleep(AGAIN_SECONDS)

    # --- the database -------------------------------------------------------------

    async def _take_back(self, sender: str) -> None:
        """The runner does not agree any more: it stays in memory only."""
        assert self._writer is not None  # noqa: S101 - for the type checker
        self._hold(sender).version = 0
        await self._writer.delete(sender)

    def _waits(self, sender: str) -> bool:
        return self._writer is not None and self._writer.waits(sender)

    def _forget(self, sender: str) -> None:
        self._held.pop(sender, None)


def _held(stored: Stored) -> Held:
    slots: Optional[Slots] = stored.slots
    turns: List[List[Event]] = [deserialise_events(each) for each in stored.turns]
    return Held(History(slots, turns), version=stored.version, agreed=True)
