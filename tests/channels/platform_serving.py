"""The real channels with the real gateway around a turn of the test's own choosing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import UserMessage
from sanic import Sanic

from bot.channels.chat.desk import Desk
from bot.channels.chat.patience import Patience
from bot.channels.chat.wording import Wording
from bot.channels.gateway import Gateway
from bot.channels.platforms import Channel
from bot.channels.slack import SlackChannel
from bot.channels.slack.settings import SlackSettings
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.settings import PATH, TelegramSettings
from bot.safety.detector import Detector
from bot.safety.journal import Journal
from tests.channels.serving import free_port
from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram

Turn = Callable[[UserMessage], Awaitable[Any]]
RED_FLAG = "since last night I can't feel it when I wipe and my back is killing me"
HURRIED = Patience(first=0.02, longest=0.2, tries=60)
WORDING = Wording.load()
DETECTOR = Detector.load()


class Kept:
    """What is kept of people, in a dict; `fails` raises."""

    def __init__(self) -> None:
        self.people: dict[str, dict[str, Any]] = {}
        self.fails = False

    async def export(self, sender: str) -> dict[str, Any]:
        if self.fails:
            raise OSError("the disk of canarybird")
        return self.people.get(sender, {})

    async def delete(self, sender: str) -> None:
        if self.fails:
            raise OSError("the disk of canarybird")
        self.people.pop(sender, None)


class Turns:
    """Echoes; "ask …" asks with buttons, "slow …" waits, "long …" says much."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.free = asyncio.Event()

    async def __call__(self, message: UserMessage) -> None:
        text, out = message.text or "", message.output_channel
        self.heard.append((message.sender_id, text))
        word, _, rest = text.partition(" ")
        if word == "slow":
            await self.free.wait()
        if word == "ask":
            choices = rest.split("|") if rest else ["Yes", "No", "Not sure"]
            buttons = [{"title": each[:90], "payload": each} for each in choices]
            await out.send_text_with_buttons(message.sender_id, "Well?", buttons)
        elif word == "long":
            paragraph = f"**{rest}** is one of many words <here> & there. " * 8
            await out.send_text_message(message.sender_id, f"{paragraph}\n\n" * 40)
        else:
            await out.send_text_message(message.sender_id, f"heard: {text}")

    @property
    def texts(self) -> list[str]:
        return [text for _, text in self.heard]


class Bench:
    """A channel, what it talks to, and what it was told."""

    def __init__(self, fake: Any, folder: Path, deadline: float) -> None:
        self.fake, self.turns, self.kept = fake, Turns(), Kept()
        self.gateway = Gateway(
            self.turns,
            detector=DETECTOR,
            journal=Journal(folder / "journal.log"),
            deadline=deadline,
        )
        self.channel: Any = None
        self.url = ""

    def desk(self, name: str) -> Desk:
        return Desk(name, self.gateway, self.kept, WORDING)


@asynccontextmanager
async def served(channel: Channel, port: int) -> AsyncIterator[None]:
    """Its routes, if any, on a real Sanic server."""
    if channel.routes is None:
        yield
        return
    Sanic.test_mode = True  # else only one app in a process can be started
    app = Sanic(f"test_{port}", configure_logging=False)
    app.blueprint(channel.routes)
    server = await app.create_server(
        host="127.0.0.1", port=port, return_asyncio_server=True, access_log=False
    )
    await server.startup()
    await server.start_serving()
    try:
        yield
    finally:
        server.close()
        await server.wait_closed()


@asynccontextmanager
async def telegram(
    folder: Path,
    *,
    webhook: bool = False,
    away: bool = False,
    token: str = "",
    deadline: float = 20.0,
) -> AsyncIterator[Bench]:
    fake, port = FakeTelegram(), free_port()
    await fake.start()
    fake.away = away
    bench = Bench(fake, folder, deadline)
    bench.url = f"http://127.0.0.1:{port}{PATH}"
    settings = TelegramSettings(
        token or fake.TOKEN,
        bench.url if webhook else "",
        "a-secret-of-tests-1234" if webhook else "",
        fake.url,
    )
    bench.channel = TelegramChannel(settings, bench.desk("telegram"), HURRIED, 1)
    try:
        async with running(bench, port):
            yield bench
    finally:
        await fake.stop()


@asynccontextmanager
async def slack(
    folder: Path,
    *,
    socket: bool = False,
    away: bool = False,
    token: str = "",
    deadline: float = 20.0,
) -> AsyncIterator[Bench]:
    fake, port = FakeSlack(), free_port()
    await fake.start()
    fake.away = away
    bench = Bench(fake, folder, deadline)
    bench.url = f"http://127.0.0.1:{port}/webhooks/slack/webhook"
    fake.deliveries.url = bench.url
    settings = SlackSettings(
        token or fake.BOT_TOKEN,
        fake.APP_TOKEN if socket else "",
        "" if socket else fake.SIGNING_SECRET,
        f"{fake.url}/api/",
    )
    bench.channel = SlackChannel(settings, bench.desk("slack"), HURRIED)
    try:
        async with running(bench, port):
            yield bench
    finally:
        await fake.stop()


@asynccontextmanager
async def running(bench: Bench, port: int) -> AsyncIterator[None]:
    async with served(bench.channel, port):
        await bench.channel.start()
        try:
            yield
        finally:
            await bench.channel.stop()
            await bench.gateway.settle()
