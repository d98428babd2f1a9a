"""Calls of Slack's Web API that wait when told to and try again when it is away."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.channels.chat.outgoing import Document
from bot.channels.chat.patience import AwayError, Patience, RefusedError
from bot.channels.chat.state import ChannelState
from bot.channels.slack.settings import SlackSettings

TIMEOUT_SECONDS = 20
_UNREACHED = (aiohttp.ClientError, asyncio.TimeoutError, OSError, SlackRequestError)
_LATER = ("ratelimited", "internal_error", "fatal_error", "service_unavailable")


def silent_logger() -> logging.Logger:
    """For slack_sdk, whose own logging holds message texts and addresses with keys."""
    logger = logging.getLogger("bot.channels.slack.sdk")
    logger.setLevel(logging.CRITICAL)
    return logger


class SlackClient:
    """The calls we make. All raise AwayError or RefusedError."""

    def __init__(
        self, settings: SlackSettings, patience: Patience, state: ChannelState
    ) -> None:
        """Nothing is opened before the first call. Calls that fail show in `state`."""
        self.web = AsyncWebClient(
            token=settings.bot_token,
            base_url=settings.api_url,
            timeout=TIMEOUT_SECONDS,
            retry_handlers=[],  # ours are the same for every platform
            logger=silent_logger(),
        )
        self._patience = patience
        self._state = state

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """One call, repeated while that can help."""
        return await self._patience.deliver(
            self._state, lambda: self.once(method, **arguments)
        )

    async def once(self, method: str, **arguments: Any) -> dict[str, Any]:
        """One call, tried once."""
        given = {name: value for name, value in arguments.items() if value != ""}
        answer = await translated(lambda: self.web.api_call(method, json=given))
        return dict(answer.data)

    async def upload(self, document: Document, channel: str, thread: str) -> None:
        """A file into a conversation."""

        async def attempt() -> Any:
            return await self.web.files_upload_v2(
                filename=document.name,
                content=document.content,
                channel=channel,
                thread_ts=thread or None,
            )

        await self._patience.deliver(self._state, lambda: translated(attempt))

    async def respond(self, response_url: str, body: dict[str, Any]) -> None:
        """An answer to a press or a slash command, at the address that came with it."""
        hook = AsyncWebhookClient(
            response_url, retry_handlers=[], logger=silent_logger()
        )

        async def attempt() -> Any:
            answer = await hook.send_dict(body)
            if answer.status_code >= 500 or answer.status_code == 429:
                raise AwayError(f"HTTP {answer.status_code}")
            if answer.status_code >= 400:
                raise RefusedError(f"HTTP {answer.status_code}")
            return answer

        await self._patience.deliver(self._state, lambda: translated(attempt))


async def translated(attempt: Callable[[], Awaitable[Any]]) -> Any:
    """Its result. Raises AwayError or RefusedError for whatever the SDK raises."""
    try:
        return await attempt()
    except SlackApiError as error:
        raise refusal(error) from None
    except _UNREACHED as error:
        raise AwayError(f"Slack cannot be reached ({type(error).__name__})") from None


def refusal(error: SlackApiError) -> AwayError | RefusedError:
    """What an error answer means. The texts hold Slack's error code only."""
    response = error.response
    data = getattr(response, "data", None)
    code = str(data.get("error")) if isinstance(data, dict) else "unreadable answer"
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    headers = getattr(response, "headers", None) or {}
    after = str(headers.get("Retry-After", ""))
    if status == 429 or status >= 500 or code in _LATER:
        wait = float(after) if after.isdigit() else 0.0
        return AwayError(f"Slack says {code} (HTTP {status})", wait)
    return RefusedError(f"Slack says {code}")
