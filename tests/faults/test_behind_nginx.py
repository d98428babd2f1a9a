"""Two processes behind nginx, with the file that is deployed: C7 of docs/faults.md."""

from __future__ import annotations

import asyncio
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.channels.web.sessions import SECRET
from tests.channels.nginx import nginx
from tests.channels.serving import CANARY, RED_FLAG, REST, Served, custom, served
from tests.channels.test_web_socket import connected

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed"),
]
CLIENTS = 12
HURTS = f"my left buttock hurts when I run, {CANARY}"


@pytest.fixture(scope="module")
def front(
    tmp_path_factory: pytest.TempPathFactory, model: Path
) -> Iterator[tuple[Served, list[Served]]]:
    """Nginx seen as a server, and the two behind it."""
    folder = tmp_path_factory.mktemp("front")
    store = str(folder / "conversations.db")
    environment = {SECRET: "a secret of some length"}
    (folder / "one").mkdir()
    (folder / "two").mkdir()
    with (
        served(folder / "one", model, tracker_db=store, **environment) as one,
        served(folder / "two", model, tracker_db=store, **environment) as two,
        nginx(folder, [str(each.client.base_url) for each in (one, two)]) as address,
        httpx.Client(base_url=address, timeout=35) as client,
    ):
        yield Served(client, folder), [one, two]


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_every_client_of_either_transport_is_answered(
    front: tuple[Served, list[Served]], transport: str
) -> None:
    site, behind = front
    before = [answered(each) for each in behind]

    async def talk() -> None:
        key = {"X-Conversation": uuid.uuid4().hex}
        async with connected(site, transport, **key) as client:
            await client.begin()
            replies = await client.say(HURTS)
            assert any("text" in each for each in replies)
            assert await client.say("no, none of these")
            if transport == "polling":  # else it waits for the poll that is under way
                await client.sio.eio.disconnect(abort=True)

    await asyncio.gather(*(talk() for _ in range(CLIENTS)))
    gained = [
        answered(each) - count for each, count in zip(behind, before, strict=True)
    ]
    assert sum(gained) == 2 * CLIENTS
    assert all(gained), "one process did all of it"


def answered(site: Served) -> int:
    """How many messages of the website it has answered, as it says itself."""
    lines = site.client.get("/metrics").text.splitlines()
    name = 'backstride_messages_total{channel="web",outcome="answered"} '
    return sum(int(float(each.removeprefix(name))) for each in lines if name in each)


def test_it_passes_messages_and_hides_what_is_inside(
    front: tuple[Served, list[Served]],
) -> None:
    site, _ = front
    assert custom(site.say(uuid.uuid4().hex, RED_FLAG), "red_flag")
    assert site.client.get("/metrics").status_code == 403
    big = {"sender": "big", "message": "a" * 100_000}
    assert site.client.post(REST, json=big).status_code == 413
