"""The Telegram channel: it starts, hands updates over, and says how it is doing."""

from __future__ import annotations

import logging
from typing import Any

from sanic import Blueprint

from bot.channels.chat.commands import TYPED
from bot.channels.chat.connection import Connection
from bot.channels.chat.desk import Desk
from bot.channels.chat.memory import Seen
from bot.channels.chat.patience import AwayError, Patience, RefusedError
from bot.channels.chat.state import ChannelState
from bot.channels.chat.tasks import Tasks
from bot.channels.telegram.api import TelegramApi
from bot.channels.telegram.conversation import TelegramConversation
from bot.channels.telegram.delivery import TelegramDelivery
from bot.channels.telegram.incoming import Bot, incoming_of
from bot.channels.telegram.keyboards import Keyboards
from bot.channels.telegram.polling import POLL_SECONDS, UPDATES, Polling
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.telegram.webhook import telegram_routes

logger = logging.getLogger(__name__)


class TelegramChannel:
    """One bot. Its API being away stops nothing else."""

    name = "telegram"

    def __init__(
        self,
        settings: TelegramSettings,
        desk: Desk,
        patience: Patience | None = None,
        poll_seconds: int = POLL_SECONDS,
    ) -> None:
        """Nothing is opened before `start`."""
        self._settings = settings
        self._desk = desk
        self._patience = patience or Patience()
        self._state = ChannelState("Telegram", settings.mode)
        self._api = TelegramApi(settings, self._patience, self._state)
        keyboards = Keyboards()
        delivery = TelegramDelivery(self._api, keyboards)
        self._conversation = TelegramConversation(desk, delivery, keyboards)
        self._polling = Polling(self._api, self.take, poll_seconds)
        self._updates = Seen()
        self._tasks = Tasks("Telegram")
        self._connection = Connection(self._state)

    @property
    def routes(self) -> Blueprint | None:
        """Our address for the webhook, if there is to be one."""
        if not self._settings.webhook_url:
            return None
        return telegram_routes(self._settings.secret, self.take)

    def status(self) -> dict[str, str]:
        """For /health; see ChannelState.as_dict."""
        return self._state.as_dict()

    async def start(self) -> None:
        """Begin to connect; returns at once."""
        self._connection.open(self._connect)

    async def stop(self) -> None:
        """Take in no more, finish what is under way, close."""
        if not await self._connection.close():
            return
        await self._tasks.finish()
        if not self._settings.webhook_url:
            await self._polling.confirm()
        await self._api.close()
        self._state.stops()

    def take(self, update: dict[str, Any]) -> None:
        """One update; returns at once. A repeated one is let go."""
        if self._updates.again(update.get("update_id")):
            return
        try:
            incoming = incoming_of(update, self._conversation.bot)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            logger.error("Telegram: an update was odd: %s", type(error).__name__)
            return
        if incoming is not None:
            self._tasks.begin(self._conversation.take(incoming))

    async def _connect(self) -> None:
        await self._introduce()
        if self._settings.webhook_url:
            await self._patience.connect(self._state, self._set_webhook)
            self._state.works()
        else:
            await self._polling.run(self._state, self._patience)

    async def _introduce(self) -> None:
        known = await self._patience.connect(
            self._state, lambda: self._api.once("getMe")
        )
        self._conversation.bot = Bot(int(known["id"]), str(known.get("username") or ""))
        if not self._settings.webhook_url:
            await self._patience.connect(
                self._state, lambda: self._api.once("deleteWebhook")
            )
        await self._describe()
        if not self._settings.webhook_url:
            self._state.works()

    async def _describe(self) -> None:
        """The menu of commands; without it the bot works all the same."""
        say = self._desk.wording.say
        commands = [
            {"command": each.value, "description": say(f"command_{each.value}")}
            for each in TYPED
        ]
        try:
            await self._api.once("setMyCommands", commands=commands)
            await self._api.once(
                "setMyShortDescription", short_description=say("about")
            )
        except (AwayError, RefusedError) as error:
            logger.error("Telegram: the menu was not set: %s", error)

    async def _set_webhook(self) -> Any:
        return await self._api.once(
            "setWebhook",
            url=self._settings.webhook_url,
            secret_token=self._settings.secret,
            allowed_updates=list(UPDATES),
        )
