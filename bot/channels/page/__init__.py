"""The page at `/`: what a club or clinic would put up, with the widget on it."""

from __future__ import annotations

from pathlib import Path

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

_STATIC = Path(__file__).parent / "static"
_TYPES = {
    "index.html": "text/html; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "page.css": "text/css; charset=utf-8",
}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'; require-trusted-types-for 'script'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-cache",
}


def page_routes() -> Blueprint:
    """`/` and the two files of its own that it loads."""
    routes = Blueprint("page")

    @routes.route("/", methods=["GET"])
    async def index(request: Request) -> HTTPResponse:
        return _file("index.html")

    @routes.route("/page/<name:str>", methods=["GET"])
    async def asset(request: Request, name: str) -> HTTPResponse:
        if name not in _TYPES:
            return response.text("There is no such file.", status=404)
        return _file(name)

    return routes


def _file(name: str) -> HTTPResponse:
    text = (_STATIC / name).read_text(encoding="utf-8")
    return response.text(text, headers=_HEADERS, content_type=_TYPES[name])
