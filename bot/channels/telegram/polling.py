"""Long polling: we ask Telegram for updates, so no public address is needed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from bot.channels.chat.patience import AwayError, Patience, RefusedError
from bot.channels.chat.state import ChannelState
from bot.channels.telegram.api import ApiError, TelegramApi

POLL_SECONDS = 50
UPDATES = ("message", "edited_message", "callback_query")
_CONFLICT = 409  # another copy asks with our token, or a webhook is set


class Polling:
    """Asks until it is stopped; `take` gets each update and returns at once."""

    def __init__(
        self, api: TelegramApi, take: Callable[[dict[str, Any]], None], seconds: int
    ) -> None:
        """`seconds`: how long Telegram may keep a request with nothing to tell."""
        self._api = api
        self._take = take
        self._seconds = seconds
        self._offset: int | None = None

    async def run(self, state: ChannelState, patience: Patience) -> None:
        """Raises RefusedError when Telegram does not know the token."""
        failures = 0
        while True:
            try:
                # After a failure not for long: it should soon be known that it works.
                await self._ask(state, 1 if failures else self._seconds)
                failures = 0
            except (AwayError, ApiError) as error:
                if isinstance(error, ApiError) and error.code != _CONFLICT:
                    state.fails(str(error))
                    raise
                state.waits(str(error))
                after = error.after if isinstance(error, AwayError) else 0.0
                await asyncio.sleep(after or patience.wait(failures))
                failures += 1

    async def _ask(self, state: ChannelState, seconds: int) -> None:
        updates = await self._api.once(
            "getUpdates",
            patience=seconds + 15.0,
            timeout=seconds,
            offset=self._offset,
            allowed_updates=list(UPDATES),
        )
        if not isinstance(updates, list):
            raise AwayError("Telegram's answer is not a list of updates")
        state.works()
        for update in updates:
            if isinstance(update, dict) and isinstance(update.get("update_id"), int):
                self._offset = update["update_id"] + 1
                self._take(update)

    async def confirm(self) -> None:
        """Tell Telegram what we have taken, so that it does not come again."""
        if self._offset is None:
            return
        try:
            await self._api.once("getUpdates", offset=self._offset, limit=1)
        except (AwayError, RefusedError):
            return  # then it comes again; better twice than never
