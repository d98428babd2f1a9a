"""Brings an answer to its place on Slack. What cannot be delivered is logged."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from typing import Any

from bot.channels.chat.memory import Latest
from bot.channels.chat.outgoing import Outgoing
from bot.channels.chat.patience import AwayError, RefusedError
from bot.channels.slack.blocks import Block, Message, chosen, messages_of, text_of
from bot.channels.slack.client import SlackClient
from bot.channels.slack.incoming import Place
from bot.channels.slack.text import escape, mrkdwn

logger = logging.getLogger(__name__)

Asked = tuple[str, str]  # ts and channel of a message with buttons, by age


class SlackDelivery:
    """Posts, whispers (to one person in a channel), notes and redraws."""

    def __init__(self, client: SlackClient) -> None:
        """Remembers direct channels and the messages that have buttons."""
        self._client = client
        self._direct: Latest[str] = Latest()
        self._posted: Latest[Message] = Latest()

    async def direct(self, place: Place) -> Place:
        """The person's direct messages with us. Raises AwayError, RefusedError."""
        channel = self._direct.get(place.sender)
        if channel is None:
            opened = await self._client.call("conversations.open", users=place.user)
            channel = str(opened["channel"]["id"])
            self._direct.put(place.sender, channel)
        return replace(place, channel=channel, thread="", private=True)

    async def post(self, place: Place, outgoing: Outgoing) -> Asked | None:
        """The message with buttons, None without. Raises as the client does."""
        asked = None
        for message in messages_of(outgoing):
            ts = await self._post(place, message)
            if message.has_buttons:
                asked = (ts, place.channel)
                self._posted.put(asked, message)
        if outgoing.document is not None:
            await self._client.upload(outgoing.document, place.channel, place.thread)
        return asked

    async def _post(self, place: Place, message: Message) -> str:
        where = {"channel": place.channel, "thread_ts": place.thread}
        rest: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
        try:
            posted = await self._client.call(
                "chat.postMessage",
                **where, **rest, text=message.text, blocks=list(message.blocks),
            )  # fmt: skip
        except RefusedError as refused:
            if "block" not in str(refused):
                raise
            logger.error("Slack did not take our blocks (%s); sent as text", refused)
            posted = await self._client.call(
                "chat.postMessage", **where, **rest, text=message.text
            )
        return str(posted.get("ts", ""))

    async def whisper(self, place: Place, text: str) -> None:
        """Into the channel, but for this person's eyes only."""
        await self._quietly(
            self._client.call(
                "chat.postEphemeral", channel=place.channel, user=place.user,
                thread_ts=place.thread, text=mrkdwn(text),
            )
        )  # fmt: skip

    async def note(self, place: Place, text: str) -> None:
        """Into the thread of the channel, for all to see: no word about health."""
        mention = f"<@{place.user}> {escape(text)}"
        await self._quietly(
            self._client.call(
                "chat.postMessage", channel=place.channel, thread_ts=place.thread,
                text=mention,
            )
        )  # fmt: skip

    async def respond(
        self, response_url: str, text: str, *, instead: bool = False
    ) -> None:
        """For this person's eyes only; `instead` of the message that was pressed."""
        body = {
            "text": mrkdwn(text),
            "response_type": "ephemeral",
            "replace_original": instead,
        }
        await self._quietly(self._client.respond(response_url, body))

    async def redraw(self, channel: str, ts: str, blocks: Sequence[Block]) -> None:
        """Replace a message of ours."""
        await self._quietly(
            self._client.call(
                "chat.update", channel=channel, ts=ts, text=text_of(blocks),
                blocks=list(blocks),
            )
        )  # fmt: skip

    async def without_buttons(self, asked: Asked) -> None:
        """Take the buttons off a message that we posted."""
        message = self._posted.get(asked)
        if message is not None:
            ts, channel = asked
            self._posted.drop(asked)
            await self.redraw(channel, ts, chosen(message.blocks, ""))

    async def publish(self, place: Place, view: dict[str, Any]) -> None:
        """The person's home of the app."""
        await self._quietly(
            self._client.call("views.publish", user_id=place.user, view=view)
        )

    def soon(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Beside whatever else is done."""
        return asyncio.ensure_future(work)

    async def _quietly(self, call: Coroutine[Any, Any, Any]) -> None:
        try:
            await call
        except (AwayError, RefusedError) as error:
            logger.error("a message to Slack was not delivered: %s", error)
