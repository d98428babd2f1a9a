"""Writes conversations down, in order, and tries again while the database is away."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import OrderedDict
from typing import Callable, List, Optional

from rasa.shared.core.events import Event

from bot.dialogue.database import ChangedMeanwhileError, Database, NewTurn
from bot.dialogue.held import Held, Later
from bot.dialogue.history import FEWEST_TURNS, Slots
from bot.dialogue.threads import AwayError, Patient

logger = logging.getLogger(__name__)

RETRY_SECONDS = 1.0


class Writer:
    """Keeps what is still to be written. `forget` makes the store read anew."""

    def __init__(
        self,
        database: Database,
        patient: Patient,
        forget: Callable[[str], None],
        outbox: str,
    ) -> None:
        """Writes to the outbox too, if there is a broker to carry it to."""
        self._database = database
        self._patient = patient
        self._forget = forget
        self._outbox = bool(outbox)
        self._later: OrderedDict[str, Later] = OrderedDict()
        self._writing: Optional[asyncio.Task[None]] = None

    @property
    def waiting(self) -> int:
        """How many conversations are still to be written."""
        return len(self._later)

    def waits(self, sender: str) -> bool:
        """Whether something of this one is still to be written."""
        return sender in self._later

    async def whole(self, sender: str, held: Held) -> None:
        """What was said before the runner agreed goes with it."""
        later = self._later[sender] = Later(held)
        for number, turn in enumerate(held.history.turns):
            later.add(turn, None if number else held.history.slots)
        await self._write(sender)

    async def add(
        self, sender: str, held: Held, events: List[Event], slots: Optional[Slots]
    ) -> None:
        """One more turn; `slots` if the history was cut before it."""
        self._later.setdefault(sender, Later(held)).add(events, slots)
        await self._write(sender)

    async def delete(self, sender: str) -> None:
        """Every row of it. Raises AwayError."""
        self._later.pop(sender, None)
        await self._patient.call(self._database.delete, sender, self._gone(sender))

    async def write_all(self) -> None:
        """One attempt to write what is waiting."""
        for sender, later in list(self._later.items()):
            await self._add(sender, later)
            if later.done and self._later.get(sender) is later:
                del self._later[sender]

    async def _write(self, sender: str) -> None:
        """Write what is waiting of one conversation; try again later if need be."""
        later = self._later[sender]
        await self._add(sender, later)
        if later.done:
            self._later.pop(sender, None)
        elif self._writing is None or self._writing.done():
            self._writing = asyncio.ensure_future(self._write_later())

    async def _add(self, sender: str, later: Later) -> None:
        try:
            while not later.done:
                turn = self._turn(sender, later)
                try:
                    await self._patient.call(self._database.add, turn)
                    later.written(turn.number)
                except ChangedMeanwhileError:
                    logger.warning("a conversation was written by two processes")
                    stored = await self._patient.call(self._database.read, sender, -1)
                    later.after_another(stored.version if stored else 0)
                    self._forget(sender)  # next time with both
        except AwayError:
            return

    def _turn(self, sender: str, later: Later) -> NewTurn:
        events, slots = later.next
        number = later.held.version + 1
        dicts = [event.as_dict() for event in events]
        bodies: List[str] = []
        if self._outbox:
            bodies = [json.dumps({"sender_id": sender, **each}) for each in dicts]
        tail = max(1, number - FEWEST_TURNS + 1)
        return NewTurn(sender, number, dicts, slots, tail, bodies)

    async def _write_later(self) -> None:
        while self._later:
            await asyncio.sleep(RETRY_SECONDS)
            await self.write_all()

    def _gone(self, sender: str) -> str:
        """What readers of the events are told, so that they delete it too."""
        if not self._outbox:
            return ""
        return json.dumps({"event": "deleted", "sender_id": sender})
