"""Rasa's tracker store: conversations in memory, and on disk once the runner agreed.

What Rasa needs of a conversation stays in memory between messages, so that nothing is
replayed. The database is asked in threads, with time limits; while it is away, the bot
goes on with what is in memory, and writes it down when the database is back.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import OrderedDict
from typing import Iterable, List, Optional

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue.consent import latest_consent
from bot.dialogue.database import ChangedMeanwhileError, Database, NewTurn, Stored
from bot.dialogue.held import Held, Later
from bot.dialogue.history import FEWEST_TURNS, History, Slots
from bot.dialogue.outbox import Relay
from bot.dialogue.settings import MEMORY, Settings
from bot.dialogue.threads import AwayError, Patient

logger = logging.getLogger(__name__)

TIME_LIMIT_SECONDS = 3.0
KNOWN_SECONDS = 1.5  # what is here will do, if need be
STRANGER_SECONDS = 3.5
AGAIN_SECONDS = 0.3
RETRY_SECONDS = 1.0
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
        self._later: OrderedDict[str, Later] = OrderedDict()
        self._writing: Optional[asyncio.Task[None]] = None
        self.relay: Optional[Relay] = None

    @property
    def problem(self) -> str:
        """Why it is degraded; empty when it is not."""
        waiting = f" ({len(self._later)} to be written)" if self._later else ""
        here = self._patient.problem and self._patient.problem + waiting
        return here or (self.relay.problem if self.relay else "")

    @property
    def shared(self) -> bool:
        """Whether other processes may write the same conversations."""
        return self.database is not None and self.database.shared

    @property
    def waiting(self) -> int:
        """How many conversations are still to be written."""
        return len(self._later)

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
        if self.database is None:
            return
        if agreed is False:
            await self._take_back(sender)
        elif keeps and not held.version and sender not in self._later:
            await self._write_whole(sender, held)
        elif keeps:
            self._later.setdefault(sender, Later(held)).add(events, slots)
            await self._write(sender)

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
        if self.database is None:
            return
        if not agreed:
            await self._take_back(sender)
        elif not held.version and held.history.turns:
            await self._write_whole(sender, held)

    async def delete(self, sender: str) -> None:
        """Erase all of it. Raises AwayError when the database cannot, now."""
        self._held.pop(sender, None)
        self._later.pop(sender, None)
        if self.database is not None:
            await self._patient.call(self.database.delete, sender, self._gone(sender))

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
        for sender, later in list(self._later.items()):
            await self._add(sender, later)
            if later.done and self._later.get(sender) is later:
                del self._later[sender]

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
            if sender not in self._later:
                del self._held[sender]

    async def _current(self, sender: str) -> Optional[Held]:
        """The conversation as it stands now, read again if another process wrote it."""
        held = self._held.get(sender)
        mine = held is not None and (not self.shared or sender in self._later)
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

    async def _write_whole(self, sender: str, held: Held) -> None:
        """What was said before the runner agreed goes with it."""
        later = self._later[sender] = Later(held)
        for number, turn in enumerate(held.history.turns):
            later.add(turn, None if number else held.history.slots)
        await self._write(sender)

    async def _write(self, sender: str) -> None:
        """Write what is waiting of one conversation; try again later if need be."""
        later = self._later[sender]
        await self._add(sender, later)
        if later.done:
            self._later.pop(sender, None)
        elif self._writing is None or self._writing.done():
            self._writing = asyncio.ensure_future(self._write_later())

    async def _add(self, sender: str, later: Later) -> None:
        assert self.database is not None  # noqa: S101 - for the type checker
        try:
            while not later.done:
                turn = self._turn(sender, later)
                try:
                    await self._patient.call(self.database.add, turn)
                    later.written(turn.number)
                except ChangedMeanwhileError:
                    logger.warning("a conversation was written by two processes")
                    stored = await self._patient.call(self.database.read, sender, -1)
                    later.after_another(stored.version if stored else 0)
                    self._held.pop(sender, None)  # next time with both
        except AwayError:
            return

    def _turn(self, sender: str, later: Later) -> NewTurn:
        events, slots = later.next
        number = later.held.version + 1
        dicts = [event.as_dict() for event in events]
        bodies: List[str] = []
        if self._settings.outbox:
            bodies = [json.dumps({"sender_id": sender, **each}) for each in dicts]
        tail = max(1, number - FEWEST_TURNS + 1)
        return NewTurn(sender, number, dicts, slots, tail, bodies)

    async def _write_later(self) -> None:
        while self._later:
            await asyncio.sleep(RETRY_SECONDS)
            await self.write_all()

    async def _take_back(self, sender: str) -> None:
        """The runner does not agree any more: it stays in memory only."""
        assert self.database is not None  # noqa: S101 - for the type checker
        self._later.pop(sender, None)
        self._hold(sender).version = 0
        await self._patient.call(self.database.delete, sender, self._gone(sender))

    def _gone(self, sender: str) -> str:
        """What readers of the events are told, so that they delete it too."""
        if not self._settings.outbox:
            return ""
        return json.dumps({"event": "deleted", "sender_id": sender})


def _held(stored: Stored) -> Held:
    slots: Optional[Slots] = stored.slots
    turns: List[List[Event]] = [deserialise_events(each) for each in stored.turns]
    return Held(History(slots, turns), version=stored.version, agreed=True)
