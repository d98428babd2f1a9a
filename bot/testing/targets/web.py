"""A served bot by its website's socket: Rasa's socket protocol, stock or ours."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Mapping
from typing import Any

import socketio
from socketio.exceptions import ConnectionError as NotConnectedError

from bot.testing.model import Reply, Turn
from bot.testing.problems import KitError
from bot.testing.targets import Conversation, Start, outside_only

SETTLED_AFTER = 1.0  # seconds without news, where no event says that it is the last
LONGEST = 30.0


class Web:
    """Opens a socket for each conversation."""

    name = "web"

    def __init__(self, address: str) -> None:
        """Such as http://localhost:5005."""
        self._address = address.rstrip("/")
        self._open: list[_Conversation] = []

    async def begin(self, start: Start) -> Conversation:
        """Connect and ask for a session. Raises KitError."""
        outside_only(start, "the website's socket")
        conversation = _Conversation()
        try:
            await conversation.client.connect(self._address, wait_timeout=10)
            await conversation.greeted()
        except (NotConnectedError, asyncio.TimeoutError) as error:
            raise KitError(f"{self._address} opens no socket: {error}") from error
        self._open.append(conversation)
        return conversation

    async def close(self) -> None:
        """Close the sockets."""
        for each in self._open:
            await each.client.disconnect()


class _Conversation:
    def __init__(self) -> None:
        self.client = socketio.AsyncClient(reconnection=False)
        self._session = ""
        self._events: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue()
        self._confirmed = asyncio.Event()
        self.client.on("session_confirm", self._confirm)
        self.client.on("bot_uttered", self._events.put)

    async def greeted(self) -> None:
        """The session is there; a greeting that comes with it is no answer."""
        await self.client.emit("session_request", {})
        await asyncio.wait_for(self._confirmed.wait(), 10)
        await asyncio.sleep(0.2)
        while not self._events.empty():
            self._events.get_nowait()

    async def say(self, text: str, metadata: Mapping[str, Any]) -> Turn:
        """Until the event that says it is the last, or nothing comes any more."""
        message = {"message": text, "session_id": self._session, "id": uuid.uuid4().hex}
        began = time.perf_counter()
        await self.client.emit("user_uttered", message)
        events: list[Mapping[str, Any]] = []
        seconds = 0.0
        while not (events and events[-1].get("last")):
            wait = SETTLED_AFTER if events else LONGEST
            try:
                events.append(await asyncio.wait_for(self._events.get(), wait))
            except asyncio.TimeoutError:
                break
            seconds = time.perf_counter() - began
        if not events:
            raise KitError("no answer came by the socket")
        hidden = not any(each.get("custom") for each in events)
        replies = tuple(map(_reply, events))
        return Turn(text, replies, seconds, only_words=hidden and not _ours(events))

    async def _confirm(self, session: Any) -> None:
        given = (
            session if isinstance(session, str) else (session or {}).get("session_id")
        )
        self._session = str(given or "")
        self._confirmed.set()


def _ours(events: list[Mapping[str, Any]]) -> bool:
    """Our own protocol carries payloads whole; stock Rasa's drops them."""
    return any("reply_to" in each for each in events)


def _reply(event: Mapping[str, Any]) -> Reply:
    quick = event.get("quick_replies") or event.get("buttons") or ()
    return Reply(
        text=str(event.get("text") or ""),
        buttons=tuple(
            (str(each.get("title") or ""), str(each.get("payload") or ""))
            for each in quick
        ),
        custom=event.get("custom"),
    )
