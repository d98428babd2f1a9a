"""The stand-in: what a bot may call, and what people do in their chats."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Any

from aiohttp import web

from tests.fakes.standin import answer, hang_up, parameters
from tests.fakes.telegram.people import Message, People
from tests.fakes.telegram.rules import (
    PARAMETERS,
    RefusalError,
    bad,
    check_commands,
    check_webhook,
    keyboard,
    shown,
    snake,
    units,
)

WEBHOOK_IS_SET = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook "
    "to delete the webhook first"
)
STRANGER = "Forbidden: bot can't initiate conversation with a user"
ANOTHER_ASKS = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot "
    "instance is running"
)


class FakeTelegram(People):
    """One bot. Chats are kept as the people see them."""

    TOKEN = "987654:stand-in-token-of-thirty-five-chars"

    def __init__(self) -> None:
        super().__init__()
        self.unknown: set[int] = set()  # people who have not opened a chat with the bot
        self.commands: list[dict[str, str]] = []
        self._poll = 0

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/bot{token}/{method}", self._called),
            web.post("/control/{what}", self._control),
            web.get("/control/chat", self._show),
        ]

    # What a bot may call.

    async def _called(self, request: web.Request) -> web.Response:
        if self.away:
            return hang_up(request)
        method = request.match_info["method"]
        try:
            self._check(request.match_info["token"])
            given = await parameters(request)
            self.calls.append((method, given))
            result = await self._do(method, given)
            if method != "getUpdates":  # else nothing they do would be heard
                await self.confirms.wait()
        except RefusalError as refusal:
            body = {"ok": False, "error_code": refusal.code,
                    "description": refusal.description}  # fmt: skip
            if refusal.parameters:
                body["parameters"] = refusal.parameters
            return answer(body, refusal.code)
        return answer({"ok": True, "result": result})

    def _check(self, token: str) -> None:
        if token != self.TOKEN:
            raise RefusalError(401, "Unauthorized")

    async def _do(self, method: str, given: dict[str, Any]) -> Any:
        if method not in PARAMETERS:
            raise RefusalError(404, "Not Found")
        unknown = set(given) - PARAMETERS[method]
        if unknown:  # the real one ignores them; here they are mistakes
            raise bad(f"unknown parameters {sorted(unknown)}")
        if wait := self.waits(method):
            text = f"Too Many Requests: retry after {wait}"
            raise RefusalError(429, text, retry_after=wait)
        return await getattr(self, f"_on_{snake(method)}")(given)

    async def _on_get_me(self, given: dict[str, Any]) -> Any:
        return self.BOT

    async def _on_set_webhook(self, given: dict[str, Any]) -> Any:
        check_webhook(given)
        self.webhook = given
        waiting, self._updates = self._updates, []
        for update in waiting:
            self.send(update)
        return True

    async def _on_delete_webhook(self, given: dict[str, Any]) -> Any:
        self.webhook = None
        return True

    async def _on_get_webhook_info(self, given: dict[str, Any]) -> Any:
        return {"url": (self.webhook or {}).get("url", "")}

    async def _on_set_my_commands(self, given: dict[str, Any]) -> Any:
        check_commands(given.get("commands"))
        self.commands = given["commands"]
        return True

    async def _on_set_my_short_description(self, given: dict[str, Any]) -> Any:
        if len(given.get("short_description", "")) > 120:
            raise bad("short description is too long")
        return True

    async def _on_get_updates(self, given: dict[str, Any]) -> Any:
        if self.webhook:
            raise RefusalError(409, WEBHOOK_IS_SET)
        self._poll += 1
        mine = self._poll
        offset = int(given.get("offset") or 0)
        self._updates = [each for each in self._updates if each["update_id"] >= offset]
        end = time.monotonic() + int(given.get("timeout") or 0)
        while not self._updates and time.monotonic() < end:
            self._news.clear()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._news.wait(), 0.1)
            if mine != self._poll:
                raise RefusalError(409, ANOTHER_ASKS)
        kinds = set(given.get("allowed_updates") or [])
        wanted = [each for each in self._updates if not kinds or kinds & set(each)]
        return wanted[: int(given.get("limit") or 100)]

    async def _on_send_message(self, given: dict[str, Any]) -> Any:
        chat = self._reachable(given)
        text, entities = shown(given)
        rows = keyboard(given.get("reply_markup"))
        message = self._message(0, chat, **{"from": self.BOT})
        message |= {"text": text}
        message |= {"entities": entities} if entities else {}
        message |= {"reply_markup": {"inline_keyboard": rows}} if rows else {}
        for key in ("message_thread_id", "reply_parameters"):
            message |= {key: given[key]} if key in given else {}
        return message

    async def _on_send_document(self, given: dict[str, Any]) -> Any:
        chat = self._reachable(given)
        content = given.get("document")
        if not isinstance(content, bytes) or not content:
            raise bad("there is no document in the request")
        message = self._message(0, chat, **{"from": self.BOT})
        message["document"] = content.decode()
        return {**message, "document": {"file_id": "1"}}

    async def _on_send_chat_action(self, given: dict[str, Any]) -> Any:
        self._reachable(given)
        if given.get("action") != "typing":
            raise bad("wrong parameter action in request")
        return True

    async def _on_answer_callback_query(self, given: dict[str, Any]) -> Any:
        id_ = str(given.get("callback_query_id"))
        if id_ not in self.presses:
            raise bad("query is too old and response timeout expired or query ID is "
                      "invalid")  # fmt: skip
        text = str(given.get("text") or "")
        if units(text) > 200:
            raise bad("MESSAGE_TOO_LONG")
        self.presses[id_] = text
        return True

    async def _on_edit_message_text(self, given: dict[str, Any]) -> Any:
        message = self._own(given)
        text, entities = shown(given)
        rows = keyboard(given.get("reply_markup"))
        return self._changed(message, text=text, entities=entities, rows=rows)

    async def _on_edit_message_reply_markup(self, given: dict[str, Any]) -> Any:
        message, rows = self._own(given), keyboard(given.get("reply_markup"))
        return self._changed(
            message,
            text=message["text"],
            entities=message.get("entities", []),
            rows=rows,
        )

    def _changed(self, message: Message, *, text: str, entities: Any, rows: Any) -> Any:
        after = {**message, "text": text, "entities": entities}
        after["reply_markup"] = {"inline_keyboard": rows}
        before = {"entities": [], "reply_markup": {"inline_keyboard": []}, **message}
        if after == before:
            raise bad("message is not modified: specified new message content and "
                      "reply markup are exactly the same")  # fmt: skip
        if not rows:
            del after["reply_markup"]
        message.clear()
        message.update(after)
        return message

    def _reachable(self, given: dict[str, Any]) -> int:
        chat = int(given.get("chat_id") or 0)
        if not chat:
            raise bad("chat not found")
        if chat in self.unknown:
            raise RefusalError(
                403, "Forbidden: bot can't initiate conversation with a user"
            )
        return chat

    def _own(self, given: dict[str, Any]) -> Message:
        key = int(given.get("chat_id") or 0), int(given.get("message_id") or 0)
        message = self.messages.get(key)
        if message is None:
            raise bad("message to edit not found")
        if message["from"] != self.BOT:
            raise bad("message can't be edited")
        return message

    # For people who run it on its own.

    async def _control(self, request: web.Request) -> web.Response:
        given, what = await request.json(), request.match_info["what"]
        if what == "say":
            return answer(self.say(int(given.pop("user")), **given))
        if what == "press":
            return answer(self.press(int(given["user"]), str(given["label"])))
        if what == "limit":
            self.limit(str(given["method"]), int(given.get("seconds", 1)))
            return answer({})
        raise web.HTTPNotFound

    async def _show(self, request: web.Request) -> web.Response:
        return answer(self.chat(int(request.query["chat"])))
