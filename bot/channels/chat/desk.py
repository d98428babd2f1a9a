"""What every chat platform does with words and commands; how it looks is theirs."""

from __future__ import annotations

import json
import logging
from typing import Any

from bot.channels.chat.commands import Command
from bot.channels.chat.lanes import Deliver, Lanes
from bot.channels.chat.outgoing import Button, Document, Outgoing, outgoing_of
from bot.channels.chat.wording import Wording
from bot.channels.gateway import Gateway
from bot.channels.privacy import PersonalData
from bot.channels.replies import Replies

logger = logging.getLogger(__name__)

# What is said to the gateway for a command. Not shown to the runner.
_SAID = {Command.START: "hello", Command.RESTART: "start over"}


class Desk:
    """Between a platform and the gateway. One for each platform."""

    def __init__(
        self, channel: str, gateway: Gateway, personal: PersonalData, wording: Wording
    ) -> None:
        """`channel` is what the conversation is filed under."""
        self.wording = wording
        self._channel = channel
        self._gateway = gateway
        self._personal = personal
        self._lanes = Lanes()

    async def words(
        self, sender: str, text: str, deliver: Deliver, *, message_id: str = ""
    ) -> None:
        """What the runner wrote, or the payload of what they pressed."""

        async def answer() -> Outgoing:
            try:
                replies = await self._gateway.answer(
                    sender, text, channel=self._channel, message_id=message_id
                )
            except Exception as error:  # noqa: BLE001 - never silence
                logger.error("the gateway raised %s", type(error).__name__)
                return Outgoing(Replies.load().failed)
            return outgoing_of(replies)

        await self._lanes.run(sender, answer, deliver)
        late = await self._gateway.late(sender)
        if late:
            await self._lanes.run(sender, lambda: _ready(outgoing_of(late)), deliver)

    async def command(self, sender: str, command: Command, deliver: Deliver) -> None:
        """A command, typed or pressed."""
        if command in _SAID:
            await self.words(sender, _SAID[command], deliver)
        else:
            await self._lanes.run(sender, lambda: self._done(sender, command), deliver)

    async def remark(self, sender: str, key: str, deliver: Deliver) -> None:
        """Only a sentence of the wording."""

        async def answer() -> Outgoing:
            return self._aside(key)

        await self._lanes.run(sender, answer, deliver)

    def is_alarming(self, text: str) -> bool:
        """Whether these words by themselves raise a red flag."""
        return self._gateway.is_alarming(text)

    async def _done(self, sender: str, command: Command) -> Outgoing:
        if command is Command.DELETE:
            return self._ask_before_deleting()
        if command is Command.DELETE_NOW:
            return await self._delete(sender)
        if command is Command.EXPORT:
            return await self._export(sender)
        return self._aside(command.value)

    def _ask_before_deleting(self) -> Outgoing:
        buttons = tuple(
            Button(self.wording.say(f"{each.value}_button"), does=each)
            for each in (Command.DELETE_NOW, Command.KEEP)
        )
        return self._aside("delete", buttons=buttons)

    async def _delete(self, sender: str) -> Outgoing:
        try:
            await self._personal.delete(sender)
        except Exception as error:  # noqa: BLE001 - the runner must hear of it
            logger.error("deleting a conversation: %s", type(error).__name__)
            return self._aside("delete_failed")
        self._gateway.forget(sender)
        return Outgoing(self.wording.say("deleted"))

    async def _export(self, sender: str) -> Outgoing:
        try:
            kept = await self._personal.export(sender)
        except Exception as error:  # noqa: BLE001 - the runner must hear of it
            logger.error("exporting a conversation: %s", type(error).__name__)
            return self._aside("export_failed")
        if not kept:
            return self._aside("export_nothing")
        content = json.dumps(kept, ensure_ascii=False, indent=2).encode("utf-8")
        document = Document("backstride.json", content)
        return self._aside("export", document=document)

    def _aside(self, key: str, **more: Any) -> Outgoing:
        return Outgoing(self.wording.say(key), aside=True, **more)


async def _ready(outgoing: Outgoing) -> Outgoing:
    return outgoing
