"""Whether the bot lives, is ready, or is degraded and why; for people and machines.

`/health` is 200 with `ok` or `degraded` and the reasons, or 503 while it cannot answer
anything but red flags. `/health/live` is 200 as long as the process turns around;
`/health/ready` is for a balancer: 200 or 503.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.metrics import CONTENT_TYPE, Metrics

Gauges = Callable[[], dict[str, float]]


class Checked(Protocol):
    """The engine: bot.dialogue.engine.Engine."""

    problem: str

    def degraded(self) -> list[str]:
        """Why it is degraded, in words; empty when it is not. Never waits."""


def health_routes(
    engine: Checked, more: Callable[[], Mapping[str, Any]] = dict
) -> Blueprint:
    """`more` is what else the answer says, such as how the chat platforms are."""
    routes = Blueprint("health")

    @routes.route("/health", methods=["GET"])
    async def whole(request: Request) -> HTTPResponse:
        return _answer(engine, more())

    @routes.route("/health/live", methods=["GET"])
    async def live(request: Request) -> HTTPResponse:
        return response.json({"status": "ok"})

    @routes.route("/health/ready", methods=["GET"])
    async def ready(request: Request) -> HTTPResponse:
        return _answer(engine, {})

    return routes


def _answer(engine: Checked, more: Mapping[str, Any]) -> HTTPResponse:
    if engine.problem:
        body = {"status": "unavailable", "reason": engine.problem, **more}
        return response.json(body, status=503)
    reasons = engine.degraded()
    if reasons:
        return response.json({"status": "degraded", "reasons": reasons, **more})
    return response.json({"status": "ok", **more})


def metrics_routes(metrics: Metrics, gauges: Gauges) -> Blueprint:
    """`gauges` are looked up at each reading, and must not wait."""
    routes = Blueprint("metrics")

    @routes.route("/metrics", methods=["GET"])
    async def read(request: Request) -> HTTPResponse:
        return response.text(metrics.text(gauges()), content_type=CONTENT_TYPE)

    return routes
