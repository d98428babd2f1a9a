"""Which websites may talk to this server: its own, and those of BACKSTRIDE_ORIGINS."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

VARIABLE = "BACKSTRIDE_ORIGINS"
ANY = "*"
GUARDED = "/webhooks/"
_HOUR = "3600"


class Origins:
    """An allow-list of origins such as https://club.example."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        """`*` allows every site."""
        self.allowed = frozenset(each.rstrip("/").lower() for each in allowed)

    @classmethod
    def from_environment(cls) -> Origins:
        """BACKSTRIDE_ORIGINS, separated by commas or spaces."""
        return cls(os.environ.get(VARIABLE, "").replace(",", " ").split())

    def allow(self, origin: str, headers: Mapping[str, str]) -> bool:
        """Whether a page from `origin` may talk to the host it names in `headers`."""
        if not origin or headers.get("sec-fetch-site") == "same-origin":
            return True  # not a page at all, or one of ours: a page cannot forge that
        if ANY in self.allowed or origin.lower() in self.allowed:
            return True
        hosts = (headers.get("host"), headers.get("x-forwarded-host"))
        ours = {
            host.split(",")[0].strip().lower()
            for host in hosts
            if host  # as the proxy got it, if there is one
        }
        return origin.lower().partition("://")[2] in ours

    def allow_socket(self, origin: str, environ: Mapping[str, Any]) -> bool:
        """The same for engine.io, which gives headers as WSGI names them."""
        headers = {
            name[5:].replace("_", "-").lower(): str(value)
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        return self.allow(origin, headers)

    def guard(self, app: Sanic) -> None:
        """Refuse other sites at the channels' addresses, and let ours read replies."""
        app.register_middleware(self._before, "request")
        app.register_middleware(self._after, "response")  # type: ignore[arg-type]

    async def _before(self, request: Request) -> HTTPResponse | None:
        origin = request.headers.get("origin", "")
        if not request.path.startswith(GUARDED):
            return None
        if not self.allow(origin, request.headers):
            problem = f"{origin} may not talk to this server: add it to {VARIABLE}."
            return response.json({"error": problem}, status=403)
        if request.method == "OPTIONS" and origin:
            return response.empty()
        return None

    async def _after(self, request: Request, answer: HTTPResponse) -> None:
        origin = request.headers.get("origin", "")
        if not origin or not request.path.startswith(GUARDED):
            return
        answer.headers["Vary"] = "Origin"
        if self.allow(origin, request.headers):
            answer.headers["Access-Control-Allow-Origin"] = origin
            answer.headers["Access-Control-Allow-Methods"] = "GET, POST"
            answer.headers["Access-Control-Allow-Headers"] = "Content-Type"
            answer.headers["Access-Control-Max-Age"] = _HOUR
