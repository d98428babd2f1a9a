"""What people see and do in their chats, and how a bot is told of it."""

from __future__ import annotations

import asyncio
import itertools
import time
from typing import Any, ClassVar

import aiohttp

from tests.fakes.standin import StandIn
from tests.fakes.telegram.rules import units

Message = dict[str, Any]


class People(StandIn):
    """Chats as they stand, and the updates that are waiting for the bot."""

    BOT: ClassVar[dict[str, Any]] = {
        "id": 987654,
        "is_bot": True,
        "first_name": "Backstride",
        "username": "backstride_bot",
    }

    def __init__(self) -> None:
        super().__init__()
        self.messages: dict[tuple[int, int], Message] = {}
        self.presses: dict[str, str | None] = {}  # id -> the text that popped up
        self.webhook: dict[str, Any] | None = None
        self.deliveries: list[tuple[int, int]] = []  # update_id, HTTP status
        self._numbers = itertools.count(1)
        self._updates: list[dict[str, Any]] = []
        self._news = asyncio.Event()

    def chat(self, chat: int) -> list[Message]:
        """The messages of a chat, oldest first, as they stand now."""
        return [each for (where, _), each in sorted(self.messages.items())
                if where == chat]  # fmt: skip

    def said(self, chat: int) -> list[str]:
        """The bot's texts in a chat."""
        return [each["text"] for each in self.chat(chat)
                if each["from"] == self.BOT and "text" in each]  # fmt: skip

    def live(self, chat: int) -> list[Message]:
        """The messages with a keyboard."""
        return [each for each in self.chat(chat) if "reply_markup" in each]

    def say(
        self, user: int, text: str = "", *, chat: int = 0, **more: Any
    ) -> dict[str, Any]:
        """Somebody writes; a group has a negative `chat`. The update."""
        message = self._message(user, chat or user, **more)
        if text:
            message["text"] = text
            message.setdefault("entities", _entities(text))
        return self.happens(message=message)

    def edit(self, user: int, message: Message, text: str) -> dict[str, Any]:
        edited = {**message, "text": text, "edit_date": int(time.time())}
        return self.happens(edited_message=edited)

    def press(self, user: int, label: str, message: Message | None = None) -> str:
        """A press of a button that carries the label; the id of the callback."""
        message = message or self.live(user)[-1]
        rows = message["reply_markup"]["inline_keyboard"]
        keys = [key for row in rows for key in row if key["text"] == label]
        id_ = f"q{next(self._numbers)}"
        self.presses[id_] = None
        query = {"id": id_, "from": _person(user), "message": message,
                 "chat_instance": "1", "data": keys[0]["callback_data"]}  # fmt: skip
        self.happens(callback_query=query)
        return id_

    def happens(self, **kind: Any) -> dict[str, Any]:
        """Any update at all."""
        update = {"update_id": 1000 + next(self._numbers), **kind}
        self.send(update)
        return update

    def send(self, update: dict[str, Any]) -> None:
        """An update, which may be one that was sent before."""
        if self.webhook:
            self.soon(self._deliver(update))
        else:
            self._updates.append(update)
            self._news.set()

    def _message(self, user: int, chat: int, **more: Any) -> Message:
        number = next(self._numbers)
        kind = "private" if chat > 0 else "supergroup"
        message = {"message_id": number, "date": int(time.time()), **more,
                   "from": more.get("from") or _person(user),
                   "chat": more.get("chat_") or {"id": chat, "type": kind}}  # fmt: skip
        message.pop("chat_", None)
        self.messages[chat, number] = message
        return message

    async def _deliver(self, update: dict[str, Any]) -> None:
        """By webhook, again and again until it is taken."""
        for wait in (0.3, 0.6, 1.2, 2.4):
            assert self.webhook is not None
            headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook["secret_token"]}
            try:
                async with aiohttp.ClientSession() as session:
                    url = self.webhook["url"]
                    done = await session.post(url, json=update, headers=headers)
                    self.deliveries.append((update["update_id"], done.status))
                    if done.status == 200:
                        return
            except aiohttp.ClientError:
                self.deliveries.append((update["update_id"], 0))
            await asyncio.sleep(wait)


def _person(user: int) -> dict[str, Any]:
    return {"id": user, "is_bot": False, "first_name": f"Runner {user}"}


def _entities(text: str) -> list[dict[str, Any]]:
    """What Telegram marks by itself: a command in front, mentions anywhere."""
    found = []
    for word in text.split():
        start = units(text[: text.index(word)])
        kind = {"/": "bot_command", "@": "mention"}.get(word[0])
        if kind:
            found.append({"type": kind, "offset": start, "length": units(word)})
    return found
