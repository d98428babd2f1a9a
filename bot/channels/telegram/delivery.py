"""Brings an answer to its place on Telegram. What cannot be delivered is logged."""

from __future__ import annotations

import logging
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

from bot.channels.chat.outgoing import Outgoing
from bot.channels.chat.patience import AwayError, RefusedError
from bot.channels.chat.splitting import split, utf16
from bot.channels.telegram.api import ApiError, TelegramApi
from bot.channels.telegram.incoming import Chat, Pressed
from bot.channels.telegram.keyboards import Keyboard, Keyboards
from bot.channels.telegram.text import html

logger = logging.getLogger(__name__)

MOST_TEXT = 4096  # UTF-16 units
UNWELCOME = (400, 403)  # no such chat, or the person has not opened one with us
_NO_MARKUP: Keyboard = {"inline_keyboard": []}


class TelegramDelivery:
    """Posts, notes, and redraws what has been pressed."""

    def __init__(self, api: TelegramApi, keyboards: Keyboards) -> None:
        """Shares the keyboards with whoever reads the presses."""
        self._api = api
        self._keyboards = keyboards

    async def post(self, place: Chat, outgoing: Outgoing) -> int | None:
        """The id of the message with buttons, None without. Raises as the API does."""
        keyboard = self._keyboards.of(outgoing.buttons)
        pieces = split(outgoing.text, MOST_TEXT, size=utf16)
        last = 0
        for number, piece in enumerate(pieces, start=1):
            markup = keyboard if number == len(pieces) else None
            last = await self._send(place, piece, reply_markup=markup)
        if outgoing.document is not None:
            await self._api.upload(outgoing.document, place.chat, place.topic)
        return last if keyboard else None

    async def note(
        self, place: Chat, message: int, text: str, link: tuple[str, str] | None = None
    ) -> None:
        """Said in a group, for all to see. `link`: label and address of a button."""
        keys = [[{"text": link[0], "url": link[1]}]] if link else []
        reply = {"message_id": message, "allow_sending_without_reply": True}
        for piece in split(text, MOST_TEXT, size=utf16):
            await self._quietly(
                self._send(
                    place, piece, reply_parameters=reply,
                    reply_markup={"inline_keyboard": keys} if keys else None,
                )
            )  # fmt: skip

    async def types(self, place: Chat) -> None:
        """The three dots; nobody misses them."""
        try:
            await self._api.once("sendChatAction", chat_id=place.chat, action="typing")
        except (AwayError, RefusedError):
            return

    async def acknowledge(self, pressed: Pressed, text: str | None = None) -> None:
        """Ends the spinner on the button; `text` pops up."""
        short = text[:200] if text else None
        try:
            await self._api.once(
                "answerCallbackQuery", callback_query_id=pressed.id, text=short
            )
        except (AwayError, RefusedError) as error:
            logger.info("a press was not acknowledged: %s", error)

    async def redraw(self, pressed: Pressed, note: str) -> None:
        """The pressed message without its buttons, and with the note under it."""
        text = f"{pressed.text}\n\n{note}"
        if not pressed.message:
            return
        if not pressed.text or utf16(text) > MOST_TEXT:
            await self.without_buttons(pressed.place.chat, pressed.message)
            return
        await self._quietly(
            self._api.call(
                "editMessageText", chat_id=pressed.place.chat,
                message_id=pressed.message, text=text,
                entities=list(pressed.entities), reply_markup=_NO_MARKUP,
            )
        )  # fmt: skip

    async def without_buttons(self, chat: int, message: int) -> None:
        """Take the keyboard off a message."""
        await self._quietly(
            self._api.call(
                "editMessageReplyMarkup",
                chat_id=chat, message_id=message, reply_markup=_NO_MARKUP,
            )
        )  # fmt: skip

    async def _send(self, place: Chat, text: str, **more: Any) -> int:
        where = {"chat_id": place.chat, "message_thread_id": place.topic}
        more["link_preview_options"] = {"is_disabled": True}
        try:
            sent = await self._api.call(
                "sendMessage", **where, **more, text=html(text), parse_mode="HTML"
            )
        except ApiError as error:
            if error.code != 400 or "entities" not in error.description:
                raise
            logger.error("Telegram did not take our HTML; sent as plain text")
            sent = await self._api.call("sendMessage", **where, **more, text=text)
        return int(sent["message_id"])

    async def _quietly(self, call: Coroutine[Any, Any, Any]) -> None:
        try:
            await call
        except (AwayError, RefusedError) as error:
            if "not modified" not in str(error):
                logger.error("a message to Telegram was not delivered: %s", error)


def direct(place: Chat) -> Chat:
    """The person's private chat with us."""
    return replace(place, chat=place.user, private=True, topic=None)
