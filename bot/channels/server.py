"""The server: one Sanic app with the page, the channels and a health address.

Rasa's own HTTP API is left out on purpose: it would let anybody read any conversation.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from asyncio import AbstractEventLoop
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from rasa.core.agent import Agent
from rasa.core.channels.channel import register as register_channels
from sanic import Sanic

from bot.channels.gateway import Gateway
from bot.channels.health import health_routes, metrics_routes
from bot.channels.limits import Limits
from bot.channels.memory import Memory
from bot.channels.metrics import Metrics
from bot.channels.page import page_routes
from bot.channels.platforms import Platforms
from bot.channels.privacy import Privacy
from bot.channels.rest import RestInput
from bot.channels.web.channel import WebInput
from bot.channels.web.origins import Origins
from bot.channels.web.sessions import Sessions
from bot.channels.web.talk import Talk
from bot.channels.widget import widget_routes
from bot.channels.workers import Workers
from bot.dialogue.agent import ModelError
from bot.dialogue.conversations import StoredConversations
from bot.dialogue.engine import Engine
from bot.dialogue.personal import StoredPersonalData
from bot.dialogue.served import load_served_agent, preload

logger = logging.getLogger(__name__)

# Long enough for the gateway's own deadline to answer first.
RESPONSE_TIMEOUT_SECONDS = 30
GRACE = 10.0  # seconds for turns that still run


def create_app(
    model: Path,
    load: Callable[[Path], Awaitable[Agent]] = load_served_agent,
    environment: Mapping[str, str] = os.environ,
) -> Sanic:
    """The app. It starts without a model too: then only red flags are answered.

    Raises SettingsError for a chat platform's variables.
    """
    app = Sanic("backstride", configure_logging=False)
    app.config.RESPONSE_TIMEOUT = RESPONSE_TIMEOUT_SECONDS
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = GRACE
    app.config.REQUEST_MAX_SIZE = 2_000_000
    engine = Engine(lambda: load(model))
    gateway = Gateway(engine.handle, stored=engine.stored, memory=Memory(engine))
    personal = StoredPersonalData(engine)
    gateway.privacy = Privacy(personal, gateway.forget)
    gateway.limits, gateway.metrics = Limits(), Metrics()
    platforms = Platforms.from_environment(environment, gateway, personal)
    app.ctx.engine = engine
    app.ctx.platforms = platforms
    talk = Talk(
        gateway, Sessions.load(), memory=StoredConversations(engine), personal=personal
    )
    origins = Origins.from_environment()
    origins.guard(app)
    channels = [RestInput(gateway, talk), WebInput(talk, origins)]
    register_channels(channels, app, route="/webhooks/")
    app.blueprint(page_routes())
    app.blueprint(widget_routes())
    for channel in platforms.channels:
        if channel.routes is not None:
            app.blueprint(channel.routes)
    app.blueprint(health_routes(engine, lambda: {"channels": platforms.status()}))
    app.blueprint(metrics_routes(gateway.metrics, engine.gauges))

    async def start(app: Sanic, loop: AbstractEventLoop) -> None:
        await engine.start()
        await platforms.start()

    async def stop(app: Sanic, loop: AbstractEventLoop) -> None:
        await platforms.stop()
        await asyncio.wait({asyncio.ensure_future(gateway.settle())}, timeout=GRACE)
        await engine.stop()

    app.register_listener(start, "before_server_start")
    app.register_listener(stop, "before_server_stop")
    return app


def serve(
    model: Path,
    *,
    host: str,
    port: int,
    load: Callable[[Path], Awaitable[Agent]] = load_served_agent,
    environment: Mapping[str, str] = os.environ,
) -> None:
    """Serve until stopped. An empty `environment` switches the chat platforms off."""
    app = create_app(model, load, environment)

    async def announce(app: Sanic, loop: AbstractEventLoop) -> None:
        address = f"http://{host.replace('127.0.0.1', 'localhost')}:{port}/"
        sys.stdout.write(f"Backstride is at {address}  (Ctrl-C stops it)\n")
        for line in app.ctx.platforms.in_words() if environment else ():
            sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    app.register_listener(announce, "after_server_start")
    app.run(host=host, port=port, motd=False, access_log=False)


def serve_in_processes(model: Path, *, host: str, ports: Sequence[int]) -> None:
    """The same at several ports, in a process each, which share the loaded model.

    Without a model, too: then each of them answers red flags only. The chat platforms
    are for the first: two that fetch messages would get some each, or all twice.
    """
    try:
        load = preload(model)
    except ModelError as error:
        logger.error("%s", error)
        load = load_served_agent

    def work(port: int) -> None:
        variables = os.environ if port == ports[0] else {}
        serve(model, host=host, port=port, load=load, environment=variables)

    Workers(work, ports).run()
