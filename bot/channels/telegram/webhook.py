"""Telegram's updates at our own address: checked, then at once 200."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from typing import Any

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


def telegram_routes(secret: str, take: Callable[[dict[str, Any]], None]) -> Blueprint:
    """`take` gets each update and returns at once."""
    routes = Blueprint("telegram_webhook", url_prefix="/webhooks/telegram")
    expected = secret.encode("utf-8")

    @routes.route("/webhook", methods=["POST"])
    async def receive(request: Request) -> HTTPResponse:
        given = str(request.headers.get(SECRET_HEADER, "")).encode("utf-8", "replace")
        if not hmac.compare_digest(given, expected):
            return response.text("The secret token is missing or wrong.", status=403)
        try:
            update = json.loads(request.body)
        except ValueError:
            update = None
        if not isinstance(update, dict):
            return response.text("This is nothing that Telegram sends.", status=400)
        take(update)
        return response.empty(200)

    return routes
