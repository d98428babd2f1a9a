"""How Slack brings what happened: signed HTTP with three retries, or a socket."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import time
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import WSMsgType, web

ACKNOWLEDGED_WITHIN = 3.0


class Deliveries:
    """Over the socket when one is open, else to `url`. `again`: pretend no answer."""

    def __init__(self, standin: Any, secret: str) -> None:
        self.url = ""
        self.again = 0  # how many of the next deliveries are repeated though taken
        self.log: list[tuple[str, int]] = []  # "events_api", HTTP status (0: no answer)
        self.acknowledged: list[str] = []
        self.sockets: list[web.WebSocketResponse] = []
        self._standin = standin
        self._secret = secret
        self._numbers = itertools.count(1)

    def send(self, kind: str, payload: dict[str, Any]) -> None:
        self._standin.soon(self._send(kind, payload))

    async def _send(self, kind: str, payload: dict[str, Any]) -> None:
        for number in range(4):  # once, and three retries
            waits = (0.2, 0.4, 0.8, 0)[number]  # really: at once, a minute, five
            if self.sockets:
                taken = await self._by_socket(kind, payload, number)
            else:
                taken = await self._by_http(kind, payload, number) == 200
            if taken and not self.again:
                return
            self.again = max(0, self.again - 1)
            if kind != "events_api":
                return  # nothing else is ever repeated
            await asyncio.sleep(waits)

    async def _by_http(self, kind: str, payload: dict[str, Any], number: int) -> int:
        headers = {}
        if number:
            headers = {
                "X-Slack-Retry-Num": str(number),
                "X-Slack-Retry-Reason": ("http_timeout", "http_error")[number % 2],
            }
        status, _ = await self.post(kind, payload, headers)
        self.log.append((kind, status))
        return status

    async def post(
        self,
        kind: str,
        payload: dict[str, Any],
        headers: dict[str, str] | None = None,
        *,
        media: str = "",
    ) -> tuple[int, str]:
        """One signed delivery; status and text of the answer."""
        if kind == "events_api":
            body, type_ = json.dumps(payload), "application/json"
        else:
            form = payload if kind == "slash_commands" else {
                "payload": json.dumps(payload)
            }  # fmt: skip
            body, type_ = urlencode(form), "application/x-www-form-urlencoded"
        signed = {**self.signature(body), "Content-Type": media or type_}
        timeout = aiohttp.ClientTimeout(total=ACKNOWLEDGED_WITHIN)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(
                    self.url, data=body.encode(), headers={**signed, **(headers or {})}
                ) as done,
            ):
                return done.status, await done.text()
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return 0, ""

    def signature(self, body: str, stamp: int | None = None) -> dict[str, str]:
        """The headers that sign a body."""
        when = str(stamp if stamp is not None else int(time.time()))
        base = f"v0:{when}:{body}".encode()
        digest = hmac.new(self._secret.encode(), base, hashlib.sha256).hexdigest()
        return {
            "X-Slack-Request-Timestamp": when,
            "X-Slack-Signature": f"v0={digest}",
        }

    async def _by_socket(self, kind: str, payload: dict[str, Any], number: int) -> bool:
        id_ = f"env-{next(self._numbers)}"
        envelope = {"type": kind, "envelope_id": id_, "payload": payload,
                    "accepts_response_payload": False}  # fmt: skip
        if number:
            envelope |= {"retry_attempt": number, "retry_reason": "timeout"}
        await self.sockets[-1].send_str(json.dumps(envelope))
        end = time.monotonic() + ACKNOWLEDGED_WITHIN
        while id_ not in self.acknowledged and time.monotonic() < end:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        return id_ in self.acknowledged

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str(json.dumps({"type": "hello", "num_connections": 1}))
        self.sockets.append(socket)
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self.acknowledged.append(json.loads(message.data)["envelope_id"])
        finally:
            self.sockets.remove(socket)
        return socket

    async def hang_up(self) -> None:
        """As Slack does with its sockets every few hours."""
        for socket in list(self.sockets):
            await socket.send_str(
                json.dumps({"type": "disconnect", "reason": "refresh_requested"})
            )
            await socket.close()
