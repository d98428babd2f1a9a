"""One turn of a conversation at a time, in this process and among several.

In the process, turns wait in the order they came. Among processes a key in Redis is
taken and given back atomically; it is renewed while the turn runs and ends by itself
soon after a process was killed. Without Redis turns still take place, one at a time in
each process: refusing them would be worse.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from contextlib import asynccontextmanager
from typing import Any, AsyncGenerator, Dict, Optional

from rasa.core.lock_store import LockStore
from redis import asyncio as redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

LIFETIME_SECONDS = 6.0  # of a key that nobody renews
RENEW_SECONDS = 2.0
POLL_SECONDS = 0.02
SOCKET_SECONDS = 0.5
REST_SECONDS = 5.0
LONGEST_SECONDS = 60.0  # a turn that takes longer lets the next one pass
PREFIX = "backstride:turn:"
# Only whoever holds the key may give it back, or keep it.
GIVE_BACK = """
if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end
return 0
"""
KEEP = """
if redis.call('get', KEYS[1]) == ARGV[1] then
  return redis.call('pexpire', KEYS[1], ARGV[2])
end
return 0
"""


class Locks(LockStore):
    """`lock` is all that Rasa's agent calls. `problem` says why it is degraded."""

    def __init__(self, redis_url: str = "") -> None:
        """Nothing is connected yet."""
        self._url = redis_url
        self._redis: Any = None
        self._away_until = 0.0
        self._local: Dict[str, asyncio.Lock] = {}
        self.problem = ""

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LONGEST_SECONDS,
        wait_time_in_seconds: float = POLL_SECONDS,
    ) -> AsyncGenerator[None, None]:
        """Hold the conversation; wait at most `lock_lifetime` for another turn."""
        local = self._local.setdefault(conversation_id, asyncio.Lock())
        mine = await _taken(local, lock_lifetime)
        try:
            async with self._among_processes(conversation_id, lock_lifetime):
                yield
        finally:
            if mine:
                local.release()
            if not local.locked() and not _is_awaited(local):
                self._local.pop(conversation_id, None)

    @asynccontextmanager
    async def _among_processes(
        self, conversation_id: str, patience: float
    ) -> AsyncGenerator[None, None]:
        key = PREFIX + conversation_id
        token = await self._take(key, patience) if self._url else ""
        if not token:
            yield
            return
        renewing = asyncio.ensure_future(self._renew(key, token))
        try:
            yield
        finally:
            renewing.cancel()
            await self._ask("eval", GIVE_BACK, 1, key, token)

    async def check(self) -> None:
        """Ask Redis, so that `problem` is up to date."""
        if self._url:
            await self._ask("ping")

    async def _take(self, key: str, patience: float) -> str:
        """The token that the key is held by; "" when Redis is away, or time is up."""
        token, until = secrets.token_hex(8), time.monotonic() + patience
        milliseconds = int(LIFETIME_SECONDS * 1000)
        while time.monotonic() < until:
            taken = await self._ask("set", key, token, nx=True, px=milliseconds)
            if taken:
                return token
            if self.problem:
                return ""
            await asyncio.sleep(POLL_SECONDS)
        return ""

    async def _renew(self, key: str, token: str) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            milliseconds = int(LIFETIME_SECONDS * 1000)
            await self._ask("eval", KEEP, 1, key, token, milliseconds)

    async def _ask(self, command: str, *arguments: Any, **options: Any) -> Any:
        """What Redis answers; None while it is away."""
        if time.monotonic() < self._away_until:
            return None
        if self._redis is None:
            self._redis = redis.Redis.from_url(
                self._url,
                socket_timeout=SOCKET_SECONDS,
                socket_connect_timeout=SOCKET_SECONDS,
            )
        try:
            answer = await getattr(self._redis, command)(*arguments, **options)
        except (RedisError, OSError, asyncio.TimeoutError) as error:
            self._failed(type(error).__name__)
            return None
        if self.problem:
            logger.warning("Redis is back")
        self.problem = ""
        return answer

    def _failed(self, why: str) -> None:
        if not self.problem:
            logger.error("Redis is away (%s): locks hold in this process only", why)
        self.problem = f"Redis: {why}; locks hold in each process only"
        self._away_until = time.monotonic() + REST_SECONDS


async def _taken(local: asyncio.Lock, patience: float) -> bool:
    """Whether it was taken; a turn before that takes too long is passed."""
    try:
        await asyncio.wait_for(local.acquire(), patience)
    except asyncio.TimeoutError:
        logger.error("a turn took over %s s; the next one goes ahead", patience)
        return False
    return True


def _is_awaited(local: asyncio.Lock) -> bool:
    waiters: Optional[Any] = getattr(local, "_waiters", None)
    return bool(waiters)
