"""What becomes of a message and of a press. Health is answered in private only."""

from __future__ import annotations

import asyncio
import logging

from bot.channels.chat.commands import Command
from bot.channels.chat.desk import Desk
from bot.channels.chat.lanes import Deliver
from bot.channels.chat.memory import Latest, Seen
from bot.channels.chat.outgoing import Outgoing
from bot.channels.chat.patience import AwayError, RefusedError
from bot.channels.chat.questions import OpenQuestions
from bot.channels.gateway import FEW_WORDS
from bot.channels.telegram.delivery import TelegramDelivery, direct
from bot.channels.telegram.incoming import Bot, Chat, Heard, Pressed
from bot.channels.telegram.keyboards import Keyboards, command_in

logger = logging.getLogger(__name__)


ALARM_SECONDS = 2.0  # how long a red flag's private answer may take alone


class TelegramConversation:
    """Takes incoming values, answers through the desk and the delivery."""

    def __init__(
        self, desk: Desk, delivery: TelegramDelivery, keyboards: Keyboards
    ) -> None:
        """`bot` is filled in once Telegram has told us who we are."""
        self.bot = Bot()
        self._desk = desk
        self._delivery = delivery
        self._keyboards = keyboards
        self._questions: OpenQuestions[int] = OpenQuestions()
        self._done = Seen()  # presses that were commands
        self._taken: Latest[int] = Latest()  # hashes of texts, to tell real edits

    async def take(self, incoming: Heard | Pressed) -> None:
        """Whatever it is."""
        if isinstance(incoming, Pressed):
            await self._press(incoming)
        else:
            await self._hear(incoming)

    async def _hear(self, heard: Heard) -> None:
        sender, key = heard.place.sender, (heard.place.chat, heard.id)
        taken, text = self._taken.get(key), hash(heard.text)
        self._taken.put(key, text)
        if heard.edited and (taken == text or not heard.text):
            return  # a preview, a reaction or a caption taken away
        deliver = self._deliver(heard.place, heard.id)
        if heard.command is not None:
            await self._desk.command(sender, heard.command, deliver)
        elif heard.edited and not self._stands_alone(heard.text):
            await self._desk.remark(sender, "edited", deliver)
        elif heard.text:
            await self._say(heard)
        elif heard.has_more:
            await self._desk.remark(sender, "only_words", deliver)
        else:  # only our name
            await self._desk.command(sender, Command.START, deliver)

    def _stands_alone(self, text: str) -> bool:
        """A corrected "yes" may belong to a question that has long passed."""
        return len(text.split()) > FEW_WORDS or self._desk.is_alarming(text)

    async def _say(self, heard: Heard) -> None:
        place = heard.place
        passed = self._questions.close(place.sender)
        beside = [self._delivery.types(direct(place))] if place.private else []
        if passed is not None:
            beside.append(self._delivery.without_buttons(place.user, passed))
        first = "words_of_it" if heard.has_more else ""
        turn = self._desk.words(
            place.sender,
            heard.text,
            self._deliver(place, heard.id, first),
            message_id=f"{place.chat}:{heard.id}:{heard.edited}",
        )
        await asyncio.gather(turn, *beside)

    async def _press(self, pressed: Pressed) -> None:
        place, wording = pressed.place, self._desk.wording
        command = command_in(pressed.data)
        payload = self._keyboards.payload(pressed.data, pressed.label)
        if command is None and not payload:
            text = wording.say("no_longer_known")
            await self._delivery.acknowledge(pressed, text)
        elif not self._counts(pressed, command):
            await asyncio.gather(
                self._delivery.acknowledge(pressed, wording.say("passed")),
                self._delivery.without_buttons(place.chat, pressed.message),
            )
        else:
            note = wording.say("chosen", choice=pressed.label or payload)
            await asyncio.gather(
                self._turn(pressed, command, payload),
                self._delivery.acknowledge(pressed),
                self._delivery.redraw(pressed, note),
            )

    def _counts(self, pressed: Pressed, command: Command | None) -> bool:
        """Answers only to the latest question, commands at any time; each once."""
        if command is not None:
            return not self._done.again((pressed.place.chat, pressed.message))
        return self._questions.press(pressed.place.sender, pressed.message)

    async def _turn(
        self, pressed: Pressed, command: Command | None, payload: str
    ) -> None:
        sender = pressed.place.sender
        deliver = self._deliver(pressed.place, pressed.message)
        if command is not None:
            await self._desk.command(sender, command, deliver)
        else:
            key = f"press:{pressed.id}"
            await self._desk.words(sender, payload, deliver, message_id=key)

    def _deliver(self, place: Chat, message: int, first: str = "") -> Deliver:
        """How this turn's answer gets to its place. `first`: a remark before it."""

        async def deliver(outgoing: Outgoing) -> None:
            if first:
                outgoing = outgoing.after(self._desk.wording.say(first))
            passed = None if outgoing.aside else self._questions.posting(place.sender)
            if place.private:
                asked = await self._delivery.post(place, outgoing)
            else:
                asked = await self._from_group(place, message, outgoing)
            if not outgoing.aside:
                self._questions.ask(place.sender, asked)
            if passed is not None:
                await self._delivery.without_buttons(place.user, passed)

        return deliver

    async def _from_group(
        self, place: Chat, message: int, outgoing: Outgoing
    ) -> int | None:
        """In private, and in the group no more than that; a red flag is not lost."""
        posting = asyncio.ensure_future(self._delivery.post(direct(place), outgoing))
        if outgoing.alarm:  # they look at the group now
            await asyncio.wait({posting}, timeout=ALARM_SECONDS)
            if not posting.done():
                await self._delivery.note(place, message, outgoing.text)
                return await posting
        try:
            asked = await posting
        except (AwayError, RefusedError) as error:
            logger.info("no private message on Telegram: %s", error)
            await self._invite(place, message, outgoing)
            return None
        key = "in_private_urgent" if outgoing.alarm else "in_private"
        await self._delivery.note(place, message, self._desk.wording.say(key))
        return asked

    async def _invite(self, place: Chat, message: int, outgoing: Outgoing) -> None:
        """We may not write first: the runner has to open the chat."""
        wording = self._desk.wording
        link = None
        if self.bot.username:
            address = f"https://t.me/{self.bot.username}?start=group"
            link = (wording.say("write_to_me_button"), address)
        text = outgoing.text if outgoing.alarm else wording.say("write_to_me")
        await self._delivery.note(place, message, text, link)
