"""Events reach Kafka after their turn: once when all is well, later when it is not.

The broker is the one that librdkafka carries for tests: its own protocol over TCP.
"""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Consumer, Producer

from bot.dialogue import brokers, outbox
from bot.dialogue.brokers import BrokerError
from bot.dialogue.database import Database, NewTurn
from bot.dialogue.outbox import Relay
from bot.dialogue.to_kafka import Kafka

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def broker() -> Iterator[str]:
    """host:port of a broker that lives as long as the producer that made it."""
    made = Producer({"test.mock.num.brokers": 1, "log_level": 0})
    found = made.list_topics(timeout=10).brokers
    yield ",".join(f"{each.host}:{each.port}" for each in found.values())
    del made


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(f"sqlite:///{tmp_path}/c.db")


def talk(database: Database, turns: int) -> None:
    for number in range(1, turns + 1):
        bodies = [
            json.dumps({"sender_id": "a", "event": "user", "n": 2 * number + each})
            for each in range(2)
        ]
        database.add(NewTurn("a", number, [], bodies=bodies))


def arrived(broker: str, topic: str, number: int) -> list[dict[str, Any]]:
    consumer = Consumer(
        {
            "bootstrap.servers": broker,
            "group.id": topic,
            "auto.offset.reset": "earliest",
        }
    )
    consumer.subscribe([topic])
    got: list[dict[str, Any]] = []
    until = time.monotonic() + 40
    while len(got) < number and time.monotonic() < until:
        message = consumer.poll(0.5)
        if message is not None and message.error() is None:
            got.append(json.loads(message.value()))
    consumer.close()
    return got


def test_each_event_once_and_in_order(broker: str, database: Database) -> None:
    talk(database, 10)
    relay = Relay(database, Kafka(f"kafka://{broker}/orderly"))
    assert relay.send_some() == 20
    assert relay.send_some() == 0
    assert database.waiting() == 0
    got = arrived(broker, "orderly", 20)
    assert [each["n"] for each in got] == list(range(2, 22))
    assert len({each["id"] for each in got}) == 20


async def test_a_broker_that_is_away_loses_nothing(
    broker: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brokers, "DELIVERY_SECONDS", 1.0)
    monkeypatch.setattr(outbox, "PAUSE_SECONDS", 0.05)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        closed = probe.getsockname()[1]
    talk(database, 3)
    away = Relay(database, Kafka(f"kafka://127.0.0.1:{closed}/later"))
    with pytest.raises(BrokerError):
        away.send_some()
    assert database.waiting() == 6
    back = Relay(database, Kafka(f"kafka://{broker}/later"))
    back.start()
    for _ in range(200):
        if not database.waiting():
            break
        await asyncio.sleep(0.05)
    await back.stop()
    assert not back.problem
    assert [each["n"] for each in arrived(broker, "later", 6)] == list(range(2, 8))
