"""`/widget.js`: the chat that any website can put up with one script tag.

The file in `dist/` is built from `src/` (see README.md there) and is kept in the
repository, so that serving it needs no Node.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

DIST = Path(__file__).parent / "dist"
FILES = {
    "widget.js": "text/javascript; charset=utf-8",
    "widget.licences.txt": "text/plain; charset=utf-8",
}
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "cross-origin",  # for any site that wants it
    "Access-Control-Allow-Origin": "*",  # so that a page may pin it with `integrity`
    "Cache-Control": "no-cache",  # asked for anew, and answered 304 when unchanged
    "Vary": "Accept-Encoding",
}


@dataclass(frozen=True)
class Built:
    """A built file as it goes over the wire."""

    content: bytes
    zipped: bytes
    tag: str
    type: str

    @classmethod
    def read(cls, name: str) -> Built:
        """Read and compress it once."""
        content = (DIST / name).read_bytes()
        tag = f'"{sha256(content).hexdigest()[:20]}"'
        return cls(content, gzip.compress(content, 9, mtime=0), tag, FILES[name])

    def answer(self, request: Request) -> HTTPResponse:
        """The file, compressed if the browser can; or that it has not changed."""
        headers = {**_HEADERS, "ETag": self.tag}
        if self.tag in request.headers.get("if-none-match", ""):
            return response.empty(304, headers=headers)
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return response.raw(self.content, headers=headers, content_type=self.type)
        headers["Content-Encoding"] = "gzip"
        return response.raw(self.zipped, headers=headers, content_type=self.type)


def widget_routes() -> Blueprint:
    """The script and the licences of what is inside it."""
    routes = Blueprint("widget")
    for name in FILES:
        _add(routes, name, Built.read(name))
    return routes


def _add(routes: Blueprint, name: str, built: Built) -> None:
    async def answer(request: Request) -> HTTPResponse:
        return built.answer(request)

    routes.add_route(answer, f"/{name}", name=name.replace(".", "_"))
