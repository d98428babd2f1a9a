"""Other websites and a reverse proxy, as small real servers."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import aiohttp
from aiohttp import web

from tests.channels.serving import free_port

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
CLUB_PORT = free_port()  # where a club has its website
HOP = {"connection", "transfer-encoding", "content-encoding", "content-length"}


@contextmanager
def serving(handler: Handler, port: int = 0) -> Iterator[str]:
    """Serve until the end of the block; gives the address with a slash."""
    port = port or free_port()
    loop = asyncio.new_event_loop()
    app = web.Application(client_max_size=2_000_000)
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.2)

    async def start() -> None:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()

    loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def page(html: str, policy: str = "") -> Handler:
    """A website of one page, with a policy of its own."""
    headers = {"Content-Security-Policy": policy} if policy else {}

    async def handle(request: web.Request) -> web.StreamResponse:
        if request.path != "/":
            return web.Response(status=404)
        return web.Response(text=html, content_type="text/html", headers=headers)

    return handle


def proxy(behind: str, prefix: str) -> Handler:
    """Passes everything under `prefix` on to `behind`, sockets too, without it."""

    async def handle(request: web.Request) -> web.StreamResponse:
        if not request.path.startswith(prefix):
            return web.Response(status=404)
        url = behind + request.path_qs[len(prefix) :]
        headers = {
            name: value
            for name, value in request.headers.items()
            if name.lower() not in HOP | {"host"}
        }
        headers["X-Forwarded-Host"] = request.host
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return await _socket(request, url, headers)
        async with (
            aiohttp.ClientSession(auto_decompress=True) as session,
            session.request(
                request.method, url, headers=headers, data=await request.read()
            ) as answer,
        ):
            kept = {k: v for k, v in answer.headers.items() if k.lower() not in HOP}
            return web.Response(
                status=answer.status, body=await answer.read(), headers=kept
            )

    return handle


async def _socket(
    request: web.Request, url: str, headers: dict[str, str]
) -> web.StreamResponse:
    outer = web.WebSocketResponse()
    await outer.prepare(request)
    own = {k: v for k, v in headers.items() if not k.lower().startswith("sec-")}
    own.pop("Upgrade", None)
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(url.replace("http", "ws", 1), headers=own) as inner,
    ):

        async def pump(source: object, sink: object) -> None:
            async for message in source:  # type: ignore[attr-defined]
                if message.type is not aiohttp.WSMsgType.TEXT:
                    break
                await sink.send_str(message.data)  # type: ignore[attr-defined]
            await sink.close()  # type: ignore[attr-defined]

        await asyncio.gather(pump(outer, inner), pump(inner, outer))
    return outer
