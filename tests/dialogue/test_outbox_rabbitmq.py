"""Events reach a real RabbitMQ, which is killed and started in between."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aio_pika
import pytest

from bot.dialogue import brokers, outbox
from bot.dialogue.brokers import BrokerError, broker_for
from bot.dialogue.database import Database, NewTurn
from bot.dialogue.outbox import Relay
from bot.dialogue.settings import Settings, SettingsError
from tests.dialogue.rabbitmq import RabbitMQ

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server() -> Iterator[RabbitMQ]:
    with tempfile.TemporaryDirectory(prefix="backstride-") as folder:
        made = RabbitMQ(Path(folder))
        try:
            made.start()
            yield made
        finally:
            made.close()


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(f"sqlite:///{tmp_path}/c.db")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(outbox, "AWAY_SECONDS", 0.2)


def talk(database: Database, first: int, last: int) -> None:
    for number in range(first, last + 1):
        body = json.dumps({"sender_id": "a", "event": "user", "n": number})
        database.add(NewTurn("a", number, [], bodies=[body]))


async def arrived(url: str, name: str) -> list[dict[str, Any]]:
    """All that is in the queue."""
    connection = await aio_pika.connect(url)
    channel = await connection.channel()
    queue = await channel.declare_queue(name, durable=True)
    got = []
    while message := await queue.get(fail=False):
        await message.ack()
        assert message.delivery_mode == aio_pika.DeliveryMode.PERSISTENT
        got.append(json.loads(message.body))
    await connection.close()
    return got


async def until_empty(database: Database) -> None:
    for _ in range(1200):
        if not database.waiting():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("events are left in the outbox")


async def test_each_event_once_and_in_order(
    server: RabbitMQ, database: Database
) -> None:
    talk(database, 1, 150)
    broker = broker_for(f"{server.url}?name=orderly")
    relay = Relay(database, broker)
    assert await asyncio.to_thread(relay.send_some) == 150
    assert await asyncio.to_thread(relay.send_some) == 0
    await asyncio.to_thread(broker.close)
    got = await arrived(server.url, "orderly")
    assert [each["n"] for each in got] == list(range(1, 151))
    assert len({each["id"] for each in got}) == 150


async def test_a_server_killed_and_back_loses_nothing(
    server: RabbitMQ, database: Database
) -> None:
    """What was confirmed before is still there, what came meanwhile follows."""
    relay = Relay(database, broker_for(f"{server.url}?name=killed"))
    relay.start()
    talk(database, 1, 20)
    await until_empty(database)
    server.stop()
    talk(database, 21, 40)
    for _ in range(600):
        if relay.problem:
            break
        await asyncio.sleep(0.05)
    assert "events wait in the outbox" in relay.problem
    assert database.waiting() == 20
    await asyncio.to_thread(server.start)
    await until_empty(database)
    await relay.stop()
    assert not relay.problem
    ids = [each["id"] for each in await arrived(server.url, "killed")]
    assert ids == sorted(set(ids))
    assert len(ids) == 40


async def test_an_old_connection_is_not_trusted(
    server: RabbitMQ, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody answered its heartbeats."""
    monkeypatch.setattr("bot.dialogue.to_rabbitmq.FRESH_SECONDS", 0.0)
    broker = broker_for(f"{server.url}?name=stale")
    for number in (1, 2, 3):
        event = json.dumps({"n": number})
        await asyncio.to_thread(broker.send, [(number, event)])
    await asyncio.to_thread(broker.close)
    assert [each["n"] for each in await arrived(server.url, "stale")] == [1, 2, 3]


def test_nobody_there_keeps_everything(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Runs without a server, too."""
    monkeypatch.setattr(brokers, "DELIVERY_SECONDS", 2.0)
    talk(database, 1, 3)
    broker = broker_for("amqp://guest:guest@127.0.0.1:9/")
    with pytest.raises(BrokerError):
        Relay(database, broker).send_some()
    broker.close()
    assert database.waiting() == 3


def test_a_wrong_password_is_said_without_it(server: RabbitMQ) -> None:
    broker = broker_for(server.url.replace("guest:guest", "guest:secret"))
    with pytest.raises(BrokerError) as error:
        broker.send([(1, "{}")])
    broker.close()
    assert "secret" not in str(error.value)


@pytest.mark.parametrize("url", ["rabbit://x", "localhost:5672", "http://x"])
def test_another_kind_of_broker_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="amqp://"):
        Settings.from_environment({"BACKSTRIDE_EVENTS_URL": url})
