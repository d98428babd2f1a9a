"""The server: one Sanic app with the page, the channels and a health address.

Rasa's own HTTP API is left out on purpose: it would let anybody read any conversation.
"""

from __future__ import annotations

import sys
from asyncio import AbstractEventLoop
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.channel import register as register_channels
from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.gateway import Gateway
from bot.channels.page import page_routes
from bot.channels.rest import RestInput
from bot.dialogue.agent import load_agent

# Long enough for the gateway's own deadline to answer first.
RESPONSE_TIMEOUT_SECONDS = 30
GRACE_SECONDS = 10.0


def create_app(model: Path) -> Sanic:
    """The app; the model is loaded when it starts."""
    app = Sanic("backstride", configure_logging=False)
    app.config.RESPONSE_TIMEOUT = RESPONSE_TIMEOUT_SECONDS
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = GRACE_SECONDS
    app.config.REQUEST_MAX_SIZE = 2_000_000
    gateway = Gateway(lambda message: _handle(app, message))
    app.ctx.gateway = gateway
    register_channels([RestInput(gateway)], app, route="/webhooks/")
    app.blueprint(page_routes())
    app.add_route(_health, "/health", methods=["GET"])

    async def load(app: Sanic, loop: AbstractEventLoop) -> None:
        app.ctx.agent = await load_agent(model)

    async def settle(app: Sanic, loop: AbstractEventLoop) -> None:
        await gateway.settle()

    app.register_listener(load, "before_server_start")
    app.register_listener(settle, "before_server_stop")
    return app


async def _handle(app: Sanic, message: UserMessage) -> Any:
    return await app.ctx.agent.handle_message(message)


async def _health(request: Request) -> HTTPResponse:
    """Ready once the model is loaded."""
    ready = getattr(request.app.ctx, "agent", None) is not None
    return response.json(
        {"status": "ok" if ready else "starting"}, status=200 if ready else 503
    )


def serve(model: Path, *, host: str, port: int) -> None:
    """Serve until stopped."""
    app = create_app(model)

    async def announce(app: Sanic, loop: AbstractEventLoop) -> None:
        address = f"http://{host.replace('127.0.0.1', 'localhost')}:{port}/"
        sys.stdout.write(f"Backstride is at {address}  (Ctrl-C stops it)\n")
        sys.stdout.flush()

    app.register_listener(announce, "after_server_start")
    app.run(host=host, port=port, motd=False, access_log=False)
