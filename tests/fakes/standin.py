"""What both stand-ins share: a server on loopback, waiting, limits on impatience."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from aiohttp import web
from typing_extensions import Self

T = TypeVar("T")


class StandIn:
    """An aiohttp server. `away` makes it hang up on every call.

    While `confirms` is cleared, calls are done, and people see it, but not answered.
    """

    def __init__(self) -> None:
        self.away = False
        self.confirms = asyncio.Event()
        self.confirms.set()
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.impatient = 0  # calls made before Retry-After had passed
        self._limits: dict[str, tuple[float, int]] = {}
        self._free: dict[str, float] = {}
        self._runner: web.AppRunner | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self.url = ""

    def routes(self) -> list[web.RouteDef]:
        raise NotImplementedError

    async def start(self, port: int = 0) -> None:
        app = web.Application(client_max_size=50_000_000)
        app.add_routes(self.routes())
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"

    async def stop(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()

    def limit(self, method: str, seconds: int = 1) -> None:
        """The next call of that method is told to wait."""
        self._limits[method] = (0.0, seconds)

    def waits(self, method: str) -> int:
        """Seconds this call has to wait; 0 when it may go on."""
        if method in self._limits:
            _, seconds = self._limits.pop(method)
            self._free[method] = time.monotonic() + seconds
            return seconds
        left = self._free.get(method, 0.0) - time.monotonic()
        if left > 0:
            self.impatient += 1
            return max(1, round(left))
        return 0

    def soon(self, work: Any) -> asyncio.Task[Any]:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def named(self, method: str) -> list[dict[str, Any]]:
        """The parameters of the calls of that method."""
        return [given for name, given in self.calls if name == method]


def hang_up(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response(status=500)


async def parameters(request: web.Request) -> dict[str, Any]:
    """JSON, form or multipart, as the real servers take them."""
    if request.content_type == "application/json":
        found = await request.json()
        assert isinstance(found, dict)
        return found
    given: dict[str, Any] = dict(request.query)
    for name, value in (await request.post()).items():
        given[name] = value.file.read() if isinstance(value, web.FileField) else value
    return given


async def eventually(found: Callable[[], T], seconds: float = 20.0) -> T:
    """Its result, as soon as that is true."""
    end = time.monotonic() + seconds
    while not (result := found()):
        assert time.monotonic() < end, "it never came"
        await asyncio.sleep(0.02)
    return result


async def quiet(seconds: float = 0.4) -> None:
    """Time for something that must not come to come."""
    await asyncio.sleep(seconds)


class Threaded:
    """A stand-in in a thread, so that tests of a served bot can block."""

    def __init__(self, standin: StandIn) -> None:
        self.standin = standin
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self.do(self.standin.start())
        return self

    def __exit__(self, *error: object) -> None:
        self.do(self.standin.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def do(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def call(self, function: Callable[..., T], *arguments: Any, **named: Any) -> T:
        async def run() -> T:
            return function(*arguments, **named)

        return self.do(run())

    def eventually(self, found: Callable[[], T], seconds: float = 30.0) -> T:
        return self.do(eventually(found, seconds))


def serve(standin: StandIn, arguments: argparse.Namespace, says: str) -> None:
    """Until it is stopped."""

    async def run() -> None:
        await standin.start(arguments.port)
        print(says.format(url=standin.url), flush=True)
        await asyncio.Event().wait()

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run())


def answer(value: Any, status: int = 200) -> web.Response:
    return web.Response(
        text=json.dumps(value, ensure_ascii=False),
        status=status,
        content_type="application/json",
    )
