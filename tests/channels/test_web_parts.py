"""The website's channel in its parts: names, limits, origins, delivery, odd input."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.channels.gateway import Gateway
from bot.channels.limits import Limits
from bot.channels.memory import Memory
from bot.channels.web import sessions
from bot.channels.web.delivery import MOST_EVENTS, Held, events_of
from bot.channels.web.origins import Origins
from bot.channels.web.sessions import SecretError, Sessions
from bot.channels.web.talk import Message, Talk

RED_FLAG = "I can't feel anything between my legs and I've wet myself"


def test_a_token_names_one_conversation_for_every_worker_with_the_secret() -> None:
    token = Sessions(b"a secret of some length").new()
    other = Sessions(b"a secret of some length")
    assert other.sender(token).startswith(sessions.PREFIX)
    assert other.sender(token) == Sessions(b"a secret of some length").sender(token)


def test_the_signature_is_not_part_of_the_stored_name() -> None:
    ours = Sessions(b"a secret of some length")
    token = ours.new()
    assert token.partition(".")[2] not in ours.sender(token)


@pytest.mark.parametrize(
    "forge",
    [
        lambda token: token[:-1] + ("0" if token[-1] != "0" else "1"),
        lambda token: "x" + token,
        lambda token: token.partition(".")[0],
        lambda token: token.partition(".")[0] + ".",
        lambda token: "." + token.partition(".")[2],
        lambda token: "alice",
        lambda token: "",
        lambda token: "é" * 40,
        lambda token: None,
        lambda token: ["a"],
        lambda token: {"a": 1},
    ],
)
def test_what_we_did_not_sign_names_nothing(forge: Callable[[str], Any]) -> None:
    ours = Sessions(b"a secret of some length")
    assert ours.sender(forge(ours.new())) == ""


def test_another_secret_does_not_open_a_conversation() -> None:
    token = Sessions(b"a secret of some length").new()
    assert Sessions(b"another one of some length").sender(token) == ""


def test_the_secret_is_made_once_and_only_its_owner_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(sessions.SECRET, raising=False)
    loaded: list[Sessions] = []
    workers = [
        threading.Thread(target=lambda: loaded.append(Sessions.load()))
        for _ in range(8)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    token = loaded[0].new()
    assert all(each.sender(token) for each in loaded)
    assert Path(sessions.FILE).stat().st_mode & 0o077 == 0
    assert [path.name for path in Path(".backstride").iterdir()] == ["secret"]


def test_a_short_secret_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(sessions.SECRET, "short")
    with pytest.raises(SecretError, match="16 characters"):
        Sessions.load()


def test_the_limit_is_each_conversation_s_own_and_refills() -> None:
    limits = Limits(burst=3, a_second=1e12)
    assert not any(limits.exceeded("a") for _ in range(50))
    limits = Limits(burst=3, a_second=0)
    assert [limits.exceeded("a") for _ in range(5)] == [False] * 3 + [True] * 2
    assert not limits.exceeded("b")


@pytest.mark.parametrize(
    ("origin", "headers", "allowed"),
    [
        ("", {}, True),
        ("https://bot.example", {"host": "bot.example"}, True),
        ("http://localhost:5005", {"host": "localhost:5005"}, True),
        ("https://club.example", {"host": "bot.example"}, True),
        ("https://CLUB.example", {"host": "bot.example"}, True),
        ("https://evil.example", {"host": "bot.example"}, False),
        ("null", {"host": "bot.example"}, False),
        ("http://club.example", {"host": "bot.example"}, False),
        ("https://club.example.evil", {"host": "bot.example"}, False),
        (
            "https://site.example",
            {"host": "127.0.0.1:5005", "x-forwarded-host": "site.example"},
            True,
        ),
        (
            "https://site.example",
            {"host": "127.0.0.1:5005", "sec-fetch-site": "same-origin"},
            True,
        ),
        (
            "https://evil.example",
            {"host": "127.0.0.1:5005", "sec-fetch-site": "cross-site"},
            False,
        ),
    ],
)
def test_only_our_own_and_listed_sites_may_talk(
    origin: str, headers: dict[str, str], allowed: bool
) -> None:
    origins = Origins(["https://club.example/"])
    assert origins.allow(origin, headers) is allowed
    environ = {
        "HTTP_" + name.upper().replace("-", "_"): value
        for name, value in headers.items()
    }
    assert origins.allow_socket(origin, environ) is allowed


def test_any_site_may_be_allowed() -> None:
    assert Origins(["*"]).allow("https://any.example", {"host": "bot.example"})


def test_a_bubble_keeps_its_paragraphs_and_the_last_one_the_buttons() -> None:
    custom = {"type": "question", "room": "a", "to": 1, "nested": {"a": [1]}}
    events = events_of(
        [
            {"recipient_id": "a", "text": "One.\n\nTwo."},
            {
                "recipient_id": "a",
                "text": "Three?\n\nFour?",
                "buttons": [{"title": "Yes", "payload": "yes"}],
            },
            {"recipient_id": "a", "custom": custom},
        ],
        "m1",
    )
    assert [each.get("text") for each in events] == [
        "One.\n\nTwo.", "Three?\n\nFour?", None,
    ]  # fmt: skip
    assert "quick_replies" not in events[0]
    assert events[1]["quick_replies"] == [
        {"content_type": "text", "title": "Yes", "payload": "yes"}
    ]
    assert events[2]["custom"] == custom
    assert [each["id"] for each in events] == ["m1.0", "m1.1", "m1.2"]
    assert [each["last"] for each in events] == [False, False, True]


def test_what_nobody_received_is_given_once_and_not_without_end() -> None:
    held = Held()
    for number in range(MOST_EVENTS + 10):
        held.hold("a", [{"id": number}])
    ids = [event["id"] for event in held.release("a")]
    assert ids == list(range(10, MOST_EVENTS + 10))
    assert held.release("a") == []
    assert held.release("b") == []


@pytest.mark.parametrize(
    "data",
    [None, 1, [], {}, {"message": None}, {"message": {"a": 1}}, {"id": ["a"]}],
)
def test_odd_data_is_an_empty_message(data: object) -> None:
    message = Message.of(data)
    assert message.text == ""
    assert message.id


def test_a_page_asks_for_consent_only_where_something_is_stored(
    make: Callable[..., Gateway],
) -> None:
    async def turn(message: Any) -> None:
        raise AssertionError

    secrets = Sessions(b"a secret of some length")
    plain = Talk(make(turn), secrets)
    assert plain.info("t", new=True)["keep"] == ""
    asking = Talk(make(turn), secrets, memory=Store())
    assert asking.info("t", new=True)["keep"] == asking.replies.keep != ""
    agreed = Message.of({"message": "hi", "metadata": {"consent": True}})
    assert agreed.metadata == {"consent": True}
    other = Message.of({"message": "hi", "metadata": {"consent": "yes"}})
    assert other.metadata == {}


def test_a_message_keeps_its_id_and_the_metadata_we_know() -> None:
    message = Message.of(
        {
            "message": "hi",
            "metadata": '{"message_id": "m1", "country": "uk", "x": 1}',
        }
    )
    assert message == Message("hi", "m1", metadata={"country": "uk"})
    assert Message.of("just words").text == "just words"
    assert len(Message.of({"message": "hi", "id": "m" * 500}).id) < 64


async def test_too_many_messages_are_refused_in_words_but_never_a_red_flag(
    make: Callable[..., Gateway],
) -> None:
    turns: list[str] = []

    async def turn(message: Any) -> None:
        turns.append(message.text)
        await message.output_channel.send_text_message("a", "ok")

    gateway = make(turn)
    gateway.limits = Limits(2, a_second=0)
    talk = Talk(gateway, Sessions(b"a secret of some length"))
    _, sender, _ = talk.session(None)
    for number in range(2):
        await talk.answer(sender, Message.of({"message": "hi", "id": str(number)}))
    refused = await talk.answer(sender, Message.of({"message": "hi", "id": "3"}))
    assert [each["text"] for each in refused] == [talk.replies.too_many]
    repeat = await talk.answer(sender, Message.of({"message": "hi", "id": "1"}))
    assert repeat[0]["text"] == "ok"
    alarm = await talk.answer(sender, Message.of({"message": RED_FLAG, "id": "4"}))
    assert alarm[-1]["custom"]["type"] == "red_flag"
    await gateway.settle()
    assert turns == ["hi", "hi", RED_FLAG]


class Store:
    """Answers as one that another worker wrote."""

    asks = shared = True

    def __init__(self) -> None:
        self.stored = {"m1": [{"text": "from the store"}]}
        self.gone: list[str] = []

    async def recorded(self, sender: str) -> list[dict[str, str]] | None:
        raise OSError

    async def recollect(self, sender: str) -> dict[str, Any]:
        return {"texts": ["hi"]}

    async def replies_to(self, sender: str, message_id: str) -> list[Any]:
        return self.stored.get(message_id, [])

    async def delete(self, sender: str) -> None:
        if self.gone:
            raise OSError
        self.gone.append(sender)


async def test_a_repeat_that_another_worker_answered_is_not_run_again(
    make: Callable[..., Gateway],
) -> None:
    async def turn(message: Any) -> None:
        await message.output_channel.send_text_message("a", "a new turn")

    secrets, store = Sessions(b"a secret of some length"), Store()
    gateway = make(turn, memory=Memory(store))
    talk = Talk(gateway, secrets, memory=store, personal=store)
    _, sender, _ = talk.session(None)
    again = {"message": "hi", "id": "m1"}
    assert await talk.answer(sender, Message.of(again)) == [{"text": "from the store"}]
    unknown = await talk.answer(sender, Message.of({**again, "id": "m2"}))
    assert unknown[0]["text"] == "a new turn"
    assert await talk.state(sender) == {"known": True, "findings": []}
    assert await talk.delete(sender)
    assert not await talk.delete(sender)  # the store refused: say so
