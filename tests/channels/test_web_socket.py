"""The website's channel over real sockets, as Rasa's clients and ours use it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest
import socketio

from bot.channels.web.sessions import SECRET
from bot.cli import train
from tests.channels.serving import CANARY, RED_FLAG, REST, Served, served

pytestmark = pytest.mark.training
ALLOWED = "https://club.example"
HURTS = f"my left buttock hurts when I run, {CANARY}"
WAIT_SECONDS = 20
ENVIRONMENT = {"BACKSTRIDE_ORIGINS": ALLOWED, SECRET: "a secret of some length"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("web")
    with served(folder, train.ensure_current(), **ENVIRONMENT) as site:
        yield site


class Client:
    """A socket.io client that keeps what it hears. `token` once it has a session."""

    def __init__(self) -> None:
        self.sio = socketio.AsyncClient(reconnection=False)
        self.heard: list[tuple[str, Any]] = []
        self.token = ""
        self._news = asyncio.Event()
        for event in ("session_confirm", "session_info", "bot_uttered", "typing"):
            self.sio.on(event, self._keeper(event))
        self.sio.on("user_echo", self._keeper("user_echo"))

    def _keeper(self, event: str) -> Any:
        async def keep(data: Any) -> None:
            self.heard.append((event, data))
            self._news.set()

        return keep

    def all(self, event: str) -> list[Any]:
        return [data for name, data in self.heard if name == event]

    async def until(self, enough: Any) -> None:
        async def wait() -> None:
            while not enough():
                self._news.clear()
                await self._news.wait()

        await asyncio.wait_for(wait(), WAIT_SECONDS)

    async def begin(self, token: str | None = None) -> str:
        await self.sio.emit("session_request", {"session_id": token})
        count = len(self.all("session_info"))
        await self.until(lambda: len(self.all("session_info")) > count)
        self.token = self.all("session_confirm")[-1]
        return self.token

    async def say(self, text: str, id_: str = "", **more: Any) -> list[dict[str, Any]]:
        id_ = id_ or uuid.uuid4().hex
        before = len(self.all("bot_uttered"))
        await self.sio.emit("user_uttered", {"message": text, "id": id_, **more})
        await self.until(lambda: any(self._last(id_, before)))
        events = self.all("bot_uttered")[before:]
        return [event for event in events if event.get("reply_to") == id_]

    def _last(self, id_: str, before: int) -> Iterator[bool]:
        for event in self.all("bot_uttered")[before:]:
            yield bool(event.get("reply_to") == id_ and event["last"])


@asynccontextmanager
async def connected(
    site: Served, transport: str = "websocket", **headers: str
) -> AsyncIterator[Client]:
    client = Client()
    # Browsers send them with every request of polling, the client here with the first.
    client.sio.eio.http = aiohttp.ClientSession(headers=headers)
    await client.sio.connect(
        str(site.client.base_url),
        transports=[transport],
        headers=headers,
        wait_timeout=WAIT_SECONDS,
    )
    try:
        yield client
    finally:
        await client.sio.disconnect()


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_a_new_visitor_is_greeted_and_answered(
    site: Served, transport: str
) -> None:
    async with connected(site, transport) as client:
        token = await client.begin()
        await client.until(lambda: client.all("bot_uttered"))
        info = client.all("session_info")[0]
        assert info["session_id"] == token
        assert info["new"] is True
        assert info["notice"]
        assert client.all("bot_uttered")[0]["text"]
        replies = await client.say(HURTS)
        assert "buttock" in replies[0]["text"]
        typing = [data["active"] for data in client.all("typing")]
        assert typing == [True, False]


async def test_the_machine_s_payload_arrives_as_rest_gives_it(site: Served) -> None:
    rest = site.say(uuid.uuid4().hex, HURTS)
    async with connected(site) as client:
        await client.begin()
        replies = await client.say(HURTS)
    assert [each.get("custom") for each in replies] == [
        each.get("custom") for each in rest
    ]
    asked = next(each for each in replies if each.get("quick_replies"))
    titles = [button["title"] for button in asked["quick_replies"]]
    assert titles == replies[-1]["custom"]["options"]


async def test_a_session_is_resumed_and_remembers(site: Served) -> None:
    async with connected(site) as client:
        token = await client.begin()
        await client.say(HURTS)
    async with connected(site) as client:
        assert await client.begin(token) == token
        assert client.all("session_info")[0]["new"] is False
        assert client.all("bot_uttered") == []  # no second greeting
        state = await client.sio.call("state", {})
        assert {
            "finding": "location_buttock", "status": "present", "side": "left",
        } in state["findings"]  # fmt: skip


@pytest.mark.parametrize("forged", ["alice", "a" * 22 + "." + "0" * 32, 7, ["a"]])
async def test_a_forged_session_becomes_a_new_one(site: Served, forged: Any) -> None:
    async with connected(site) as client:
        token = await client.begin(forged)
        assert token != forged
        assert client.all("session_info")[0]["new"] is True


async def test_a_session_id_beside_the_message_opens_no_other_conversation(
    site: Served,
) -> None:
    async with connected(site) as victim, connected(site) as thief:
        token = await victim.begin()
        await victim.say(HURTS)
        await thief.begin()
        await thief.say("hello", session_id=token)
        state = await thief.sio.call("state", {})
        assert state["findings"] == []
        assert len(victim.all("user_echo")) == 0


async def test_the_same_message_sent_twice_is_answered_once(site: Served) -> None:
    async with connected(site) as client:
        await client.begin()
        first = await client.say(HURTS, "m1")
        again = await client.say(HURTS, "m1", again=True)
        assert first == again
        state = await client.sio.call("state", {})
        assert state["known"] is True


async def test_what_was_said_while_away_comes_on_return(site: Served) -> None:
    """rasa#9923 and rasa-webchat#166: a lost connection lost the bubbles."""
    async with connected(site) as client:
        token = await client.begin()
        await client.sio.call("user_uttered", {"message": HURTS, "id": "m1"})
    await asyncio.sleep(2)
    async with connected(site) as client:
        await client.begin(token)
        await client.until(lambda: any(each["last"] for each in _said(client)))
        assert [each["reply_to"] for each in _said(client)] == ["m1"] * len(
            _said(client)
        )
        seen = len(_said(client))
        again = await client.say(HURTS, "m1", again=True)
        assert len(again) == seen
        assert {each["id"] for each in again} == {
            each["id"] for each in _said(client)[:seen]
        }


def _said(client: Client) -> list[dict[str, Any]]:
    return client.all("bot_uttered")


async def test_two_windows_of_one_conversation_hear_the_same(site: Served) -> None:
    async with connected(site) as one, connected(site) as two:
        token = await one.begin()
        await two.begin(token)
        await one.say(HURTS, "m1")
        await two.until(lambda: any(each.get("reply_to") for each in _said(two)))
        assert two.all("user_echo") == [{"id": "m1", "text": HURTS}]
        assert one.all("user_echo") == []


async def test_a_stock_client_that_asks_for_no_session_is_answered(
    site: Served,
) -> None:
    """rasa#13027: with sessions on, the reply has to reach its socket."""
    async with connected(site) as client:
        await client.sio.emit("user_uttered", {"message": HURTS})
        await client.until(lambda: any(each.get("reply_to") for each in _said(client)))
        assert client.all("session_confirm")


async def test_a_red_flag_is_answered_even_when_sending_too_much(
    site: Served,
) -> None:
    async with connected(site) as client:
        await client.begin()
        for number in range(90):
            await client.sio.emit("user_uttered", {"message": "", "id": f"e{number}"})
        replies = await client.say(RED_FLAG)
        assert replies[-1]["custom"]["type"] == "red_flag"


@pytest.mark.parametrize(
    "odd", [None, 1, [], {"message": None}, {"message": "x" * 9000}]
)
async def test_odd_messages_get_words(site: Served, odd: Any) -> None:
    async with connected(site) as client:
        await client.begin()
        before = len(_said(client))
        await client.sio.emit("user_uttered", odd)
        await client.until(lambda: len(_said(client)) > before)
        assert _said(client)[-1]["text"]


async def test_deleting_leaves_nothing(site: Served) -> None:
    async with connected(site) as client:
        await client.begin()
        await client.say(HURTS, "m1")
        assert await client.sio.call("delete_conversation", {}) == {"deleted": True}
        state = await client.sio.call("state", {})
        assert state == {"known": False, "findings": []}
        replies = await client.say("what did I tell you?", "m2")
        assert "buttock" not in str(replies)


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_other_sites_cannot_connect(site: Served, transport: str) -> None:
    with pytest.raises(socketio.exceptions.ConnectionError):
        async with connected(site, transport, Origin="https://evil.example"):
            pass
    async with connected(site, transport, Origin=ALLOWED) as client:
        assert await client.begin()


def test_a_client_that_is_too_old_is_told_so(site: Served) -> None:
    """rasa#11084 and others: socket.io 2 speaks another protocol."""
    answer = site.client.get("/socket.io/", params={"EIO": 3, "transport": "polling"})
    assert answer.status_code == 400
    assert "unsupported version" in answer.text


class TestOverHttp:
    """For networks that block sockets: the session here, messages over REST."""

    def test_a_session_is_made_and_resumed(self, site: Served) -> None:
        new = site.client.post("/webhooks/web/session", json={}).json()
        assert new["new"] is True
        assert new["greeting"]
        assert new["notice"]
        token = new["session_id"]
        said = {"sender": token, "message": HURTS, "id": "m1"}
        replies = site.client.post(REST, json=said).json()
        assert "buttock" in str(replies)
        again = site.client.post(REST, json=said).json()
        assert again == replies
        old = site.client.post(
            "/webhooks/web/session", json={"session_id": token}
        ).json()
        assert old["session_id"] == token
        assert old["known"] is True
        assert "location_buttock" in str(old["findings"])
        assert token not in str(replies)

    def test_it_can_be_deleted(self, site: Served) -> None:
        token = site.client.post("/webhooks/web/session").json()["session_id"]
        site.client.post(REST, json={"sender": token, "message": HURTS})
        body = {"session_id": token}
        assert site.client.post("/webhooks/web/delete", json=body).json() == {
            "deleted": True
        }
        old = site.client.post("/webhooks/web/session", json=body).json()
        assert old["known"] is False

    def test_nobody_else_can_delete_it(self, site: Served) -> None:
        answer = site.client.post("/webhooks/web/delete", json={"session_id": "a"})
        assert answer.json() == {"deleted": False}

    @pytest.mark.parametrize("path", [REST, "/webhooks/web/session"])
    def test_a_site_on_the_list_may_ask_and_read(self, site: Served, path: str) -> None:
        for method in ("OPTIONS", "POST"):
            answer = site.client.request(
                method, path, headers={"Origin": ALLOWED}, json={}
            )
            allowed = answer.headers["Access-Control-Allow-Origin"]
            assert allowed == ALLOWED
            assert answer.status_code != 403

    @pytest.mark.parametrize("path", [REST, "/webhooks/web/session"])
    def test_another_site_may_not(self, site: Served, path: str) -> None:
        headers = {"Origin": "https://evil.example"}
        answer = site.client.post(path, headers=headers, json={})
        assert answer.status_code == 403
        assert "BACKSTRIDE_ORIGINS" in answer.json()["error"]
        assert "Access-Control-Allow-Origin" not in answer.headers


async def test_a_session_holds_on_another_worker(site: Served, tmp_path: Path) -> None:
    with served(tmp_path, train.ensure_current(), **ENVIRONMENT) as other:
        async with connected(site) as client:
            token = await client.begin()
        async with connected(other) as client:
            assert await client.begin(token) == token
            assert await client.say(HURTS)


def test_two_workers_without_sticky_sessions_answer_a_repeat_once(
    tmp_path: Path,
) -> None:
    """They share the store; the second finds the first one's answer in it."""
    model = train.ensure_current()
    store = str(tmp_path / "conversations.db")
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    with (
        served(tmp_path / "one", model, tracker_db=store, **ENVIRONMENT) as one,
        served(tmp_path / "two", model, tracker_db=store, **ENVIRONMENT) as two,
    ):
        token = one.client.post("/webhooks/web/session").json()["session_id"]
        said = {"sender": token, "message": HURTS, "id": "m1"}
        first = one.client.post(REST, json=said).json()
        again = two.client.post(REST, json=said).json()
        assert _plain(first) == _plain(again)
        on = {"sender": token, "message": "no, none of these", "id": "m2"}
        assert "buttock" not in str(two.client.post(REST, json=on).json())


def _plain(replies: list[dict[str, Any]]) -> list[Any]:
    return [
        (each.get("text"), each.get("buttons"), each.get("custom")) for each in replies
    ]


def test_the_widget_is_served_small_and_unchanged_only_once(site: Served) -> None:
    plain = site.client.get("/widget.js", headers={"Accept-Encoding": "identity"})
    zipped = site.client.get("/widget.js", headers={"Accept-Encoding": "gzip"})
    assert plain.text == zipped.text
    assert zipped.headers["Content-Encoding"] == "gzip"
    tag = plain.headers["ETag"]
    again = site.client.get("/widget.js", headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert site.client.get("/widget.licences.txt").status_code == 200


def test_no_word_of_a_runner_is_in_a_reply_to_nobody(site: Served) -> None:
    with httpx.Client(base_url=site.client.base_url) as nobody:
        answer = nobody.post("/webhooks/web/session", json={"session_id": "web/a"})
    assert answer.json()["new"] is True
