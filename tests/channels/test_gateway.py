"""The gateway: safety first, never silence, whatever becomes of the turn."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

from bot.channels.gateway import Gateway
from bot.channels.intake import clean, is_sender, places
from bot.channels.replies import Replies

RED_FLAG = "since last night I can't feel it when I wipe and my back is killing me"
Turn = Callable[[UserMessage], Awaitable[Any]]


async def echo(message: UserMessage) -> None:
    await message.output_channel.send_text_message(
        message.sender_id, f"heard: {message.text}"
    )


async def silent(message: UserMessage) -> None:
    """A turn in which nothing was predicted."""


async def broken(message: UserMessage) -> None:
    raise RuntimeError("secret words of the runner")


async def slow(message: UserMessage) -> None:
    await asyncio.sleep(30)


def ask(gateway: Gateway, text: str, **kwargs: Any) -> list[dict[str, Any]]:
    return asyncio.run(gateway.answer("a1", text, channel="test", **kwargs))


def test_an_ordinary_message_gets_the_turn_s_replies(
    make: Callable[..., Gateway],
) -> None:
    replies = ask(make(echo), "my back hurts")
    assert replies == [{"recipient_id": "a1", "text": "heard: my back hurts"}]


@pytest.mark.parametrize("turn", [silent, broken, slow], ids=lambda turn: turn.__name__)
def test_a_turn_that_fails_gets_an_apology_with_the_numbers(
    make: Callable[..., Gateway], turn: Turn, caplog: pytest.LogCaptureFixture
) -> None:
    replies = ask(make(turn), "my back hurts")
    assert [each["text"] for each in replies] == [Replies.load().failed]
    assert "999" in replies[0]["text"]
    assert "secret words" not in caplog.text


@pytest.mark.parametrize(
    "turn", [echo, silent, broken, slow], ids=lambda turn: turn.__name__
)
def test_a_red_flag_is_answered_whatever_becomes_of_the_turn(
    make: Callable[..., Gateway], turn: Turn
) -> None:
    replies = ask(make(turn), RED_FLAG)
    assert replies[1]["custom"]["type"] == "red_flag"
    assert replies[1]["custom"]["triage"] == "emergency"
    assert "112" in replies[0]["text"] or "999" in replies[0]["text"]
    assert len(replies) == 2


def test_a_red_flag_does_not_wait_for_a_slow_turn_ahead_of_it(
    make: Callable[..., Gateway],
) -> None:
    async def both() -> list[dict[str, Any]]:
        gateway = make(slow, deadline=20)
        ahead = asyncio.ensure_future(
            gateway.answer("a1", "my back hurts", channel="test")
        )
        await asyncio.sleep(0)
        replies = await asyncio.wait_for(
            gateway.answer("a1", RED_FLAG, channel="test"), timeout=2
        )
        ahead.cancel()
        return replies

    assert asyncio.run(both())[1]["custom"]["type"] == "red_flag"


def test_a_red_flag_behind_a_slash_payload_is_seen(
    make: Callable[..., Gateway],
) -> None:
    replies = ask(make(echo), "/greet{} I have lost control of my bladder")
    assert replies[1]["custom"]["triage"] == "emergency"


def test_a_red_flag_in_the_middle_of_100_kb_is_not_needed_but_at_its_end_is_seen(
    make: Callable[..., Gateway],
) -> None:
    replies = ask(make(echo), "bla " * 25_000 + RED_FLAG)
    assert replies[1]["custom"]["type"] == "red_flag"


def test_100_kb_of_harmless_words_get_a_clear_refusal(
    make: Callable[..., Gateway],
) -> None:
    replies = ask(make(echo), "bla " * 25_000)
    assert [each["text"] for each in replies] == [Replies.load().too_long]


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "/", "\x00", "\u200b", "\ud800"])
def test_a_message_without_words_gets_a_hint(
    make: Callable[..., Gateway], text: str
) -> None:
    assert ask(make(echo), text)[0]["text"] == Replies.load().empty


def test_the_journal_gets_a_line_without_the_words(
    make: Callable[..., Gateway], tmp_path: Path
) -> None:
    ask(make(broken), RED_FLAG)
    lines = (tmp_path / "journal.log").read_text().splitlines()
    assert lines
    assert "wipe" not in "".join(lines)
    assert all(re.fullmatch("[0-9a-f]{16}", line.split()[1]) for line in lines)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("/restart", "restart"),
        ("  /greet{}", "greet{}"),
        ("back\x00pain", "back pain"),
        ("num\u200bb toes", "numb toes"),
        ("a\ud800b", "ab"),
        ("two\nlines", "two\nlines"),
        ("<b>sore</b> \U0001f629", "<b>sore</b> \U0001f629"),
    ],
)
def test_text_is_cleaned(raw: str, kept: str) -> None:
    assert clean(raw) == kept


@pytest.mark.parametrize("sender", ["a", "user-1", "a.b:c@d", "x" * 128])
def test_plain_ids_name_a_conversation(sender: str) -> None:
    assert is_sender(sender)


@pytest.mark.parametrize(
    "sender", ["", "x" * 129, "a b", "a\x00b", "../x\n", None, 7, ["a"], "\ud800"]
)
def test_other_ids_do_not(sender: object) -> None:
    assert not is_sender(sender)


@pytest.mark.parametrize(
    "raw", ["/restart", "  num\u200bb toes ", "a\x00b", "\ud800x", "", " / ", "sore"]
)
def test_every_cleaned_character_knows_where_it_stood(raw: str) -> None:
    kept, where = clean(raw), places(raw)
    assert len(where) == len(kept) + 1
    for letter, place in zip(kept, where, strict=False):
        assert raw[place] == letter or letter == " "
