"""Slack's text, blocks and events as plain functions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.chat.commands import Command
from bot.channels.chat.outgoing import Button, Outgoing
from bot.channels.intake import is_sender
from bot.channels.slack.blocks import chosen, messages_of, text_of
from bot.channels.slack.incoming import Home, Words, event_of, press_of, slash_of
from bot.channels.slack.text import mrkdwn, plain
from tests.fakes.slack.rules import check_message


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("pain &gt; 6/10 &amp; rising", "pain > 6/10 & rising"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("<@UBOT> my hip hurts", "my hip hurts"),
        ("<@UBOT|bot> and <@U2> sore", "and   sore"),
        ("see <https://a.example|this page>", "see this page"),
        ("see <https://a.example>", "see https://a.example"),
        ("<mailto:a@b.c|a@b.c>", "a@b.c"),
        ("in <#C1|runners> <!here>", "in runners"),
        ("7 < 8", "7 < 8"),
    ],
)
def test_what_slack_sends_becomes_what_was_written(raw: str, said: str) -> None:
    assert plain(raw) == said


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("**now** & <then>", "*now* &amp; &lt;then&gt;"),
        ("[NICE](https://a.example/x)", "<https://a.example/x|NICE>"),
        ("2 ** 3 ** 4", "2 ** 3 ** 4"),
        ("<!channel> <@U1>", "&lt;!channel&gt; &lt;@U1&gt;"),
        ("[x](javascript:alert)", "[x](javascript:alert)"),
    ],
)
def test_our_text_becomes_slack_s(ours: str, theirs: str) -> None:
    assert mrkdwn(ours) == theirs


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="ab*<>& .\n[]()", min_size=1, max_size=9000).filter(
        lambda text: text.strip()
    ),
    st.lists(st.text(min_size=1, max_size=3000), max_size=30),
)
def test_slack_takes_every_message_we_make(text: str, titles: list[str]) -> None:
    buttons = tuple(Button(title, title) for title in titles)
    for message in messages_of(Outgoing(text, buttons)):
        check_message({"text": message.text, "blocks": list(message.blocks)})


def test_a_very_long_answer_becomes_several_messages() -> None:
    text = "\n\n".join(f"{number} " + "word " * 580 for number in range(60))
    messages = messages_of(Outgoing(text, (Button("Yes", "yes"),)))
    assert len(messages) > 1
    assert [each.has_buttons for each in messages] == [False] * (len(messages) - 1) + [
        True
    ]
    for message in messages:
        check_message({"text": message.text, "blocks": list(message.blocks)})
    whole = " ".join(each.text for each in messages)
    assert all(f"{number} word" in whole for number in range(60))


def test_eight_buttons_appear_rasa_2129_rasa_core_481() -> None:
    titles = [f"Choice {number}" for number in range(8)]
    message = messages_of(Outgoing("Which?", tuple(Button(t, t) for t in titles)))[-1]
    elements = message.blocks[-1]["elements"]
    assert [each["text"]["text"] for each in elements] == titles
    assert [each["value"] for each in elements] == titles


def test_thirty_buttons_are_two_rows() -> None:
    buttons = tuple(Button(str(number), str(number)) for number in range(30))
    blocks = messages_of(Outgoing("Which?", buttons))[-1].blocks
    assert [len(block.get("elements", ())) for block in blocks] == [0, 25, 5]


def test_a_long_label_is_shortened_and_its_payload_is_not() -> None:
    button = Button("a long label " * 9, "a long payload " * 40)
    element = messages_of(Outgoing("?", (button,)))[-1].blocks[-1]["elements"][0]
    assert len(element["text"]["text"]) <= 75
    assert element["text"]["text"].endswith("…")
    assert element["value"] == button.payload


def test_buttons_can_be_read_by_those_who_see_no_blocks() -> None:
    text = messages_of(Outgoing("Well?", (Button("Yes", "y"), Button("No", "n"))))[
        0
    ].text
    assert text == "Well?\n\n• Yes\n• No"


def test_a_chosen_message_keeps_its_words_and_loses_its_buttons() -> None:
    message = messages_of(Outgoing("Well?", (Button("Yes", "y"),)))[-1]
    blocks = chosen(message.blocks, "You chose: <Yes>")
    assert [block["type"] for block in blocks] == ["section", "context"]
    assert text_of(blocks) == "Well?\n\nYou chose: &lt;Yes&gt;"


def body(**event: Any) -> dict[str, Any]:
    base = {"type": "message", "user": "U1", "ts": "1.1", "channel": "D1",
            "channel_type": "im", "text": "sore"}  # fmt: skip
    return {"type": "event_callback", "team_id": "T1", "event": {**base, **event}}


def test_a_direct_message_is_heard() -> None:
    words = event_of(body())
    assert isinstance(words, Words)
    assert (words.text, words.place.sender, words.id) == (
        "sore",
        "slack:T1:U1",
        "D1:1.1",
    )
    assert words.place.private
    assert is_sender(words.place.sender)


@pytest.mark.parametrize(
    "event",
    [
        {"subtype": "channel_join"},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "bot_message"},
        {"subtype": "channel_topic"},
        {"hidden": True},
        {"bot_id": "B9"},
        {"user": "UBOT"},
        {"user": None},
        {"user": "U 1/.."},
        {"channel_type": "channel"},
        {"channel_type": "group"},
        {"channel_type": "mpim"},
        {"type": "reaction_added"},
        {"type": "app_mention", "edited": {"user": "U1", "ts": "1.2"}},
    ],
    ids=str,
)
def test_system_messages_edits_and_strangers_talk_are_not(
    event: dict[str, Any],
) -> None:
    assert event_of(body(**event), "UBOT") is None


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast"])
def test_a_message_with_a_file_or_shown_in_the_channel_is_heard(subtype: str) -> None:
    assert isinstance(event_of(body(subtype=subtype)), Words)


def test_a_mention_is_heard_in_its_thread() -> None:
    words = event_of(
        body(type="app_mention", channel="C1", channel_type="channel", thread_ts="1.0",
             text="<@UBOT> sore")
    )  # fmt: skip
    assert isinstance(words, Words)
    assert (words.text, words.place.thread, words.place.private) == (
        "sore",
        "1.0",
        False,
    )


def test_the_first_message_of_a_thread_is_not_in_it() -> None:
    words = event_of(body(thread_ts="1.1"))
    assert isinstance(words, Words)
    assert words.place.thread == ""


def test_only_the_home_tab_is_home() -> None:
    assert isinstance(event_of(body(type="app_home_opened", tab="home")), Home)
    assert event_of(body(type="app_home_opened", tab="messages")) is None


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"type": "view_submission"},
        {"type": "block_actions", "actions": [{"type": "static_select"}]},
        {"type": "block_actions", "actions": [{"type": "button"}], "user": {}},
        {"type": "message_action"},
    ],
    ids=str,
)
def test_other_payloads_are_let_go(payload: dict[str, Any]) -> None:
    assert press_of(payload) is None


def test_a_form_that_is_no_command_is_let_go() -> None:
    assert slash_of({"ssl_check": "1", "token": "x"}) is None


@pytest.mark.parametrize("body", [{}, {"event": None}, {"event": []}, {"event": {}}])
def test_an_odd_event_is_let_go(body: dict[str, Any]) -> None:
    assert event_of(body) is None


def test_a_button_that_does_something_says_what() -> None:
    button = Button("Yes, erase it", does=Command.DELETE_NOW)
    element = messages_of(Outgoing("?", (button,)))[-1].blocks[-1]["elements"][0]
    assert element["action_id"] == "do:delete_now"
