"""The chat platforms that are switched on by their variables, started as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from sanic import Blueprint

from bot.channels.chat.desk import Desk
from bot.channels.chat.wording import Wording
from bot.channels.gateway import Gateway
from bot.channels.privacy import PersonalData
from bot.channels.slack import SlackChannel
from bot.channels.slack.settings import BOT_TOKEN, SlackSettings
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.settings import TOKEN, TelegramSettings

_WAYS = {
    "socket_mode": "Socket Mode, needs no public address",
    "events_api": "Events API at /webhooks/slack/webhook",
    "long_polling": "long polling, needs no public address",
    "webhook": "webhook at /webhooks/telegram/webhook",
}


class Channel(Protocol):
    """A platform."""

    name: str

    @property
    def routes(self) -> Blueprint | None:
        """What it serves itself."""

    def status(self) -> dict[str, str]:
        """How it is doing."""

    async def start(self) -> None:
        """Begin; returns at once."""

    async def stop(self) -> None:
        """End."""


class Platforms:
    """Those that are on; `status` is for /health."""

    def __init__(self, channels: Sequence[Channel] = ()) -> None:
        """Nothing happens before `start`."""
        self.channels = tuple(channels)

    @classmethod
    def from_environment(
        cls, environment: Mapping[str, str], gateway: Gateway, personal: PersonalData
    ) -> Platforms:
        """Raises SettingsError with the variable's name and what to do."""
        slack = SlackSettings.read(environment)
        telegram = TelegramSettings.read(environment)
        if slack is None and telegram is None:
            return cls()
        wording, channels = Wording.load(), list[Channel]()
        if slack is not None:
            desk = Desk("slack", gateway, personal, wording)
            channels.append(SlackChannel(slack, desk))
        if telegram is not None:
            desk = Desk("telegram", gateway, personal, wording)
            channels.append(TelegramChannel(telegram, desk))
        return cls(channels)

    def status(self) -> dict[str, dict[str, str]]:
        """Per channel what ChannelState.as_dict says."""
        return {channel.name: channel.status() for channel in self.channels}

    async def start(self) -> None:
        """Begin to connect all of them; returns at once."""
        for channel in self.channels:
            await channel.start()

    async def stop(self) -> None:
        """End all of them."""
        for channel in self.channels:
            await channel.stop()

    def in_words(self) -> list[str]:
        """A line for each platform: how it is on, or how to switch it on."""
        modes = {name: state["mode"] for name, state in self.status().items()}
        known = (("slack", "Slack", BOT_TOKEN), ("telegram", "Telegram", TOKEN))
        return [
            f"{title}: on ({_WAYS[modes[name]]})"
            if name in modes
            else f"{title}: off (set {variable.name} to switch it on; see README.md)"
            for name, title, variable in known
        ]
