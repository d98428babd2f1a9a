"""A bot at an address, by Rasa's REST channel: only what it says can be seen."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

import aiohttp

from bot.testing.model import Turn
from bot.testing.problems import KitError
from bot.testing.targets import Conversation, Start, outside_only
from bot.testing.targets.inside import reply_of

LONGEST_SECONDS = 60.0
WEBHOOK = "/webhooks/rest/webhook"


class Rest:
    """Talks to `address`, such as http://localhost:5005."""

    name = "url"

    def __init__(self, address: str) -> None:
        """`open` it inside the event loop."""
        self.address = address.rstrip("/").removesuffix(WEBHOOK) + WEBHOOK
        timeout = aiohttp.ClientTimeout(total=LONGEST_SECONDS)
        self.session = aiohttp.ClientSession(timeout=timeout)

    async def begin(self, start: Start) -> Conversation:
        """Slots and stand-ins are out of reach."""
        outside_only(start, "an address")
        return _Conversation(self, start)

    async def close(self) -> None:
        """Close the connections."""
        await self.session.close()


class _Conversation:
    def __init__(self, target: Rest, start: Start) -> None:
        self._target = target
        self._start = start

    async def say(self, text: str, metadata: Mapping[str, Any]) -> Turn:
        """Raises KitError when no answer comes, or no list of messages."""
        message = {
            "sender": self._start.sender,
            "message": text,
            "metadata": {**self._start.metadata, **metadata},
        }
        address = self._target.address
        began = time.perf_counter()
        try:
            async with self._target.session.post(address, json=message) as response:
                body = await response.text()
                status = response.status
        except (aiohttp.ClientError, TimeoutError) as error:
            kind = type(error).__name__
            raise KitError(f"{address} does not answer ({kind}). Is it up?") from error
        seconds = time.perf_counter() - began
        return Turn(
            text, tuple(map(reply_of, _replies(address, status, body))), seconds
        )


def _replies(address: str, status: int, body: str) -> list[dict[str, Any]]:
    try:
        replies = json.loads(body)
    except ValueError:
        replies = None
    if status != 200 or not isinstance(replies, list):
        raise KitError(f"{address} answered {status} and no list of messages.")
    return replies
