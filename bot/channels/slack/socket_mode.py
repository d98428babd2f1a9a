"""Socket Mode: Slack's events over a socket that we open, so no public address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.channels.chat.patience import Patience
from bot.channels.chat.state import ChannelState
from bot.channels.slack.client import SlackClient, silent_logger, translated

Take = Callable[[str, Mapping[str, Any]], None]


class SlackSocket:
    """One socket; the SDK renews it when Slack or the network ends it."""

    def __init__(self, app_token: str, client: SlackClient, take: Take) -> None:
        """Nothing is opened before `open`."""
        self._app_token = app_token
        self._client = client
        self._take = take
        self._socket: SocketModeClient | None = None

    async def open(self, state: ChannelState, patience: Patience) -> None:
        """Connect, however long it takes. Raises RefusedError for a wrong token."""
        socket = SocketModeClient(
            self._app_token, web_client=self._client.web, logger=silent_logger()
        )
        self._socket = socket
        socket.socket_mode_request_listeners.append(self._receive)

        async def address() -> str:
            return str(await translated(socket.issue_new_wss_url))

        socket.wss_uri = await patience.connect(state, address)
        await socket.connect()

    @property
    def is_open(self) -> bool:
        """Whether events can reach us."""
        session = self._socket.current_session if self._socket else None
        return session is not None and not session.closed

    async def close(self) -> None:
        """End the socket."""
        if self._socket is not None:
            await self._socket.close()

    async def _receive(
        self, socket: AsyncBaseSocketModeClient, request: SocketModeRequest
    ) -> None:
        # First the acknowledgement: without it Slack sends the event again.
        await socket.send_socket_mode_response(SocketModeResponse(request.envelope_id))
        self._take(request.type, request.payload)
