"""Telegram's text, keyboards and updates as plain functions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.chat.commands import Command
from bot.channels.chat.outgoing import Button
from bot.channels.chat.splitting import split, utf16
from bot.channels.intake import is_sender
from bot.channels.telegram.incoming import Bot, Heard, Pressed, incoming_of
from bot.channels.telegram.keyboards import Keyboards, command_in, label_in
from bot.channels.telegram.text import html
from tests.fakes.telegram.people import _entities
from tests.fakes.telegram.rules import keyboard, shown

BOT = Bot(99, "backstride_bot")


@settings(max_examples=60, deadline=None)
@given(
    st.text(
        alphabet="ab*<>&\"' .\n[](/)ht:ps\U0001f600", min_size=1, max_size=300
    ).filter(lambda text: text.strip())
)
def test_telegram_takes_every_text_we_make(text: str) -> None:
    for piece in split(text, 40, size=utf16):
        shown({"text": html(piece), "parse_mode": "HTML"})


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("**now** & <then>", "<b>now</b> &amp; &lt;then&gt;"),
        ("[NICE](https://a.example/x?a=1&b=2)",
         '<a href="https://a.example/x?a=1&amp;b=2">NICE</a>'),
        ("2 ** 3 ** 4", "2 ** 3 ** 4"),
        ("**a [b](https://c.example) d**",
         '<b>a <a href="https://c.example">b</a> d</b>'),
        ("**a [b** c](https://c.example)",
         '**a <a href="https://c.example">b** c</a>'),
    ],
)  # fmt: skip
def test_our_text_becomes_html(ours: str, theirs: str) -> None:
    assert html(ours) == theirs


def test_a_100_byte_payload_fits_rasa_4041_telegram_test_api_62() -> None:
    keyboards, payload = Keyboards(), "é" * 50
    markup = keyboards.of([Button("A label", payload)])
    key = keyboard(markup)[0][0]  # raises BUTTON_DATA_INVALID if it does not
    assert len(payload.encode()) == 100
    assert keyboards.payload(key["callback_data"], "A label") == payload


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=300), min_size=1, max_size=120))
def test_telegram_takes_every_keyboard_we_make(titles: list[str]) -> None:
    keyboard(Keyboards().of([Button(title, title) for title in titles]))


def test_short_labels_share_a_row_and_long_ones_do_not() -> None:
    titles = ["Yes", "No", "Not sure", "Both legs, and it is getting weaker"]
    rows = keyboard(Keyboards().of([Button(title, title) for title in titles]))
    assert [[key["text"] for key in row] for row in rows] == [titles[:3], titles[3:]]


def test_after_a_restart_the_label_says_what_the_button_meant() -> None:
    markup = Keyboards().of([Button("Not sure", "Not sure")])
    assert markup is not None
    data = markup["inline_keyboard"][0][0]["callback_data"]
    label = label_in({"reply_markup": markup}, data)
    assert Keyboards().payload(data, label) == "Not sure"


def test_a_button_that_does_something_says_what() -> None:
    markup = Keyboards().of([Button("Yes, erase it", does=Command.DELETE_NOW)])
    assert markup is not None
    data = markup["inline_keyboard"][0][0]["callback_data"]
    assert command_in(data) is Command.DELETE_NOW
    assert command_in("say:0123") is None


def update(text: str = "", *, group: bool = False, **more: Any) -> dict[str, Any]:
    message: dict[str, Any] = {
        "message_id": 5,
        "date": 1,
        "from": {"id": 7, "is_bot": False},
        "chat": {"id": -3, "type": "supergroup"}
        if group
        else {"id": 7, "type": "private"},
        **more,
    }
    if text:
        message |= {"text": text, "entities": _entities(text)}
    return {"update_id": 1, "message": message}


def heard(found: object) -> Heard:
    assert isinstance(found, Heard)
    return found


def test_a_private_message_is_heard() -> None:
    message = heard(incoming_of(update("my hip hurts"), BOT))
    assert (message.text, message.place.sender) == ("my hip hurts", "telegram:7")
    assert is_sender(message.place.sender)


@pytest.mark.parametrize(
    ("text", "command", "words"),
    [
        ("/help", Command.HELP, ""),
        ("/help@backstride_bot", Command.HELP, ""),
        ("/start", Command.START, ""),
        ("/start abc_123", Command.START, ""),
        ("/start I wet myself", None, "I wet myself"),
        ("/restart I wet myself", None, "I wet myself"),
        ("/nonsense", None, "/nonsense"),
        ("/delete_now", None, "/delete_now"),
    ],
)
def test_a_command_with_words_after_it_is_words(
    text: str, command: Command | None, words: str
) -> None:
    message = heard(incoming_of(update(text), BOT))
    assert (message.command, message.text) == (command, words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("@backstride_bot my hip hurts", "my hip hurts"),
        ("\U0001f629 my hip @Backstride_Bot hurts", "\U0001f629 my hip  hurts"),
    ],
)
def test_in_a_group_a_mention_is_heard(text: str, words: str) -> None:
    message = heard(incoming_of(update(text, group=True), BOT))
    assert (message.text, message.place.private, message.place.sender) == (
        words, False, "telegram:7",
    )  # fmt: skip


def test_in_a_group_an_answer_to_us_is_heard() -> None:
    reply = {"from": {"id": BOT.id, "is_bot": True}}
    found = incoming_of(update("sore", group=True, reply_to_message=reply), BOT)
    assert heard(found).text == "sore"


@pytest.mark.parametrize(
    "text", ["my hip hurts", "@other_bot hello", "/help@other_bot", "/help"]
)
def test_in_a_group_nothing_else_is(text: str) -> None:
    assert incoming_of(update(text, group=True), BOT) is None


@pytest.mark.parametrize(
    "odd",
    [
        {"update_id": 1},
        {"update_id": 1, "my_chat_member": {"chat": {"id": 7}, "from": {"id": 7}}},
        {"update_id": 1, "channel_post": {"text": "hello", "chat": {"id": -1}}},
        {"update_id": 1, "poll": {"id": "1", "question": "?"}},
        {"update_id": 1, "poll_answer": {"poll_id": "1"}},
        {"update_id": 1, "callback_query": {"id": "1", "from": {"id": 7}}},
        update(new_chat_members=[{"id": 9}]),
        update(pinned_message={"message_id": 1}),
        update("hi", **{"from": {"id": 8, "is_bot": True}}),
        update("hi", chat={"id": -5, "type": "channel"}),
    ],
    ids=str,
)
def test_other_updates_are_let_go_rasa_5864(odd: dict[str, Any]) -> None:
    assert incoming_of(odd, BOT) is None


@pytest.mark.parametrize(
    "kind", ["voice", "photo", "sticker", "video_note", "location"]
)
def test_what_holds_no_words_is_heard_as_such(kind: str) -> None:
    message = heard(incoming_of(update(**{kind: {"file_id": "x"}}), BOT))
    assert (message.text, message.has_more) == ("", True)


def test_a_caption_is_words() -> None:
    message = heard(incoming_of(update(photo=[{}], caption="here it hurts"), BOT))
    assert (message.text, message.has_more) == ("here it hurts", True)


def test_a_topic_is_answered_in_the_topic() -> None:
    found = update("@backstride_bot x", group=True, message_thread_id=4,
                   is_topic_message=True)  # fmt: skip
    assert heard(incoming_of(found, BOT)).place.topic == 4


def test_a_press_on_a_message_that_is_too_old_has_no_message() -> None:
    query = {"id": "1", "from": {"id": 7}, "data": "say:x",
             "message": {"message_id": 3, "date": 0, "chat": {"id": 7}}}  # fmt: skip
    pressed = incoming_of({"update_id": 1, "callback_query": query}, BOT)
    assert isinstance(pressed, Pressed)
    assert (pressed.message, pressed.label) == (0, "")
