"""The stand-ins run on their own, and a person can play a runner with curl."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.channels.serving import free_port
from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


@contextmanager
def run(name: str) -> Iterator[httpx.Client]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", f"tests.fakes.{name}", "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert f"http://127.0.0.1:{port}" in process.stdout.readline()
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
            yield client
    finally:
        process.kill()
        process.wait()


def test_telegram_runs_on_its_own() -> None:
    with run("telegram") as client:
        client.post("/control/say", json={"user": 7, "text": "hello"})
        polled = client.post(f"/bot{FakeTelegram.TOKEN}/getUpdates", json={})
        assert polled.json()["result"][0]["message"]["text"] == "hello"
        client.post("/control/limit", json={"method": "getMe", "seconds": 9})
        limited = client.post(f"/bot{FakeTelegram.TOKEN}/getMe", json={})
        assert limited.status_code == 429
        assert limited.json()["parameters"] == {"retry_after": 9}
        assert client.post("/botnonsense/getMe", json={}).status_code == 401
        assert client.get("/control/chat?chat=7").json()[0]["text"] == "hello"


def test_slack_runs_on_its_own() -> None:
    headers = {"Authorization": f"Bearer {FakeSlack.BOT_TOKEN}"}
    with run("slack") as client:
        posted = client.post(
            "/api/chat.postMessage",
            json={"channel": "DU7", "text": "hi"},
            headers=headers,
        )
        assert posted.json()["ok"]
        client.post("/control/limit", json={"method": "auth.test", "seconds": 9})
        limited = client.post("/api/auth.test", headers=headers)
        assert (limited.status_code, limited.headers["Retry-After"]) == (429, "9")
        assert client.post("/api/auth.test").json()["error"] == "invalid_auth"
        assert client.get("/control/chat?channel=DU7").json()[0]["text"] == "hi"
