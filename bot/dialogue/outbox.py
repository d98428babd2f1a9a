"""Carries events from the outbox to a broker: each at least once, in order, or later.

They were written in the same transaction as their turn, so a broker that is away
delays no answer and loses nothing. A consumer tells a repeat by `id`. Only what a
runner agreed to keep is ever there; when they delete it, a `deleted` event follows.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time

from bot.dialogue.brokers import DELIVERY_SECONDS, Broker, BrokerError
from bot.dialogue.connections import DatabaseError
from bot.dialogue.database import Database

logger = logging.getLogger(__name__)

AT_ONCE = 200
PAUSE_SECONDS = 0.5
AWAY_SECONDS = 5.0
TAKEN_SECONDS = 60.0  # then another process may send what this one took


class Relay:
    """Sends what is in the outbox, in a thread, until stopped."""

    def __init__(self, database: Database, broker: Broker) -> None:
        self._database = database
        self._broker = broker
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="outbox")
        self.problem = ""

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    async def stop(self) -> None:
        """End after what is being sent; the rest waits for the next start."""
        self._stopped.set()
        await asyncio.to_thread(self._thread.join, DELIVERY_SECONDS)

    def send_some(self) -> int:
        """One round; how many events arrived. Raises BrokerError or DatabaseError."""
        taken = self._database.unsent(AT_ONCE, time.time() - TAKEN_SECONDS)
        if not taken:
            return 0
        try:
            self._broker.send(taken)
        except BrokerError:
            self._database.untake([id_ for id_, _ in taken])
            raise
        self._database.sent([id_ for id_, _ in taken])
        return len(taken)

    def _run(self) -> None:
        pause = PAUSE_SECONDS
        while not self._stopped.wait(pause):
            try:
                full = self.send_some() == AT_ONCE
                pause = 0.0 if full else PAUSE_SECONDS
                self.problem = ""
            except (BrokerError, DatabaseError) as error:
                if not self.problem:
                    logger.error("events wait in the outbox: %s", error)
                self.problem = f"events wait in the outbox: {error}"
                pause = AWAY_SECONDS
        self._broker.close()
