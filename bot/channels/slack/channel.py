"""The Slack channel: it starts, hands over what comes in, and says how it is doing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sanic import Blueprint

from bot.channels.chat.connection import Connection
from bot.channels.chat.desk import Desk
from bot.channels.chat.memory import Seen
from bot.channels.chat.patience import Patience
from bot.channels.chat.state import CONNECTED, RETRYING, ChannelState
from bot.channels.chat.tasks import Tasks
from bot.channels.slack.client import SlackClient
from bot.channels.slack.conversation import SlackConversation
from bot.channels.slack.delivery import SlackDelivery
from bot.channels.slack.incoming import event_of, press_of, slash_of
from bot.channels.slack.routes import slack_routes
from bot.channels.slack.settings import SlackSettings
from bot.channels.slack.socket_mode import SlackSocket


class SlackChannel:
    """One workspace. Its API being away stops nothing else."""

    name = "slack"

    def __init__(
        self, settings: SlackSettings, desk: Desk, patience: Patience | None = None
    ) -> None:
        """Nothing is opened before `start`."""
        self._settings = settings
        self._patience = patience or Patience()
        self._state = ChannelState("Slack", settings.mode)
        self._client = SlackClient(settings, self._patience, self._state)
        self._conversation = SlackConversation(desk, SlackDelivery(self._client))
        self._socket = SlackSocket(settings.app_token, self._client, self.take)
        self._bot_user = ""
        self._events = Seen()
        self._tasks = Tasks("Slack")
        self._connection = Connection(self._state)

    @property
    def routes(self) -> Blueprint | None:
        """Our address for the Events API, if there is a secret to check it with."""
        secret = self._settings.signing_secret
        return slack_routes(secret, self.take) if secret else None

    def status(self) -> dict[str, str]:
        """For /health; see ChannelState.as_dict."""
        known = self._state.as_dict()
        needs_socket = self._settings.app_token and known["state"] == CONNECTED
        if needs_socket and not self._socket.is_open:
            problem = "the socket is closed; it is being opened again"
            return {**known, "state": RETRYING, "problem": problem}
        return known

    async def start(self) -> None:
        """Begin to connect; returns at once."""
        self._connection.open(self._connect)

    async def stop(self) -> None:
        """Take in no more, finish what is under way, close."""
        if not await self._connection.close():
            return
        await self._socket.close()
        await self._tasks.finish()
        self._state.stops()

    def take(self, kind: str, payload: Mapping[str, Any]) -> None:
        """One delivery; returns at once. A repeated one is let go."""
        event_id = payload.get("event_id")
        if event_id and self._events.again(event_id):
            return
        if kind == "events_api":
            incoming: Any = event_of(payload, self._bot_user)
        elif kind == "interactive":
            incoming = press_of(payload)
        else:
            incoming = slash_of(payload) if kind == "slash_commands" else None
        if incoming is not None:
            self._tasks.begin(self._conversation.take(incoming))

    async def _connect(self) -> None:
        known = await self._patience.connect(
            self._state, lambda: self._client.once("auth.test")
        )
        self._bot_user = str(known.get("user_id") or "")
        if self._settings.app_token:
            await self._socket.open(self._state, self._patience)
        self._state.works()
