"""REST at the stock address and with the stock payload, through the gateway.

`POST /webhooks/rest/webhook` with `{"sender", "message", "metadata"?}` answers a list
of `{"recipient_id", "text", "buttons"?}` and `{"recipient_id", "custom"}`. A client
that may send a message twice puts a `message_id` of its own into `metadata`; `country`
there is the id of one of data/knowledge/countries; `consent` is true once the runner
has agreed that the conversation is kept, and until then it is held in memory only.
False deletes what was kept.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.gateway import Gateway
from bot.channels.intake import is_reserved, is_sender

MOST_BODY_BYTES = 1_000_000
METADATA_KEYS = ("country", "message_id")
CONSENT = "consent"  # true once the runner agreed that the conversation is kept


class RestInput(InputChannel):
    """The REST channel; `rasa run` finds it by credentials.yml."""

    def __init__(self, gateway: Gateway | None = None) -> None:
        """Share a gateway, or have one made around Rasa's own handler."""
        self._gateway = gateway

    @classmethod
    def name(cls) -> str:
        """As stock, so that the address is the same."""
        return "rest"

    def blueprint(
        self, on_new_message: Callable[[UserMessage], Awaitable[Any]]
    ) -> Blueprint:
        """The routes under /webhooks/rest."""
        gateway = self._gateway or Gateway(on_new_message)
        routes = Blueprint("rest_webhook")

        @routes.route("/", methods=["GET"])
        async def alive(request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            return await _receive(gateway, request)

        return routes


async def _receive(gateway: Gateway, request: Request) -> HTTPResponse:
    if len(request.body) > MOST_BODY_BYTES:
        return _refuse(413, "The body is over 1 MB; send less.")
    try:
        body = request.json
    except (InvalidUsage, UnicodeDecodeError):
        return _refuse(400, "The body is not JSON in UTF-8.")
    problem = _problem(body)
    if problem:
        return _refuse(400, problem)
    known = _metadata(body.get("metadata"))
    replies = await gateway.answer(
        body["sender"],
        body["message"],
        channel="rest",
        message_id=known.pop("message_id", ""),
        metadata=known,
    )
    return response.json(replies)


def _problem(body: object) -> str:
    """What keeps the body from being a message; empty when nothing does."""
    if not isinstance(body, dict):
        return (
            'The body must be a JSON object such as {"sender": "a1", "message": "…"}.'
        )
    if not is_sender(body.get("sender")):
        return '"sender" must be 1 to 128 letters, digits or . : @ + - _'
    if is_reserved(body["sender"]):
        return '"sender" must not begin with slack: or telegram:'
    if not isinstance(body.get("message"), str):
        return '"message" must be a text.'
    return ""


def _metadata(given: object) -> dict[str, Any]:
    """Only the keys we know, and only short texts: it is stored with the message."""
    if not isinstance(given, dict):
        return {}
    known: dict[str, Any] = {
        key: given[key]
        for key in METADATA_KEYS
        if isinstance(given.get(key), str) and len(given[key]) < 64
    }
    if isinstance(given.get(CONSENT), bool):
        known[CONSENT] = given[CONSENT]
    return known


def _refuse(status: int, problem: str) -> HTTPResponse:
    return response.json({"error": problem}, status=status)
