"""The stand-in: what an app may call, and what people do in their workspace."""

from __future__ import annotations

import itertools
import json
import re
import time
from typing import Any

from aiohttp import web

from tests.fakes.slack.deliveries import Deliveries
from tests.fakes.slack.rules import (
    EVENTS,
    PARAMETERS,
    SCOPES,
    RefusalError,
    check_message,
    check_view,
    granted,
)
from tests.fakes.standin import StandIn, answer, hang_up, parameters

Message = dict[str, Any]


class FakeSlack(StandIn):
    """One workspace with one app. Channels are kept as their members see them."""

    BOT_TOKEN = "xoxb-1111-2222-stand-in"
    APP_TOKEN = "xapp-1-A1-3333-stand-in"
    SIGNING_SECRET = "0123456789abcdef0123456789abcdef"
    TEAM, BOT_USER = "T1", "UBOT"

    def __init__(self) -> None:
        super().__init__()
        self.deliveries = Deliveries(self, self.SIGNING_SECRET)
        self.posted: list[Message] = []  # to everybody in the channel, oldest first
        self.whispered: list[Message] = []  # each for one person
        self.answered: list[tuple[str, dict[str, Any]]] = []  # to response_url
        self.homes: dict[str, dict[str, Any]] = {}
        self.files: list[dict[str, Any]] = []
        self.closed: set[str] = set()  # people who take no direct messages
        self.scopes, self.events = granted()
        self._uploads: dict[str, bytes] = {}
        self._numbers = itertools.count(1)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/api/{method}", self._called),
            web.get("/api/{method}", self._called),
            web.post("/upload/{file}", self._upload),
            web.post("/response/{id}", self._respond),
            web.get("/socket", self.deliveries.socket),
            web.post("/control/{what}", self._control),
            web.get("/control/chat", self._show),
        ]

    # What people see and do.

    def chat(self, channel: str) -> list[Message]:
        return [each for each in self.posted if each["channel"] == channel]

    def said(self, channel: str) -> list[str]:
        """The bot's texts in a channel, as a screen reader has them."""
        return [each["text"] for each in self.chat(channel)]

    def live(self, channel: str) -> list[Message]:
        """The messages with buttons."""
        return [each for each in self.chat(channel) if buttons(each)]

    def say(
        self, user: str, text: str, *, channel: str = "", thread: str = "", **more: Any
    ) -> dict[str, Any]:
        """A direct message, or in a channel a mention. The event's body."""
        direct = not channel
        event = {"type": "message" if direct else "app_mention", "user": user,
                 "text": text, "ts": self._ts(), "channel": channel or f"D{user}",
                 "team": self.TEAM, **more}  # fmt: skip
        event |= {"channel_type": "im"} if direct else {}
        event |= {"thread_ts": thread} if thread else {}
        return self.happens(event)

    def happens(self, event: dict[str, Any]) -> dict[str, Any]:
        """Any event that the app has asked for."""
        name, scope = EVENTS[event["type"]]
        assert name in self.events, f"the manifest does not ask for {name}"
        assert not scope or scope in self.scopes, f"the manifest lacks {scope}"
        body = {"type": "event_callback", "team_id": self.TEAM, "api_app_id": "A1",
                "event_id": f"Ev{next(self._numbers)}", "event_time": int(time.time()),
                "event": event}  # fmt: skip
        self.deliveries.send("events_api", body)
        return body

    def press(
        self, user: str, label: str, message: Message | None = None
    ) -> dict[str, Any]:
        """A press of a button that carries the label. The payload."""
        message = message or self.live(f"D{user}")[-1]
        button = next(b for b in buttons(message) if b["text"]["text"] == label)
        container = {
            "type": "message",
            "message_ts": message["ts"],
            "channel_id": message["channel"],
            "is_ephemeral": False,
        }
        return self.pressed(user, button, message["channel"], container, message)

    def pressed(
        self, user: str, button: Any, channel: str, container: Any, message: Any
    ) -> dict[str, Any]:
        payload = {"type": "block_actions", "user": {"id": user, "team_id": self.TEAM},
                   "team": {"id": self.TEAM}, "container": container,
                   "actions": [{**button, "block_id": "b", "action_ts": self._ts()}],
                   "trigger_id": f"t{next(self._numbers)}", "api_app_id": "A1",
                   "response_url": self._response_url()}  # fmt: skip
        payload |= {"channel": {"id": channel, "name": "x"}} if channel else {}
        payload |= {"message": {**message, "user": self.BOT_USER}} if message else {}
        self.deliveries.send("interactive", payload)
        return payload

    def command(self, user: str, text: str, channel: str = "C1") -> dict[str, str]:
        """A slash command."""
        form = {"command": "/backstride", "text": text, "user_id": user,
                "team_id": self.TEAM, "channel_id": channel,
                "trigger_id": f"t{next(self._numbers)}", "api_app_id": "A1",
                "response_url": self._response_url()}  # fmt: skip
        self.deliveries.send("slash_commands", form)
        return form

    def _response_url(self) -> str:
        return f"{self.url}/response/r{next(self._numbers)}"

    def _ts(self) -> str:
        return f"{int(time.time())}.{next(self._numbers):06d}"

    # What an app may call.

    async def _called(self, request: web.Request) -> web.Response:
        if self.away:
            return hang_up(request)
        method = request.match_info["method"]
        try:
            self._check(method, request.headers.get("Authorization", ""))
            given = await parameters(request)
            self.calls.append((method, given))
            done = {"ok": True, **self._do(method, given)}
        except RefusalError as refusal:
            refused = answer({"ok": False, "error": refusal.error}, refusal.status)
            if refusal.after:
                refused.headers["Retry-After"] = str(refusal.after)
            return refused
        await self.confirms.wait()
        return answer(done)

    def _check(self, method: str, authorization: str) -> None:
        opens = method == "apps.connections.open"
        if authorization != f"Bearer {self.APP_TOKEN if opens else self.BOT_TOKEN}":
            raise RefusalError("invalid_auth")

    def _do(self, method: str, given: dict[str, Any]) -> dict[str, Any]:
        if SCOPES.get(method, "chat:write") not in self.scopes:
            raise RefusalError("missing_scope")
        if wait := self.waits(method):
            raise RefusalError("ratelimited", 429, wait)
        if method not in PARAMETERS:
            raise RefusalError("unknown_method")
        if set(given) - PARAMETERS[method]:
            raise RefusalError("invalid_arguments")
        words = re.sub("([a-z])([A-Z])", r"\1_\2", method.replace(".", "_"))
        return dict(getattr(self, f"_on_{words.lower()}")(given))

    def _on_auth_test(self, given: dict[str, Any]) -> Any:
        return {"user_id": self.BOT_USER, "team_id": self.TEAM, "bot_id": "B1"}

    def _on_apps_connections_open(self, given: dict[str, Any]) -> Any:
        return {"url": self.url.replace("http", "ws") + "/socket"}

    def _on_conversations_open(self, given: dict[str, Any]) -> Any:
        if given["users"] in self.closed:
            raise RefusalError("cannot_dm_bot")
        return {"channel": {"id": f"D{given['users']}"}}

    def _on_chat_post_message(self, given: dict[str, Any]) -> Any:
        check_message(given)
        if not given.get("channel"):
            raise RefusalError("channel_not_found")
        message = {**given, "ts": self._ts()}
        self.posted.append(message)
        return {"channel": given["channel"], "ts": message["ts"]}

    def _on_chat_post_ephemeral(self, given: dict[str, Any]) -> Any:
        check_message(given)
        if not given.get("channel") or not given.get("user"):
            raise RefusalError("user_not_in_channel")
        self.whispered.append(given)
        return {"message_ts": self._ts()}

    def _on_chat_update(self, given: dict[str, Any]) -> Any:
        check_message(given)
        for message in self.posted:
            if (message["channel"], message["ts"]) == (given["channel"], given["ts"]):
                message.update(given)
                return {"ts": given["ts"]}
        raise RefusalError("message_not_found")

    def _on_views_publish(self, given: dict[str, Any]) -> Any:
        check_view(given.get("view"))
        self.homes[given["user_id"]] = given["view"]
        return {}

    def _on_files_get_upload_urlexternal(self, given: dict[str, Any]) -> Any:
        file = f"F{next(self._numbers)}"
        return {"upload_url": f"{self.url}/upload/{file}", "file_id": file}

    def _on_files_complete_upload_external(self, given: dict[str, Any]) -> Any:
        files = json.loads(given["files"])
        for each in files:
            if each["id"] not in self._uploads:
                raise RefusalError("file_not_found")
            content = self._uploads[each["id"]].decode()
            self.files.append({"channel": given["channel_id"], "content": content})
        return {"files": files}

    async def _upload(self, request: web.Request) -> web.Response:
        self._uploads[request.match_info["file"]] = await request.read()
        return web.Response(text="OK", content_type="text/plain")

    async def _respond(self, request: web.Request) -> web.Response:
        body = await request.json()
        if not body.get("text"):
            return web.Response(status=400, text="no_text")
        self.answered.append((request.path.rpartition("/")[2], body))
        return web.Response(text="ok", content_type="text/plain")

    # For people who run it on its own.

    async def _control(self, request: web.Request) -> web.Response:
        given, what = await request.json(), request.match_info["what"]
        if what == "events":
            self.deliveries.url = str(given["url"])
            return answer({})
        if what == "limit":
            self.limit(str(given["method"]), int(given.get("seconds", 1)))
            return answer({})
        if what in ("say", "press", "command"):
            return answer(getattr(self, what)(**given))
        raise web.HTTPNotFound

    async def _show(self, request: web.Request) -> web.Response:
        return answer(self.chat(request.query["channel"]))


def buttons(message: Message) -> list[dict[str, Any]]:
    """The buttons of a message."""
    blocks = message.get("blocks") or []
    rows = [block["elements"] for block in blocks if block["type"] == "actions"]
    return [button for row in rows for button in row]
