"""Socket.io for websites: `session_request`, `user_uttered`, and what answers them.

Speaks Rasa's protocol (`session_confirm`, `bot_uttered`), so that Rasa's clients work
as they are; of its own it has `session_info`, `typing`, `user_echo`, and the requests
`state` and `delete_conversation`, answered by acknowledgement. The same is there over
HTTP under /webhooks/web for networks that block sockets; messages then go to REST.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse
from socketio import AsyncServer

from bot.channels.gateway import Gateway
from bot.channels.web.delivery import Event, Held, events_of
from bot.channels.web.origins import Origins
from bot.channels.web.sessions import Sessions
from bot.channels.web.talk import Message, Talk

PATH = "/socket.io"
MOST_BYTES = 200_000  # of a packet; the gateway refuses long texts in words
GREETING = "greeting"  # the id of the first bubble


class WebInput(InputChannel):
    """The website's channel."""

    def __init__(
        self, talk: Talk | None = None, origins: Origins | None = None
    ) -> None:
        """Share a talk, or have one made around Rasa's own handler."""
        self._talk = talk
        self._origins = origins or Origins.from_environment()

    @classmethod
    def name(cls) -> str:
        """Names the addresses and the input channel."""
        return "web"

    def blueprint(
        self, on_new_message: Callable[[UserMessage], Awaitable[Any]]
    ) -> Blueprint:
        """The socket at /socket.io and the routes under /webhooks/web."""
        talk = self._talk or Talk(Gateway(on_new_message), Sessions.load())
        server = AsyncServer(
            async_mode="sanic",
            cors_allowed_origins=self._origins.allow_socket,
            cors_credentials=False,
            max_http_buffer_size=MOST_BYTES,
        )
        sockets = Sockets(server, talk)
        routes = _SocketBlueprint(server)
        _add_routes(routes, talk, sockets)
        return routes


class Sockets:
    """Who is connected, and what happens on each event."""

    def __init__(self, server: AsyncServer, talk: Talk) -> None:
        self._server = server
        self._talk = talk
        self._held = Held()
        self._senders: dict[str, str] = {}  # socket id -> sender
        for event in ("disconnect", "session_request", "user_uttered", "state"):
            server.on(event, handler=getattr(self, event))
        server.on("delete_conversation", handler=self.delete_conversation)

    async def disconnect(self, sid: str, reason: object = None) -> None:
        """The conversation stays."""
        self._senders.pop(sid, None)

    async def session_request(self, sid: str, data: object = None) -> None:
        """Join a conversation of ours, or begin one and greet."""
        given = data.get("session_id") if isinstance(data, Mapping) else None
        token, sender, new = self._talk.session(given)
        await self._leave(sid)
        self._senders[sid] = sender
        await self._server.enter_room(sid, sender)
        await self._server.emit("session_confirm", token, to=sid)
        info = self._talk.info(token, new=new)
        await self._server.emit("session_info", info, to=sid)
        if new:
            event = {"text": self._talk.replies.greeting, "id": GREETING, "last": True}
            await self._server.emit("bot_uttered", event, to=sid)
        for event in self._held.release(sender):
            await self._server.emit("bot_uttered", event, to=sid)

    async def user_uttered(self, sid: str, data: object = None) -> dict[str, str]:
        """Answer a message; the acknowledgement says that it will be."""
        if sid not in self._senders:
            await self.session_request(sid)
        message = Message.of(data)
        self._server.start_background_task(
            self._answer, sid, self._senders[sid], message
        )
        return {"id": message.id}

    async def state(self, sid: str, data: object = None) -> dict[str, Any]:
        """What is recorded of this socket's conversation."""
        return await self._talk.state(self._senders.get(sid, ""))

    async def delete_conversation(self, sid: str, data: object = None) -> dict:
        """Forget this socket's conversation."""
        sender = self._senders.get(sid, "")
        deleted = bool(sender) and await self.forget(sender)
        return {"deleted": deleted}

    async def forget(self, sender: str) -> bool:
        """Also what was held back for it."""
        self._held.release(sender)
        return await self._talk.delete(sender)

    async def _answer(self, sid: str, sender: str, message: Message) -> None:
        echo = {"id": message.id, "text": message.text}
        await self._server.emit("user_echo", echo, room=sender, skip_sid=sid)
        await self._server.emit("typing", {"active": True}, room=sender)
        replies = await self._talk.answer(sender, message)
        await self._server.emit("typing", {"active": False}, room=sender)
        await self._deliver(sender, events_of(replies, message.id))
        late = await self._talk.gateway.late(sender)
        await self._deliver(sender, events_of(late, f"late-{message.id}"))

    async def _deliver(self, sender: str, events: list[Event]) -> None:
        """To every window of the conversation, or to the next one that opens."""
        there = any(True for _ in self._server.manager.get_participants("/", sender))
        if not there:
            self._held.hold(sender, events)
            return
        for event in events:
            await self._server.emit("bot_uttered", event, room=sender)

    async def _leave(self, sid: str) -> None:
        before = self._senders.pop(sid, None)
        if before:
            await self._server.leave_room(sid, before)


class _SocketBlueprint(Blueprint):
    """A blueprint that brings the socket's own address with it."""

    def __init__(self, server: AsyncServer) -> None:
        super().__init__("web")
        self.ctx.server = server

    def register(self, app: Sanic, options: dict[str, Any]) -> None:
        self.ctx.server.attach(app, PATH)
        super().register(app, options)


def _add_routes(routes: Blueprint, talk: Talk, sockets: Sockets) -> None:
    """The session over HTTP, for networks that block sockets."""

    @routes.route("/", methods=["GET"])
    async def alive(request: Request) -> HTTPResponse:
        return response.json({"status": "ok"})

    @routes.route("/session", methods=["POST", "OPTIONS"])
    async def session(request: Request) -> HTTPResponse:
        token, sender, new = talk.session(_token(request))
        info = talk.info(token, new=new)
        if new:
            return response.json({**info, "greeting": talk.replies.greeting})
        return response.json({**info, **await talk.state(sender)})

    @routes.route("/delete", methods=["POST", "OPTIONS"])
    async def delete(request: Request) -> HTTPResponse:
        sender = talk.sessions.sender(_token(request))
        deleted = bool(sender) and await sockets.forget(sender)
        return response.json({"deleted": deleted})


def _token(request: Request) -> object:
    try:
        body = request.json
    except (InvalidUsage, UnicodeDecodeError):
        return None
    return body.get("session_id") if isinstance(body, Mapping) else None
