"""Events to RabbitMQ: durable, in order, each confirmed by the server.

A fanout exchange and a queue of one name are made if they are not there, so that
nothing is lost before the first consumer comes. The library comes with Rasa and is
asynchronous: it runs here in a loop of its own, for the time of a batch.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any, List, Optional, Sequence, Tuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import aio_pika
from aio_pika.exceptions import AMQPError
from aiormq.exceptions import AMQPException

from bot.dialogue import brokers
from bot.dialogue.brokers import DEFAULT_NAME, BrokerError, Message

# Nobody answers the server's heartbeats between batches, so an older one is not used.
FRESH_SECONDS = 20.0
_FAILURES = (AMQPError, AMQPException, OSError, RuntimeError, asyncio.TimeoutError)


class RabbitMQ:
    """`amqp://user:password@host:port/vhost?name=backstride`, or `amqps://`."""

    def __init__(self, url: str) -> None:
        """Connects when something is sent."""
        self._url, self._name = _without_name(url)
        self._loop = asyncio.new_event_loop()
        self._connection: Optional[Any] = None
        self._exchange: Optional[Any] = None
        self._used = 0.0

    def send(self, messages: Sequence[Message]) -> None:
        """All of them, in order; returns once the server has them. BrokerError."""
        try:
            self._run(self._send(messages))
            self._used = time.monotonic()
        except _FAILURES as error:
            self._leave()
            raise BrokerError(type(error).__name__) from None

    def close(self) -> None:
        """Leave the server."""
        self._leave()
        self._loop.close()

    async def _send(self, messages: Sequence[Message]) -> None:
        exchange = await self._ready()
        sending = [exchange.publish(_message(*each), "") for each in messages]
        await asyncio.gather(*sending)  # each returns when it is confirmed

    async def _ready(self) -> Any:
        stale = time.monotonic() - self._used > FRESH_SECONDS
        if self._connection is None or stale or self._connection.is_closed:
            await self._close()
            self._connection = await aio_pika.connect(self._url)
            self._exchange = await self._declared(self._connection)
        return self._exchange

    async def _declared(self, connection: Any) -> Any:
        channel = await connection.channel(on_return_raises=True)
        exchange = await channel.declare_exchange(
            self._name, aio_pika.ExchangeType.FANOUT, durable=True
        )
        queue = await channel.declare_queue(self._name, durable=True)
        await queue.bind(exchange)
        return exchange

    async def _close(self) -> None:
        if self._connection is not None and not self._connection.is_closed:
            await self._connection.close()
        self._connection = None

    def _leave(self) -> None:
        try:
            self._run(self._close())
        except _FAILURES:
            self._connection = None

    def _run(self, work: Any) -> None:
        limited = asyncio.wait_for(work, brokers.DELIVERY_SECONDS)
        self._loop.run_until_complete(limited)


def _message(id_: int, body: str) -> aio_pika.Message:
    event = {"id": id_, **json.loads(body)}
    return aio_pika.Message(
        json.dumps(event).encode(),
        content_type="application/json",
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        message_id=str(id_),
        app_id="backstride",
    )


def _without_name(url: str) -> Tuple[str, str]:
    """The URL as the library takes it, and the name of exchange and queue."""
    parts = urlsplit(url)
    query: List[Tuple[str, str]] = parse_qsl(parts.query)
    name = dict(query).get("name", DEFAULT_NAME)
    rest = urlencode([pair for pair in query if pair[0] != "name"])
    return urlunsplit(parts._replace(query=rest)), name
