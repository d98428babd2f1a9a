"""What becomes of each thing Slack sends. Health is answered in private only."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from bot.channels.chat.commands import Command, command_of
from bot.channels.chat.desk import Desk
from bot.channels.chat.lanes import Deliver
from bot.channels.chat.memory import Seen
from bot.channels.chat.outgoing import Outgoing
from bot.channels.chat.patience import AwayError, RefusedError
from bot.channels.chat.questions import OpenQuestions
from bot.channels.slack.blocks import DO, SAY, chosen
from bot.channels.slack.delivery import Asked, SlackDelivery
from bot.channels.slack.home import home_view
from bot.channels.slack.incoming import Home, Place, Press, Slash, Words

logger = logging.getLogger(__name__)

# What is said where the runner wrote, beside the private answer; whether that arrived.
Beside = Callable[[Outgoing, bool], Coroutine[Any, Any, None]]


class SlackConversation:
    """Takes incoming values, answers through the desk and the delivery."""

    def __init__(self, desk: Desk, delivery: SlackDelivery) -> None:
        """Shares the desk's wording."""
        self._desk = desk
        self._delivery = delivery
        self._questions: OpenQuestions[Asked] = OpenQuestions()
        self._messages = Seen()

    async def take(self, incoming: Words | Press | Slash | Home) -> None:
        """Whatever it is; the second event about one message is not answered."""
        if isinstance(incoming, Words):
            if not self._messages.again(incoming.id):
                await self._words(incoming)
        elif isinstance(incoming, Slash):
            if not incoming.id or not self._messages.again(incoming.id):
                await self._slash(incoming)
        elif isinstance(incoming, Press):
            await self._press(incoming)
        else:
            await self._delivery.publish(incoming.place, home_view(self._desk.wording))

    async def _words(self, words: Words) -> None:
        place, text = words.place, words.text
        deliver = self._deliver(place, self._beside(place))
        if not text and words.has_files:
            await self._desk.remark(place.sender, "only_words", deliver)
        elif not text:
            await self._desk.command(place.sender, Command.START, deliver)
        else:
            if words.has_files:
                deliver = self._deliver(place, self._beside(place), "words_of_it")
            await self._say(place, text, deliver, words.id)

    async def _slash(self, slash: Slash) -> None:
        place = slash.place
        deliver = self._deliver(place, self._reply_to(slash))
        command = command_of(slash.text) if slash.text else Command.HELP
        if command is not None:
            await self._desk.command(place.sender, command, deliver)
        else:
            await self._say(place, slash.text, deliver, slash.id)

    async def _press(self, press: Press) -> None:
        place = press.place
        deliver = self._deliver(place, self._beside(place))
        kind, _, name = press.action.partition(":")
        if not place.channel and kind == DO:  # in the home, where buttons stay
            await self._desk.command(place.sender, Command(name), deliver)
        elif self._counts(press, kind):
            await self._answer(press, kind, name, deliver)
        else:
            await self._show(press, self._desk.wording.say("passed"))

    def _counts(self, press: Press, kind: str) -> bool:
        """Answers only to the latest question, commands at any time; each once."""
        message = (press.message, press.place.channel)
        if kind == DO:
            return not self._messages.again(("pressed", *message))
        return self._questions.press(press.place.sender, message)

    async def _answer(
        self, press: Press, kind: str, name: str, deliver: Deliver
    ) -> None:
        """The turn does not wait for the message to be redrawn."""
        sender = press.place.sender
        note = self._desk.wording.say("chosen", choice=press.label or press.value)
        redrawn = self._delivery.soon(self._show(press, note))
        if kind == DO and name in [each.value for each in Command]:
            await self._desk.command(sender, Command(name), deliver)
        elif kind == SAY:
            key = f"{press.place.channel}:{press.message}:{press.value}"
            await self._desk.words(sender, press.value, deliver, message_id=key)
        await redrawn

    async def _say(self, place: Place, text: str, deliver: Deliver, id_: str) -> None:
        passed = self._questions.close(place.sender)
        closed = self._delivery.soon(self._close(passed)) if passed else None
        await self._desk.words(place.sender, text, deliver, message_id=id_)
        if closed is not None:
            await closed

    def _deliver(self, place: Place, beside: Beside, first: str = "") -> Deliver:
        """How this turn's answer gets to its place. `first`: a remark before it."""

        async def deliver(outgoing: Outgoing) -> None:
            if first:
                outgoing = outgoing.after(self._desk.wording.say(first))
            passed = None if outgoing.aside else self._questions.posting(place.sender)
            asked = await self._privately(place, outgoing, beside)
            if not outgoing.aside:
                self._questions.ask(place.sender, asked)
            if passed:
                await self._close(passed)

        return deliver

    async def _privately(
        self, place: Place, outgoing: Outgoing, beside: Beside
    ) -> Asked | None:
        """The message with live buttons, if any."""
        if place.private:
            return await self._delivery.post(place, outgoing)
        shown = None
        if outgoing.alarm:  # where they are looking now, and for them alone
            shown = self._delivery.soon(beside(outgoing, True))
        try:
            direct = await self._delivery.direct(place)
            asked, reached = await self._delivery.post(direct, outgoing), True
        except (AwayError, RefusedError) as error:
            logger.error("no direct message on Slack: %s", error)
            asked, reached = None, False
        if shown is not None:
            await shown
        elif not reached or direct.channel != place.channel:
            await beside(outgoing, reached)
        return asked

    def _beside(self, place: Place) -> Beside:
        """What is said in a channel, beside the private answer."""

        async def beside(outgoing: Outgoing, reached: bool) -> None:
            if not place.channel:
                return
            if outgoing.alarm:
                await self._delivery.whisper(place, outgoing.text)
            else:
                key = "in_private" if reached else "not_reachable"
                await self._delivery.note(place, self._desk.wording.say(key))

        return beside

    def _reply_to(self, slash: Slash) -> Beside:
        """What is said under a slash command; only the runner sees it."""

        async def beside(outgoing: Outgoing, reached: bool) -> None:
            key = "in_private" if reached else "not_reachable"
            text = outgoing.text if outgoing.alarm else self._desk.wording.say(key)
            await self._delivery.respond(slash.response_url, text)

        return beside

    async def _show(self, press: Press, note: str) -> None:
        """The pressed message without its buttons and with the note."""
        if press.message:
            blocks = chosen(press.blocks, note)
            await self._delivery.redraw(press.place.channel, press.message, blocks)
        elif press.response_url:
            await self._delivery.respond(press.response_url, note, instead=True)

    async def _close(self, asked: Asked) -> None:
        await self._delivery.without_buttons(asked)
