"""Slack's one address for events, presses and commands: checked, then at once 200."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse
from slack_sdk.signature import SignatureVerifier

Take = Callable[[str, Mapping[str, Any]], None]
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def slack_routes(signing_secret: str, take: Take) -> Blueprint:
    """`take` gets the kind (as Socket Mode names it) and the payload."""
    routes = Blueprint("slack_webhook", url_prefix="/webhooks/slack")
    verifier = SignatureVerifier(signing_secret)

    @routes.route("/webhook", methods=["POST"])
    async def receive(request: Request) -> HTTPResponse:
        if not _is_signed(verifier, request):
            return response.text("The signature is missing or wrong.", status=401)
        kind, payload = _read(request)
        if not kind:
            return response.text("This is nothing that Slack sends.", status=400)
        if payload.get("type") == "url_verification":
            return response.text(str(payload.get("challenge", "")))
        take(kind, payload)
        return response.empty(200)

    return routes


def _is_signed(verifier: SignatureVerifier, request: Request) -> bool:
    headers = {name.lower(): value for name, value in request.headers.items()}
    stamp = headers.get("x-slack-request-timestamp", "")
    signature = headers.get("x-slack-signature", "")
    if not (stamp.isascii() and stamp.isdigit() and signature.isascii()):
        return False
    return bool(verifier.is_valid(request.body, stamp, signature))


def _read(request: Request) -> tuple[str, dict[str, Any]]:
    """Kind and payload; the parameters of the media type do not matter."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        if media == JSON:
            return _object("events_api", request.body.decode("utf-8"))
        if media == FORM:
            form = dict(parse_qsl(request.body.decode("utf-8"), keep_blank_values=True))
            if "payload" in form:
                return _object("interactive", form["payload"])
            return ("slash_commands", form) if form else ("", {})
    except (UnicodeDecodeError, ValueError):
        pass
    return "", {}


def _object(kind: str, text: str) -> tuple[str, dict[str, Any]]:
    found = json.loads(text)
    return (kind, found) if isinstance(found, dict) else ("", {})
