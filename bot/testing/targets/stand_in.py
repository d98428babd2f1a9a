"""A served bot through the stand-in of Telegram or Slack that it is connected to.

The address is the stand-in's: people speak by its /control/say and /control/press, and
what they see is read from /control/chat. Texts and buttons only; a text that is the
label of a button still there is pressed, not typed.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import aiohttp

from bot.testing.model import Reply, Turn
from bot.testing.problems import KitError
from bot.testing.targets import Conversation, Start, outside_only

LOOKS_EVERY = 0.05  # seconds
SETTLED_AFTER = 1.0  # seconds without news: a platform does not say when a turn ends
LONGEST = 30.0
Message = Mapping[str, Any]


class Dialect(Protocol):
    """How one platform names people and chats, and shows messages."""

    @property
    def name(self) -> str:
        """The platform."""

    def person(self, number: int) -> Any:
        """Somebody who has not been here before."""

    def chat(self, person: Any) -> dict[str, str]:
        """The query for the chat with the bot."""

    def is_bots(self, message: Message) -> bool:
        """Whether the bot said it."""

    def key(self, message: Message) -> str:
        """What names a message, whatever becomes of it."""

    def buttons(self, message: Message) -> list[tuple[str, str]]:
        """Labels and values of its buttons."""


@dataclass(frozen=True)
class Telegram:
    """Numbers are people; the private chat has the person's number."""

    name: str = "telegram"

    def person(self, number: int) -> Any:
        return number

    def chat(self, person: Any) -> dict[str, str]:
        return {"chat": str(person)}

    def is_bots(self, message: Message) -> bool:
        return bool((message.get("from") or {}).get("is_bot"))

    def key(self, message: Message) -> str:
        return str(message.get("message_id"))

    def buttons(self, message: Message) -> list[tuple[str, str]]:
        rows = (message.get("reply_markup") or {}).get("inline_keyboard") or []
        keys = [key for row in rows for key in row]
        return [(str(each["text"]), str(each.get("callback_data"))) for each in keys]


@dataclass(frozen=True)
class Slack:
    """People begin with U; the chat is the direct message with them."""

    name: str = "slack"

    def person(self, number: int) -> Any:
        return f"U{number}"

    def chat(self, person: Any) -> dict[str, str]:
        return {"channel": f"D{person}"}

    def is_bots(self, message: Message) -> bool:
        return True  # the stand-in's chat holds what the app has posted

    def key(self, message: Message) -> str:
        return str(message.get("ts"))

    def buttons(self, message: Message) -> list[tuple[str, str]]:
        found = []
        for block in message.get("blocks") or []:
            if block.get("type") == "actions":
                elements = block["elements"]
                found += [(e["text"]["text"], str(e.get("value"))) for e in elements]
        return found


class StandIn:
    """A platform's stand-in at `address`."""

    def __init__(self, address: str, dialect: Dialect) -> None:
        """`open` it inside the event loop."""
        self.name = dialect.name
        self.dialect = dialect
        self._address = address.rstrip("/")
        self._session = aiohttp.ClientSession()
        self._numbers = itertools.count(int(time.time()) % 10**6 * 1000 + os.getpid())

    async def begin(self, start: Start) -> Conversation:
        """With a person nobody has met."""
        outside_only(start, self.name)
        return _Conversation(self, self.dialect.person(next(self._numbers)))

    async def close(self) -> None:
        """Close the connections."""
        await self._session.close()

    async def does(self, what: str, **given: Any) -> None:
        """Somebody says or presses something. Raises KitError."""
        await self._call("POST", f"/control/{what}", json=given)

    async def sees(self, person: Any) -> list[Message]:
        """The bot's messages in the chat with them, oldest first."""
        query = self.dialect.chat(person)
        shown = await self._call("GET", "/control/chat", params=query)
        return [each for each in shown if self.dialect.is_bots(each)]

    async def _call(self, method: str, path: str, **given: Any) -> Any:
        try:
            async with self._session.request(
                method, self._address + path, **given
            ) as response:
                response.raise_for_status()
                return await response.json()
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            kind = type(error).__name__
            raise KitError(
                f"{self._address}{path}: the stand-in of {self.name} does not answer "
                f"({kind}). Is it up?"
            ) from error


class _Conversation:
    def __init__(self, target: StandIn, person: Any) -> None:
        self._target = target
        self._person = person

    async def say(self, text: str, metadata: Mapping[str, Any]) -> Turn:
        """Until no news has come for a while. Raises KitError when none ever does."""
        before = await self._target.sees(self._person)
        labels = {
            label for each in before for label, _ in self._target.dialect.buttons(each)
        }
        began = time.perf_counter()
        if text in labels:
            await self._target.does("press", user=self._person, label=text)
        else:
            await self._target.does("say", user=self._person, text=text)
        known = {self._target.dialect.key(each) for each in before}
        news, seconds = await self._news(known, began)
        replies = tuple(
            Reply(
                str(each.get("text") or ""), tuple(self._target.dialect.buttons(each))
            )
            for each in news
        )
        return Turn(text, replies, seconds, only_words=True)

    async def _news(self, known: set[str], began: float) -> tuple[list[Message], float]:
        news: list[Message] = []
        latest = time.perf_counter()
        while True:
            await asyncio.sleep(LOOKS_EVERY)
            seen = await self._target.sees(self._person)
            fresh = [
                each for each in seen if self._target.dialect.key(each) not in known
            ]
            now = time.perf_counter()
            if len(fresh) > len(news):
                news, latest = fresh, now
            if news and now - latest > SETTLED_AFTER:
                return news, latest - began
            if now - began > LONGEST:
                raise KitError(f"no answer came by {self._target.name}")
