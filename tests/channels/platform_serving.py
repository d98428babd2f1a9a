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
from bot.safety.journal import Journal
from tests import loaded
from tests.channels.serving import free_port
from tests.fakes.slack import FakeSlack
from tests.fakes.standin import eventually
from tests.fakes.telegram import FakeTelegram

Turn = Callable[[UserMessage], Awaitable[Any]]
RED_FLAG = "since last night I can't feel it when I wipe and my back is killing me"
HURRIED = Patience(first=0.02, longest=0.2, tries=60)
WORDING = Wording.load()


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

    async def agree(self, sender: str, agreed: bool) -> None:
        raise NotImplementedError


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
    """A channel, what it talks to, and what it was told.

    `me` is the runner as the platform knows them, `direct` their chat with the bot.
    """

    def __init__(
        self, fake: Any, folder: Path, deadline: float, me: int | str, direct: int | str
    ) -> None:
        self.fake, self.turns, self.kept = fake, Turns(), Kept()
        self.me, self.direct = me, direct
        self.gateway = Gateway(
            self.turns,
            detector=loaded.detector(),
            journal=Journal(folder / "journal.log"),
            deadline=deadline,
        )
        self.channel: Any = None
        self.port, self.url = 0, ""

    def desk(self, name: str) -> Desk:
        return Desk(name, self.gateway, self.kept, WORDING)

    async def connected(self) -> None:
        """Wait until the platform can be heard."""
        await eventually(lambda: self.channel.status()["state"] == "connected")
        if self.channel.status()["mode"] == "socket_mode":
            await eventually(lambda: self.fake.deliveries.sockets)

    async def said(self, count: int, chat: int | str = "") -> list[str]:
        """What the bot has said, once it is that much."""
        where = chat or self.direct
        await eventually(lambda: len(self.fake.said(where)) >= count)
        return list(self.fake.said(where))

    async def asked(self, text: str = "ask") -> dict[str, Any]:
        """The bot's question, with its buttons."""
        before = len(self.fake.said(self.direct))
        self.fake.say(self.me, text)
        await self.said(before + 1)
        return dict((await eventually(lambda: self.fake.live(self.direct)))[-1])


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
    folder: Path, *, webhook: bool = False, token: str = "", **more: Any
) -> AsyncIterator[Bench]:
    """The runner is number 7. `more`: see `reached`."""
    async with reached(FakeTelegram(), folder, 7, 7, PATH, **more) as bench:
        settings = TelegramSettings(
            token or bench.fake.TOKEN,
            bench.url if webhook else "",
            "a-secret-of-tests-1234" if webhook else "",
            bench.fake.url,
        )
        channel = TelegramChannel(settings, bench.desk("telegram"), HURRIED, 1)
        async with running(bench, channel):
            yield bench


@asynccontextmanager
async def slack(
    folder: Path, *, socket: bool = False, token: str = "", **more: Any
) -> AsyncIterator[Bench]:
    """The runner is U7. `more`: see `reached`."""
    path = "/webhooks/slack/webhook"
    async with reached(FakeSlack(), folder, "U7", "DU7", path, **more) as bench:
        bench.fake.deliveries.url = bench.url
        settings = SlackSettings(
            token or bench.fake.BOT_TOKEN,
            bench.fake.APP_TOKEN if socket else "",
            "" if socket else bench.fake.SIGNING_SECRET,
            f"{bench.fake.url}/api/",
        )
        channel = SlackChannel(settings, bench.desk("slack"), HURRIED)
        async with running(bench, channel):
            yield bench


@asynccontextmanager
async def reached(
    fake: Any,
    folder: Path,
    me: int | str,
    direct: int | str,
    path: str,
    *,
    away: bool = False,
    deadline: float = 20.0,
) -> AsyncIterator[Bench]:
    """A stand-in that runs, `away` or not, and the bench for the channel to come."""
    await fake.start()
    fake.away = away
    bench = Bench(fake, folder, deadline, me, direct)
    bench.port = free_port()
    bench.url = f"http://127.0.0.1:{bench.port}{path}"
    try:
        yield bench
    finally:
        await fake.stop()


@asynccontextmanager
async def running(bench: Bench, channel: Any) -> AsyncIterator[None]:
    bench.channel = channel
    async with served(channel, bench.port):
        await channel.start()
        try:
            yield
        finally:
            await channel.stop()
            await bench.gateway.settle()
