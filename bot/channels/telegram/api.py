"""Calls of the Bot API. The token stands in every address, so none is ever logged."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp

from bot.channels.chat.outgoing import Document
from bot.channels.chat.patience import AwayError, Patience, RefusedError
from bot.channels.chat.state import ChannelState
from bot.channels.telegram.settings import TelegramSettings

TIMEOUT_SECONDS = 20.0
_UNREACHED = (aiohttp.ClientError, asyncio.TimeoutError, OSError)


class ApiError(RefusedError):
    """Telegram said no. `code` as HTTP's, the text is Telegram's description."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(f"Telegram says {code} {description}")
        self.code = code
        self.description = description


class TelegramApi:
    """All calls raise AwayError or ApiError."""

    def __init__(
        self, settings: TelegramSettings, patience: Patience, state: ChannelState
    ) -> None:
        """The HTTP session is opened by the first call, inside the running loop."""
        self._base = f"{settings.api_url}/bot{settings.token}"
        self._patience = patience
        self._state = state
        self._session: aiohttp.ClientSession | None = None

    async def call(self, method: str, **parameters: Any) -> Any:
        """One call, repeated while that can help."""
        return await self._patience.deliver(
            self._state, lambda: self.once(method, **parameters)
        )

    async def once(
        self, method: str, *, patience: float = TIMEOUT_SECONDS, **parameters: Any
    ) -> Any:
        """One call, tried once. `patience`: seconds to wait for the answer."""
        given = {key: value for key, value in parameters.items() if value is not None}
        return await self._post(method, patience, json=given)

    async def upload(
        self, document: Document, chat_id: int, topic: int | None = None
    ) -> None:
        """A file into a chat."""

        async def attempt() -> Any:
            form = aiohttp.FormData()
            form.add_field("chat_id", str(chat_id))
            if topic is not None:
                form.add_field("message_thread_id", str(topic))
            form.add_field("document", document.content, filename=document.name)
            return await self._post("sendDocument", TIMEOUT_SECONDS, data=form)

        await self._patience.deliver(self._state, attempt)

    async def close(self) -> None:
        """End the session."""
        if self._session is not None:
            await self._session.close()

    async def _post(self, method: str, seconds: float, **body: Any) -> Any:
        if self._session is None:
            self._session = aiohttp.ClientSession(trust_env=True)  # proxies
        limit = aiohttp.ClientTimeout(total=seconds)
        try:
            async with self._session.post(
                f"{self._base}/{method}", timeout=limit, allow_redirects=False, **body
            ) as response:
                status, text = response.status, await response.text()
        except _UNREACHED as error:  # its text may hold the address, and so the token
            raise AwayError(
                f"Telegram cannot be reached ({type(error).__name__})"
            ) from None
        return _result(status, text)


def _result(status: int, text: str) -> Any:
    try:
        answer = json.loads(text)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise AwayError(f"Telegram's answer cannot be read (HTTP {status})")
    if answer.get("ok"):
        return answer.get("result")
    code = int(answer.get("error_code") or status)
    description = str(answer.get("description") or "")[:200]
    if code == 429 or code >= 500:
        after = (answer.get("parameters") or {}).get("retry_after") or 0
        raise AwayError(f"Telegram says {code} {description}", float(after))
    raise ApiError(code, description)
