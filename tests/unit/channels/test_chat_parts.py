"""The parts the platforms share: splitting, order, memory, settings. Nothing waits."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.chat.commands import Command, command_of
from bot.channels.chat.environment import SettingsError
from bot.channels.chat.lanes import Lanes
from bot.channels.chat.memory import Latest, Seen
from bot.channels.chat.outgoing import Outgoing, outgoing_of
from bot.channels.chat.patience import AwayError, Patience, RefusedError
from bot.channels.chat.questions import OpenQuestions
from bot.channels.chat.splitting import split, utf16
from bot.channels.chat.state import ChannelState
from bot.channels.slack.settings import SlackSettings
from bot.channels.telegram.settings import TelegramSettings

SLACK = "BACKSTRIDE_SLACK_"
TELEGRAM = "BACKSTRIDE_TELEGRAM_"
TOKEN = "123456:abcdefghijklmnopqrstuvwxyz"
SECRET = "0123456789abcdef0123456789abcdef"


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab .\n\U0001f600é", max_size=400), st.integers(4, 60))
def test_a_split_text_fits_and_loses_no_word(text: str, most: int) -> None:
    pieces = split(text, most, size=utf16)
    assert all(0 < utf16(piece) <= most for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("One two.\n\nThree four.", ["One two.", "Three four."]),
        ("One two. Three four.", ["One two.", "Three four."]),
        ("one two three four", ["one two three", "four"]),
        ("x" * 20, ["x" * 14, "x" * 6]),
        ("short", ["short"]),
        ("  ", []),
    ],
)
def test_a_text_is_cut_where_it_hurts_least(text: str, pieces: list[str]) -> None:
    assert split(text, 14) == pieces


def test_a_turn_is_one_message_with_the_last_question_s_buttons() -> None:
    yes = [{"title": "Yes", "payload": "yes"}]
    replies = [
        {"text": "Noted.", "buttons": [{"title": "Old", "payload": "old"}]},
        {"custom": {"type": "question"}},
        {"text": "Well?", "buttons": yes},
    ]
    outgoing = outgoing_of(replies)
    assert outgoing.text == "Noted.\n\nWell?"
    assert [each.payload for each in outgoing.buttons] == ["yes"]


def test_no_button_goes_with_a_red_flag() -> None:
    replies = [
        {"text": "Call now.\nWhy.", "buttons": [{"title": "Yes", "payload": "yes"}]},
        {"custom": {"type": "red_flag", "id": "x", "triage": "emergency"}},
    ]
    outgoing = outgoing_of(replies)
    assert outgoing.alarm
    assert outgoing.buttons == ()
    assert outgoing.text == "**Call now.**\nWhy."


async def test_replies_keep_the_order_of_the_messages() -> None:
    lanes, said = Lanes(), []
    waits = [asyncio.Event() for _ in range(3)]

    async def one(number: int) -> None:
        async def answer() -> Outgoing:
            await waits[number].wait()
            return Outgoing(str(number))

        async def deliver(outgoing: Outgoing) -> None:
            said.append(outgoing.text)

        await lanes.run("a", answer, deliver)

    tasks = [asyncio.ensure_future(one(number)) for number in range(3)]
    for event in reversed(waits):  # the last is ready first
        await asyncio.sleep(0)
        event.set()
    await asyncio.gather(*tasks)
    assert said == ["0", "1", "2"]


async def test_a_red_flag_overtakes_and_what_was_asked_before_it_is_dropped() -> None:
    lanes, said, free = Lanes(), [], asyncio.Event()

    async def deliver(outgoing: Outgoing) -> None:
        said.append(outgoing.text)

    async def slow() -> Outgoing:
        await free.wait()
        return Outgoing("a tip")

    async def alarm() -> Outgoing:
        return Outgoing("call now", alarm=True)

    async def after() -> Outgoing:
        return Outgoing("still: call now")

    ahead = asyncio.ensure_future(lanes.run("a", slow, deliver))
    await asyncio.sleep(0)
    await lanes.run("a", alarm, deliver)
    assert said == ["call now"]
    later = asyncio.ensure_future(lanes.run("a", after, deliver))
    await asyncio.sleep(0)
    free.set()
    await asyncio.gather(ahead, later)
    assert said == ["call now", "still: call now"]


async def test_a_runner_does_not_wait_for_another() -> None:
    lanes, said, never = Lanes(), [], asyncio.Event()

    async def deliver(outgoing: Outgoing) -> None:
        said.append(outgoing.text)

    async def stuck() -> Outgoing:
        await never.wait()
        return Outgoing("a")

    async def quick() -> Outgoing:
        return Outgoing("b")

    ahead = asyncio.ensure_future(lanes.run("a", stuck, deliver))
    await asyncio.sleep(0)
    await lanes.run("b", quick, deliver)
    assert said == ["b"]
    ahead.cancel()


async def test_a_turn_that_raises_lets_the_next_pass() -> None:
    lanes, said = Lanes(), []

    async def deliver(outgoing: Outgoing) -> None:
        said.append(outgoing.text)

    async def broken() -> Outgoing:
        raise RuntimeError

    async def fine() -> Outgoing:
        return Outgoing("fine")

    await asyncio.gather(
        lanes.run("a", broken, deliver),
        lanes.run("a", fine, deliver),
        return_exceptions=True,
    )
    assert said == ["fine"]


def test_a_delivery_is_seen_again_only_when_it_came_before() -> None:
    seen = Seen()
    assert [seen.again(key) for key in ("a", "b", "a", "b", "c")] == [
        False, False, True, True, False,
    ]  # fmt: skip


def test_a_delivery_is_forgotten_after_its_time() -> None:
    seen = Seen(seconds=0)
    assert [seen.again("a"), seen.again("a")] == [False, False]


def test_the_longest_unused_value_goes() -> None:
    latest: Latest[int] = Latest(most=2)
    for number, key in enumerate("abc"):
        latest.put(key, number)
    assert [latest.get(key) for key in "abc"] == [None, 1, 2]


def test_buttons_count_once_and_only_the_latest_question_s() -> None:
    questions = OpenQuestions[int]()
    questions.ask("a", 1)
    questions.ask("a", 2)
    assert not questions.press("a", 1)
    assert questions.press("a", 2)
    assert not questions.press("a", 2)


def test_after_words_no_button_counts() -> None:
    questions = OpenQuestions[int]()
    questions.ask("a", 1)
    assert questions.close("a") == 1
    assert not questions.press("a", 1)


def test_a_button_counts_once_while_its_message_is_not_confirmed() -> None:
    questions = OpenQuestions[int]()
    questions.ask("a", 1)
    assert questions.posting("a") == 1
    assert not questions.press("a", 1)
    assert [questions.press("a", 2) for _ in range(2)] == [True, False]
    questions.ask("a", 2)
    assert not questions.press("a", 2)


def test_once_an_answer_is_there_no_unknown_button_counts() -> None:
    questions = OpenQuestions[int]()
    questions.posting("a")
    questions.ask("a", None)
    assert not questions.press("a", 1)


def test_after_a_restart_a_button_is_believed_once() -> None:
    questions = OpenQuestions[int]()
    assert questions.press("a", 1)
    assert not questions.press("a", 1)


@pytest.mark.parametrize(
    ("word", "command"),
    [("/help", Command.HELP), ("Delete", Command.DELETE), ("hurts", None),
     ("delete_now", None), ("", None)],
)  # fmt: skip
def test_a_command_is_known_by_its_name(word: str, command: Command | None) -> None:
    assert command_of(word) is command


def test_waits_grow_and_end() -> None:
    patience = Patience(first=0.5, longest=60)
    waits = [patience.wait(number) for number in range(9)]
    assert waits == sorted(waits)
    assert waits[0] == 0.5
    assert waits[-1] == patience.wait(5000) == 60


async def test_what_is_away_is_tried_again_and_shows_in_the_state() -> None:
    state, tries = ChannelState("x", "y"), []

    async def attempt() -> str:
        tries.append(state.state)
        if len(tries) < 3:
            raise AwayError("no answer")
        return "done"

    assert await Patience(first=0, tries=5).deliver(state, attempt) == "done"
    assert tries == ["starting", "retrying", "retrying"]
    assert state.as_dict()["state"] == "connected"
    assert "problem" not in state.as_dict()


async def test_a_refusal_is_not_tried_again() -> None:
    state, tries = ChannelState("x", "y"), []

    async def attempt() -> None:
        tries.append(1)
        raise RefusedError("no")

    with pytest.raises(RefusedError):
        await Patience(first=0).connect(state, attempt)
    assert len(tries) == 1
    assert state.as_dict()["state"] == "failed"


@pytest.mark.parametrize("read", [SlackSettings.read, TelegramSettings.read])
def test_without_variables_a_platform_is_off(read: object) -> None:
    assert callable(read)
    assert read({"PATH": "/bin", f"{SLACK}BOT_TOKEN": " "}) is None


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({f"{SLACK}BOT_TOKEN": "xoxb-1234567890-abc"}, f"{SLACK}APP_TOKEN"),
        ({f"{SLACK}BOT_TOKEN": "xoxb-1234567890-abc"}, f"{SLACK}SIGNING_SECRET"),
        ({f"{SLACK}APP_TOKEN": "xapp-1234567890-abc"}, f"{SLACK}BOT_TOKEN is not"),
        ({f"{SLACK}SIGNING_SECRET": SECRET}, f"{SLACK}BOT_TOKEN is not"),
        ({f"{SLACK}BOT_TOKEN": "xapp-1234567890-abc"}, f"{SLACK}BOT_TOKEN is set, but"),
        ({f"{SLACK}BOT_TOKEN": "xoxb-1234567890-abc", f"{SLACK}APP_TOKEN": "xoxb-1"},
         f"{SLACK}APP_TOKEN is set, but"),
    ],
)  # fmt: skip
def test_a_wrong_or_missing_slack_variable_is_named(
    environment: dict[str, str], named: str
) -> None:
    with pytest.raises(SettingsError) as error:
        SlackSettings.read(environment)
    assert named in str(error.value)
    assert not any(value in str(error.value) for value in environment.values())


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({f"{TELEGRAM}TOKEN": "hello"}, f"{TELEGRAM}TOKEN is set, but"),
        ({f"{TELEGRAM}SECRET": SECRET}, f"{TELEGRAM}TOKEN is not"),
        ({f"{TELEGRAM}WEBHOOK_URL": "https://a.example"}, f"{TELEGRAM}TOKEN is not"),
        ({f"{TELEGRAM}TOKEN": TOKEN, f"{TELEGRAM}WEBHOOK_URL": "https://a.example"},
         f"{TELEGRAM}SECRET is not"),
        ({f"{TELEGRAM}TOKEN": TOKEN, f"{TELEGRAM}SECRET": SECRET},
         f"{TELEGRAM}WEBHOOK_URL is not"),
        ({f"{TELEGRAM}TOKEN": TOKEN, f"{TELEGRAM}WEBHOOK_URL": "a.example"},
         f"{TELEGRAM}WEBHOOK_URL is set, but"),
        ({f"{TELEGRAM}TOKEN": TOKEN, f"{TELEGRAM}WEBHOOK_URL": "https://a.example",
          f"{TELEGRAM}SECRET": "no spaces please!"}, f"{TELEGRAM}SECRET is set, but"),
    ],
)  # fmt: skip
def test_a_wrong_or_missing_telegram_variable_is_named(
    environment: dict[str, str], named: str
) -> None:
    with pytest.raises(SettingsError) as error:
        TelegramSettings.read(environment)
    assert named in str(error.value)
    assert TOKEN not in str(error.value)


@pytest.mark.parametrize("end", ["", "/", "/webhooks/telegram/webhook"])
def test_the_webhook_s_path_is_added_once(end: str) -> None:
    found = TelegramSettings.read(
        {
            f"{TELEGRAM}TOKEN": TOKEN,
            f"{TELEGRAM}SECRET": SECRET,
            f"{TELEGRAM}WEBHOOK_URL": f"https://a.example/bot{end}",
        }
    )
    assert found is not None
    assert found.webhook_url == "https://a.example/bot/webhooks/telegram/webhook"
    assert found.mode == "webhook"


def test_settings_never_print_their_secrets() -> None:
    slack = SlackSettings("xoxb-secret", "xapp-secret", SECRET)
    telegram = TelegramSettings(TOKEN, "https://a.example", SECRET)
    assert "secret" not in repr(slack)
    assert SECRET not in repr(slack) + repr(telegram)
    assert TOKEN not in repr(telegram)
