"""What the gateway recalls: late replies, messages sent twice, countries, red flags."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

from bot.channels import recall
from bot.channels.gateway import Gateway
from bot.channels.recall import Answered
from bot.channels.replies import Replies
from bot.dialogue.red_flag_policy import CARRIED

pytestmark = pytest.mark.slow

RED_FLAG = "since last night I can't feel it when I wipe and my back is killing me"
Make = Callable[..., Gateway]
Replies_ = list[dict[str, Any]]
FAILED = Replies.load().failed


class Turns:
    """Turns that take a while each, one after the other, and write down who asked."""

    def __init__(self, *seconds: float, custom: dict[str, Any] | None = None) -> None:
        self.seconds = list(seconds)
        self.custom = custom
        self.heard: list[UserMessage] = []
        self._lock = asyncio.Lock()

    async def __call__(self, message: UserMessage) -> None:
        async with self._lock:  # as Rasa does for one sender
            await asyncio.sleep(self.seconds.pop(0) if self.seconds else 0)
            self.heard.append(message)
            out, sender = message.output_channel, message.sender_id
            await out.send_text_message(sender, f"heard: {message.text}")
            if self.custom:
                await out.send_custom_json(sender, self.custom)

    @property
    def texts(self) -> list[str | None]:
        return [message.text for message in self.heard]


def talk(gateway: Gateway, *texts: str, pause: float = 0, **kwargs: Any) -> Replies_:
    """Says one after the other; the replies to the last."""

    async def all_of_them() -> Replies_:
        for text in texts[:-1]:
            await gateway.answer("a1", text, channel="test", **kwargs)
            await asyncio.sleep(pause)
        return await gateway.answer("a1", texts[-1], channel="test", **kwargs)

    return asyncio.run(all_of_them())


def words(replies: Replies_) -> list[str]:
    return [reply["text"] for reply in replies if "text" in reply]


# --- late replies -----------------------------------------------------------------

MORE = "it is the left buttock and it hurts when I sit"


def test_a_late_reply_comes_with_the_next_one(make: Make) -> None:
    turns = Turns(0.4)
    replies = talk(make(turns), "my back hurts", MORE, pause=0.3)
    assert words(replies) == ["heard: my back hurts", f"heard: {MORE}"]


def test_a_late_reply_is_waited_for(make: Make) -> None:
    replies = talk(make(Turns(0.35)), "my back hurts", MORE)
    assert words(replies) == ["heard: my back hurts", f"heard: {MORE}"]


@pytest.mark.parametrize("again", ["no", "my back hurts", "hello?"])
def test_a_retry_is_not_taken_for_an_answer_to_an_unseen_question(
    make: Make, again: str
) -> None:
    turns = Turns(0.4, custom={"type": "question", "finding": "any"})
    replies = talk(make(turns), "my back hurts", again, pause=0.3)
    assert words(replies) == ["heard: my back hurts"]
    assert replies[-1]["custom"]["type"] == "question"
    assert turns.texts == ["my back hurts"]


def test_no_turn_joins_the_queue_behind_one_that_hangs(make: Make) -> None:
    turns = Turns(30)
    assert words(talk(make(turns), "my back hurts", MORE)) == [FAILED]
    assert turns.texts == []


def test_a_turn_given_up_holds_up_nobody(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recall, "ABANDONED_SECONDS", 0.3)
    calls = 0

    async def first_hangs(message: UserMessage) -> None:
        nonlocal calls
        calls += 1
        if calls == 1:
            await asyncio.sleep(30)
        await message.output_channel.send_text_message(message.sender_id, "heard")

    assert words(talk(make(first_hangs), "my back hurts", MORE, pause=0.2)) == ["heard"]


def test_nothing_late_follows_a_red_flag(make: Make) -> None:
    gateway = make(Turns(0.4))
    replies = talk(gateway, "my back hurts", RED_FLAG, pause=0.3)
    assert "heard: my back hurts" not in words(replies)
    assert replies[-1]["custom"]["type"] == "red_flag"


def test_a_red_flag_split_over_messages_sent_at_once_is_seen(make: Make) -> None:
    async def both() -> Replies_:
        gateway = make(Turns(0.1))
        first = asyncio.ensure_future(
            gateway.answer("a1", "since last night I've lost control", channel="test")
        )
        await asyncio.sleep(0.02)
        second = await gateway.answer("a1", "of my bladder", channel="test")
        await first
        return second

    assert asyncio.run(both())[-1]["custom"]["type"] == "red_flag"


# --- the same message twice -------------------------------------------------------


def test_the_same_message_is_answered_once(make: Make) -> None:
    turns = Turns(0.1)
    gateway = make(turns)

    async def at_once_and_later() -> list[Replies_]:
        ask = lambda: gateway.answer(  # noqa: E731
            "a1", MORE, channel="test", message_id="m1"
        )
        return [*await asyncio.gather(ask(), ask()), await ask()]

    first, second, third = asyncio.run(at_once_and_later())
    assert words(first) == [f"heard: {MORE}"]
    assert first == second == third
    assert turns.texts == [MORE]


def test_a_client_that_hangs_up_and_asks_again_gets_the_answer(make: Make) -> None:
    turns = Turns(0.15)
    gateway = make(turns)

    async def twice() -> Replies_:
        ask = lambda: gateway.answer(  # noqa: E731
            "a1", MORE, channel="test", message_id="m1"
        )
        first = asyncio.ensure_future(ask())
        await asyncio.sleep(0.05)
        first.cancel()
        return await ask()

    assert words(asyncio.run(twice())) == [f"heard: {MORE}"]
    assert turns.texts == [MORE]


def test_another_text_or_sender_under_the_same_id_is_another_message(
    make: Make,
) -> None:
    async def three() -> list[Replies_]:
        gateway = make(Turns())
        return [
            await gateway.answer(sender, text, channel="test", message_id="m1")
            for sender, text in [("a1", MORE), ("a1", RED_FLAG), ("b2", MORE)]
        ]

    ordinary, alarm, other = asyncio.run(three())
    assert alarm[-1]["custom"]["type"] == "red_flag"
    assert ordinary[0]["recipient_id"] != other[0]["recipient_id"]


def test_a_red_flag_sent_twice_is_on_record_once(make: Make, tmp_path: Path) -> None:
    gateway = make(Turns())
    talk(gateway, RED_FLAG, RED_FLAG, message_id="m1")
    rules = [
        line.split()[2] for line in (tmp_path / "journal.log").read_text().splitlines()
    ]
    assert rules
    assert len(rules) == len(set(rules))


def test_answers_are_forgotten_in_time() -> None:
    async def count() -> int:
        answered, calls = Answered(seconds=0.05), 0

        async def answer() -> Replies_:
            nonlocal calls
            calls += 1
            return []

        await answered.once("m1", answer)
        await answered.once("m1", answer)
        await asyncio.sleep(0.1)
        await answered.once("m1", answer)
        return calls

    assert asyncio.run(count()) == 2


# --- the right country's number ---------------------------------------------------


@pytest.mark.parametrize(
    ("before", "number"),
    [
        (["I'm in Australia and my back hurts"], "000"),
        (["I live in New Zealand", "it hurts after runs"], "111"),
        (["I moved from Canada to the UK"], "your emergency number"),
        ([], "your emergency number"),
    ],
)
def test_the_number_is_that_of_the_country_named(
    make: Make, before: list[str], number: str
) -> None:
    text = words(talk(make(Turns()), *before, RED_FLAG))[0]
    assert f"call {number}" in text.splitlines()[0]


def test_the_country_may_come_in_the_very_message(make: Make) -> None:
    text = words(talk(make(Turns()), f"I'm in Australia. {RED_FLAG}"))[0]
    assert "call 000" in text.splitlines()[0]


@pytest.mark.parametrize("country", ["uk", "us", "australia", "", "mars", "../uk"])
def test_one_country_s_number_is_never_the_only_one(make: Make, country: str) -> None:
    text = words(talk(make(Turns()), RED_FLAG, metadata={"country": country}))[0]
    assert sum(number in text for number in ("999", "112", "911", "000")) >= 3


def test_the_country_is_read_back_after_a_restart(make: Make) -> None:
    async def stored(message: UserMessage) -> dict[str, Any]:
        return {"country": "australia", "next_step": "ask"}

    text = words(talk(make(Turns(), stored=stored), "it hurts", RED_FLAG))[0]
    assert "call 000" in text.splitlines()[0]


@pytest.mark.parametrize(
    "more", ["{emergency_number}", "{0.__class__}", "ring 555 instead", "<b>hi</b>"]
)
def test_the_emergency_text_holds_nothing_the_runner_wrote(
    make: Make, more: str
) -> None:
    plain = words(talk(make(Turns()), RED_FLAG))
    assert words(talk(make(Turns()), f"{more} {RED_FLAG} {more}")) == plain


# --- answers to the question that is open -----------------------------------------


@pytest.mark.parametrize(
    ("asked", "bad", "good"),
    [
        ("bladder_bowel", "yes", "no"),
        ("foot_drop", "yes", "no"),
        ("ask:saddle_numbness", "yes", "no"),
    ],
)
def test_an_answer_counts_by_the_question_s_own_polarity(
    make: Make, asked: str, bad: str, good: str
) -> None:
    custom = {"type": "question", "finding": "any", "asked": asked}
    alarm = talk(make(Turns(custom=custom)), "my back hurts", bad)
    assert alarm[-1]["custom"]["type"] == "red_flag"
    calm = talk(make(Turns(custom=custom)), "my back hurts", good)
    assert words(calm) == [f"heard: {good}"]


# --- red flags that may not be on record ------------------------------------------


@pytest.mark.parametrize(
    ("known", "carries"),
    [
        ({"next_step": "emergency"}, False),  # on record: the policy knows
        ({}, True),  # the message never got there
    ],
)
def test_a_red_flag_is_carried_until_it_is_on_record(
    make: Make, known: dict[str, Any], carries: bool
) -> None:
    async def stored(message: UserMessage) -> dict[str, Any]:
        return known

    turns = Turns()
    talk(make(turns, stored=stored), RED_FLAG, "what now", "and then", pause=0.05)
    assert CARRIED in turns.heard[0].metadata
    assert (CARRIED in turns.heard[2].metadata) is carries


@pytest.mark.parametrize("on_record", [True, False])
def test_a_red_flag_that_the_turn_comes_upon_is_carried_too(
    make: Make, on_record: bool
) -> None:
    async def stored(message: UserMessage) -> dict[str, Any]:
        return {"next_step": "emergency"} if on_record else {}

    turns = Turns(custom={"type": "red_flag", "id": "some_rule", "triage": "urgent"})
    talk(make(turns, stored=stored), MORE, MORE + " too")
    carried = turns.heard[1].metadata.get(CARRIED)
    assert carried == (None if on_record else {"ids": ["some_rule"], "level": "urgent"})


def test_a_late_alarm_is_on_record_at_once_and_comes_alone(
    make: Make, tmp_path: Path
) -> None:
    turns = Turns(0.3, custom={"type": "red_flag", "id": "some_rule"})
    replies = talk(make(turns), "my back hurts", MORE, pause=0.3)
    assert words(replies) == ["heard: my back hurts"]
    assert replies[-1]["custom"]["id"] == "some_rule"
    assert "some_rule" in (tmp_path / "journal.log").read_text()


def test_a_turn_that_was_under_way_says_nothing_about_a_later_red_flag(
    make: Make,
) -> None:
    async def stored(message: UserMessage) -> dict[str, Any]:
        return {} if CARRIED in message.metadata else {"next_step": "ask"}

    async def slow_then_flag() -> UserMessage:
        turns = Turns(0.1)
        gateway = make(turns, stored=stored)
        slow = asyncio.ensure_future(gateway.answer("a1", MORE, channel="test"))
        await asyncio.sleep(0.02)
        await gateway.answer("a1", RED_FLAG, channel="test")
        await slow
        await gateway.settle()
        await gateway.answer("a1", "what exercises", channel="test")
        return turns.heard[-1]

    assert CARRIED in asyncio.run(slow_then_flag()).metadata


def test_nothing_follows_an_alarm_that_a_turn_raises_and_it_is_on_record(
    make: Make, tmp_path: Path
) -> None:
    async def alarm_and_tip(message: UserMessage) -> None:
        out, sender = message.output_channel, message.sender_id
        await out.send_text_message(sender, "call now")
        await out.send_custom_json(sender, {"type": "red_flag", "id": "some_rule"})
        await out.send_text_message(sender, "and stretch")

    assert words(talk(make(alarm_and_tip), MORE)) == ["call now"]
    assert (tmp_path / "journal.log").read_text().split()[2] == "some_rule"
