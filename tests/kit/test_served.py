"""Bots that run elsewhere: REST, the website's socket, the platforms' stand-ins."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import socketio
from aiohttp import web

from bot.cli import project
from bot.testing.backstride.extension import BackstrideExtension
from bot.testing.formats import read_cases
from bot.testing.model import Case, Outcome
from bot.testing.playing import play
from bot.testing.problems import KitError
from bot.testing.subject import SERVED, Subject

JUDGED = {"type": "assessment", "triage": "self_care"}
QUESTION = {"type": "question", "finding": "numbness", "kind": "numbness"}


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    """The app on a free port, by real HTTP."""
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def replies(text: str) -> list[dict[str, Any]]:
    """A bot that asks once, and is content with any answer that says no."""
    if "no" in text.split():
        return [
            {"text": "Fine.", "custom": {"type": "assessment", "triage": "self_care"}}
        ]
    return [
        {"text": "Numb?", "buttons": [{"title": "No", "payload": "no"}]},
        {"custom": QUESTION},
    ]


def case(tmp_path: Path, extension: BackstrideExtension, more: str = "") -> Case:
    path = tmp_path / "case.yml"
    path.write_text(
        f"screenplays:\n  a:\n{more}    lines:\n"
        "      - {user: my back hurts}\n"
        "      - bot: {asks: numbness, buttons: ['No'], finding: {numbness: unknown}}\n"
        "      - answers: {numbness: oh no}\n"
        "      - bot: {triage: self_care, says: fine}\n"
    )
    return read_cases(path, extension.kinds())[0]


async def held(target: str, url: str, tmp_path: Path, more: str = "") -> Outcome:
    extension = BackstrideExtension(project.ROOT)
    opened = await SERVED[target](url)
    try:
        return await play(case(tmp_path, extension, more), opened, extension)
    finally:
        await opened.close()


@asynccontextmanager
async def rest_bot() -> AsyncIterator[str]:
    async def answer(request: web.Request) -> web.Response:
        body = await request.json()
        assert body["sender"]
        return web.json_response(replies(body["message"]))

    app = web.Application()
    app.add_routes([web.post("/webhooks/rest/webhook", answer)])
    async with serving(app) as url:
        yield url


async def test_by_rest_what_cannot_be_seen_is_counted(
    tmp_path: Path,
) -> None:
    async with rest_bot() as url:
        outcome = await held("url", url, tmp_path)
    assert outcome.failures == ()
    assert outcome.checked == 4
    assert len(outcome.unseen) == 1
    assert "finding" in outcome.unseen[0]
    assert [turn.said for turn in outcome.turns] == ["my back hurts", "oh no"]
    assert all(turn.seconds > 0 for turn in outcome.turns)


async def test_slots_beforehand_need_the_bot_in_this_process(tmp_path: Path) -> None:
    async with rest_bot() as url:
        outcome = await held("url", url, tmp_path, "    slots: {country: uk}\n")
    assert "slots cannot be set beforehand" in outcome.cannot


async def test_a_bot_that_is_not_there_is_said_to_be_away(tmp_path: Path) -> None:
    outcome = await held("url", "http://127.0.0.1:9", tmp_path)
    assert "does not answer" in outcome.failures[0].got


async def test_an_answer_that_is_no_list_is_a_failure(
    tmp_path: Path,
) -> None:
    async with serving(web.Application()) as url:
        outcome = await held("url", url, tmp_path)
    assert "answered 404" in outcome.failures[0].got


@pytest.mark.parametrize(
    "last",
    [
        pytest.param(True, id="ours"),
        # Nothing says that a reply was the last: a second without one does.
        pytest.param(False, id="stock", marks=pytest.mark.slow),
    ],
)
async def test_by_the_socket_of_a_website(tmp_path: Path, last: bool) -> None:
    server = socketio.AsyncServer(async_mode="aiohttp")
    app = web.Application()
    server.attach(app)

    async def session_request(sid: str, data: Any) -> None:
        await server.emit("session_confirm", "s1", to=sid)
        await server.emit("bot_uttered", {"text": "Welcome!"}, to=sid)

    async def user_uttered(sid: str, data: Any) -> None:
        said = replies(data["message"])
        for number, reply in enumerate(said):
            event = {k: v for k, v in reply.items() if k != "buttons"}
            event["quick_replies"] = reply.get("buttons", [])
            if last:
                event |= {"reply_to": data["id"], "last": number == len(said) - 1}
            await server.emit("bot_uttered", event, to=sid)

    server.on("session_request", session_request)
    server.on("user_uttered", user_uttered)
    async with serving(app) as url:
        outcome = await held("web", url, tmp_path)
    assert outcome.failures == ()
    assert outcome.checked == 4
    assert outcome.turns[0].text == "Numb?"  # the greeting is no answer


def only_words(tmp_path: Path) -> None:
    (tmp_path / "case.yml").write_text(
        "screenplays:\n  a:\n"
        "    - {user: my back hurts}\n"
        "    - bot: {asks: numbness, says: 'Numb?', buttons: ['No']}\n"
        "    - {user: 'No'}\n"
        "    - bot: {says: fine, triage: self_care}\n"
    )


@pytest.mark.slow
async def test_by_the_stand_in_of_telegram(tmp_path: Path) -> None:
    """The bot is a small one of the test's own; the stand-in is the strict one."""
    telegram = pytest.importorskip("tests.fakes.telegram")
    fake = telegram.FakeTelegram()
    await fake.start()
    bot = asyncio.ensure_future(telegram_bot(fake.url, fake.TOKEN))
    try:
        outcome = await with_words("telegram", fake.url, tmp_path)
    finally:
        bot.cancel()
        with suppress(asyncio.CancelledError):
            await bot
        await fake.stop()
    assert any("/getUpdates" in name or name == "getUpdates" for name, _ in fake.calls)
    seen_by_words(outcome)
    assert fake.presses  # the label of a button was pressed, not typed


async def telegram_bot(url: str, token: str) -> None:
    offset = 0
    async with aiohttp.ClientSession() as session:

        async def call(method: str, **given: Any) -> Any:
            async with session.post(f"{url}/bot{token}/{method}", json=given) as done:
                return (await done.json())["result"]

        while True:
            for update in await call("getUpdates", timeout=1, offset=offset):
                offset = update["update_id"] + 1
                pressed = update.get("callback_query")
                if pressed:
                    await call("answerCallbackQuery", callback_query_id=pressed["id"])
                message = pressed["message"] if pressed else update["message"]
                text = pressed["data"] if pressed else message["text"]
                for reply in replies(text):
                    await tell(call, message["chat"]["id"], reply)


async def tell(call: Callable[..., Any], chat: int, reply: dict[str, Any]) -> None:
    if "text" not in reply:
        return
    keys = [
        [{"text": each["title"], "callback_data": each["payload"]}]
        for each in reply.get("buttons", [])
    ]
    more = {"reply_markup": {"inline_keyboard": keys}} if keys else {}
    await call("sendMessage", chat_id=chat, text=reply["text"], **more)


async def with_words(target: str, url: str, tmp_path: Path) -> Outcome:
    extension = BackstrideExtension(project.ROOT)
    only_words(tmp_path)
    (words,) = read_cases(tmp_path / "case.yml", extension.kinds())
    opened = await SERVED[target](url)
    try:
        return await play(words, opened, extension)
    finally:
        await opened.close()


def seen_by_words(outcome: Outcome) -> None:
    assert outcome.failures == ()
    assert outcome.checked == 3
    assert [each.split(": ")[1].split()[0] for each in outcome.unseen] == [
        "asks",
        "triage",
    ]


@pytest.mark.slow
async def test_by_the_stand_in_of_slack(tmp_path: Path) -> None:
    slack = pytest.importorskip("tests.fakes.slack")
    fake = slack.FakeSlack()
    await fake.start()

    async def events(request: web.Request) -> web.Response:
        if request.content_type == "application/json":
            event = (await request.json())["event"]
            user, text = event["user"], event["text"]
        else:
            pressed = json.loads((await request.post())["payload"])
            user, text = pressed["user"]["id"], pressed["actions"][0]["value"]
        fake.soon(post(f"D{user}", text))
        return web.Response()

    async def post(channel: str, text: str) -> None:
        async with aiohttp.ClientSession() as session:
            for reply in replies(text):
                if "text" not in reply:
                    continue
                body = {
                    "channel": channel,
                    "text": reply["text"],
                    "blocks": blocks(reply),
                }
                headers = {"Authorization": f"Bearer {fake.BOT_TOKEN}"}
                url = f"{fake.url}/api/chat.postMessage"
                async with session.post(url, json=body, headers=headers) as done:
                    assert (await done.json())["ok"]

    app = web.Application()
    app.add_routes([web.post("/events", events)])
    try:
        async with serving(app) as url:
            fake.deliveries.url = f"{url}/events"
            outcome = await with_words("slack", fake.url, tmp_path)
    finally:
        await fake.stop()
    seen_by_words(outcome)


def blocks(reply: dict[str, Any]) -> list[dict[str, Any]]:
    text = {"type": "mrkdwn", "text": reply["text"]}
    made: list[dict[str, Any]] = [{"type": "section", "text": text}]
    buttons = [
        {
            "type": "button",
            "text": {"type": "plain_text", "text": each["title"]},
            "value": each["payload"],
            "action_id": each["payload"],
        }
        for each in reply.get("buttons", [])
    ]
    return [*made, {"type": "actions", "elements": buttons}] if buttons else made


@pytest.mark.parametrize(
    ("target", "said"),
    [("web", "needs an address"), ("fax", 'There is no target "fax"')],
)
def test_a_target_that_cannot_be_opened_says_why(target: str, said: str) -> None:
    subject = Subject(BackstrideExtension(project.ROOT))
    with pytest.raises(KitError, match=said):
        subject.way(target, "")
