"""Carries events from the outbox to Kafka: each at least once, in order, or later.

They were written in the same transaction as their turn, so a broker that is away
delays no answer and loses nothing. A consumer tells a repeat by `id`. Only what a
runner agreed to keep is ever there; when they delete it, a `deleted` event follows.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
from typing import Any, List, Sequence, Tuple
from urllib.parse import urlsplit

from confluent_kafka import KafkaException, Producer

from bot.dialogue.database import Database, DatabaseError

logger = logging.getLogger(__name__)

AT_ONCE = 200
PAUSE_SECONDS = 0.5
AWAY_SECONDS = 5.0
TAKEN_SECONDS = 60.0  # then another process may send what this one took
DELIVERY_SECONDS = 10.0
TOPIC = "backstride"

Message = Tuple[int, str]


class BrokerError(RuntimeError):
    """The broker did not take all of it; what it did take may come again."""


class Kafka:
    """`kafka://host:port,host:port/topic`. Blocks: for a thread of its own."""

    def __init__(self, url: str, **options: Any) -> None:
        """Connects when something is sent."""
        parts = urlsplit(url)
        self._topic = parts.path.strip("/") or TOPIC
        self._producer = Producer(
            {
                "bootstrap.servers": parts.netloc,
                "client.id": "backstride",
                "enable.idempotence": True,
                "message.timeout.ms": int(DELIVERY_SECONDS * 1000),
                "log_level": 0,
                **options,
            }
        )

    def send(self, messages: Sequence[Message]) -> None:
        """All of them, in order; returns once the broker has them. BrokerError."""
        failed: List[str] = []

        def delivered(error: Any, _message: Any) -> None:
            if error is not None:
                failed.append(str(error.name()))

        for id_, body in messages:
            event = {"id": id_, **json.loads(body)}
            try:
                self._producer.produce(
                    self._topic,
                    json.dumps(event),
                    key=str(event.get("sender_id", "")),  # one conversation, one order
                    on_delivery=delivered,
                )
            except (KafkaException, BufferError) as error:
                failed.append(type(error).__name__)
        left = self._producer.flush(DELIVERY_SECONDS + 1)
        if failed or left:
            raise BrokerError(failed[0] if failed else "no answer in time")


class Relay:
    """Sends what is in the outbox, in a thread, until stopped."""

    def __init__(self, database: Database, broker: Kafka) -> None:
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
