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
from bot.channels.intake import is_reserved, is_sender, metadata_of
from bot.channels.web.talk import Message, Talk

MOST_BODY_BYTES = 1_000_000


class RestInput(InputChannel):
    """The REST channel; `rasa run` finds it by credentials.yml."""

    def __init__(
        self, gateway: Gateway | None = None, talk: Talk | None = None
    ) -> None:
        """Share a gateway, or have one made around Rasa's own handler.

        With `talk`, a sender that is a token of the website's channel goes on with that
        conversation: the widget comes here where sockets are blocked.
        """
        self._gateway = gateway
        self._talk = talk

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

        @routes.route("/webhook", methods=["POST", "OPTIONS"])
        async def receive(request: Request) -> HTTPResponse:
            return await _receive(gateway, self._talk, request)

        return routes


async def _receive(
    gateway: Gateway, talk: Talk | None, request: Request
) -> HTTPResponse:
    if len(request.body) > MOST_BODY_BYTES:
        return _refuse(413, "The body is over 1 MB; send less.")
    try:
        body = request.json
    except (InvalidUsage, UnicodeDecodeError):
        return _refuse(400, "The body is not JSON in UTF-8.")
    problem = _problem(body)
    if problem:
        return _refuse(400, problem)
    sender = talk.sessions.sender(body["sender"]) if talk else ""
    if talk and sender:
        return response.json(await talk.answer(sender, Message.of(body)))
    known = metadata_of(body.get("metadata"))
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


def _refuse(status: int, problem: str) -> HTTPResponse:
    return response.json({"error": problem}, status=status)
