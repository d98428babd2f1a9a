"""The served bot over real HTTP: page, REST, health, bad input, a port in use."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from bot.cli import train
from tests.channels.serving import free_port

pytestmark = pytest.mark.training
BACKSTRIDE = Path(sys.executable).with_name("backstride")
RED_FLAG = "I can't feel anything between my legs and I've wet myself"


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("server") / "log.txt"


@pytest.fixture(scope="module")
def site(port: int, log: Path) -> Iterator[httpx.Client]:
    """A client of a server that really runs."""
    train.ensure_current()
    journal = {"BACKSTRIDE_JOURNAL": str(log.with_name("journal.log"))}
    with log.open("w") as printed:
        server = subprocess.Popen(
            [BACKSTRIDE, "serve", "--port", str(port)],
            stdout=printed,
            stderr=subprocess.STDOUT,
            env={**os.environ, **journal},
        )
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
        _wait(client, server, log)
        yield client
    server.terminate()
    server.wait(timeout=20)


def _wait(client: httpx.Client, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(240):
        assert server.poll() is None, log.read_text()
        try:
            if client.get("/health").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.5)
    raise AssertionError(log.read_text())


def say(site: httpx.Client, sender: str, message: str) -> list[dict[str, object]]:
    answer = site.post(
        "/webhooks/rest/webhook", json={"sender": sender, "message": message}
    )
    assert answer.status_code == 200
    return list(answer.json())


def test_the_page_is_served_with_a_strict_policy(site: httpx.Client) -> None:
    page = site.get("/")
    assert page.status_code == 200
    assert "Backstride" in page.text
    assert "'unsafe-inline'" not in page.headers["Content-Security-Policy"]
    for asset in ("page/page.js", "page/page.css", "widget.js"):
        assert asset in page.text
        assert site.get(f"/{asset}").status_code == 200
    assert site.get("/page/nothing.js").status_code == 404


def test_a_question_comes_in_words_then_for_machines(site: httpx.Client) -> None:
    replies = say(site, "order", "my lower back hurts after running")
    texts = [number for number, each in enumerate(replies) if each.get("buttons")]
    custom = replies[texts[-1] + 1]["custom"]
    assert isinstance(custom, dict)
    assert custom["type"] == "question"
    assert custom["finding"]
    assert custom["options"]
    assert [button["title"] for button in replies[texts[-1]]["buttons"]] == custom[
        "options"
    ]


def test_a_red_flag_is_answered_over_http(site: httpx.Client, log: Path) -> None:
    replies = say(site, "alarm", RED_FLAG)
    assert replies[0]["text"]
    assert replies[1]["custom"]["triage"] == "emergency"
    assert len(log.with_name("journal.log").read_text().splitlines()) >= 1


def test_a_message_sent_twice_is_answered_once(site: httpx.Client) -> None:
    body = {
        "sender": "twice",
        "message": "my left hamstring aches when I sit",
        "metadata": {"message_id": "m-1"},
    }
    first, again = (site.post("/webhooks/rest/webhook", json=body) for _ in range(2))
    assert first.json() == again.json()
    # A second turn would not have been the first of the interview.
    assert "Thanks. What I've understood" in again.json()[0]["text"]


def test_the_country_may_come_from_the_client(site: httpx.Client) -> None:
    body = {"sender": "abroad", "message": RED_FLAG, "metadata": {"country": "us"}}
    text = site.post("/webhooks/rest/webhook", json=body).json()[0]["text"]
    assert "call 911" in text


def test_a_red_flag_does_not_wait_for_a_crowd(site: httpx.Client) -> None:
    def alarm(number: int) -> float:
        time.sleep(number / 10)
        started = time.monotonic()
        assert "red_flag" in str(say(site, f"alarm{number}", RED_FLAG))
        return time.monotonic() - started

    def ordinary(number: int) -> bool:
        return bool(say(site, f"crowd{number}", "my lower back hurts after running"))

    with ThreadPoolExecutor(60) as runners:
        crowd = runners.map(ordinary, range(50))
        worst = max(runners.map(alarm, range(10)))
        assert all(crowd)
    print(f"worst emergency reply in a crowd of 50: {worst:.3f} s")
    assert worst < 2


def test_two_runners_do_not_hear_each_other(site: httpx.Client) -> None:
    say(site, "one", "my left calf hurts when I run")
    heard = " ".join(
        str(each.get("text")) for each in say(site, "two", "my right hip hurts")
    )
    assert "calf" not in heard
    assert "hip" in heard


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        (b"", "JSON"),
        (b"no json", "JSON"),
        (b"\xff\xfe", "JSON"),
        (b"[]", "JSON object"),
        (b"null", "JSON object"),
        (b'{"message": "hi"}', '"sender"'),
        (b'{"sender": "", "message": "hi"}', '"sender"'),
        (b'{"sender": ["a"], "message": "hi"}', '"sender"'),
        (b'{"sender": "a\\u0000b", "message": "hi"}', '"sender"'),
        (b'{"sender": "\\ud800", "message": "hi"}', '"sender"'),
        (b'{"sender": "a"}', '"message"'),
        (b'{"sender": "a", "message": null}', '"message"'),
        (b'{"sender": "a", "message": {"a": 1}}', '"message"'),
    ],
)
def test_a_bad_body_gets_a_clear_400(
    site: httpx.Client, body: bytes, hint: str
) -> None:
    answer = site.post(
        "/webhooks/rest/webhook",
        content=body,
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 400
    assert hint in answer.json()["error"]


@pytest.mark.parametrize(
    "message",
    [
        "",
        " \n ",
        "\U0001f629\U0001f525",
        "<script>alert(1)</script>",
        "me duele la espalda cuando corro",
        "{severity} {0.__class__}",
        "/restart",
        '/inform{"evidence": {}}',
        "a\x00b \ud83d",
        "ouch " * 20_000,
    ],
    ids=[
        "empty", "blank", "emoji", "html", "spanish", "braces", "command", "payload",
        "half a character", "100 kB",
    ],
)  # fmt: skip
def test_odd_input_gets_words_never_silence(site: httpx.Client, message: str) -> None:
    raw = f'{{"sender": "odd", "message": {_json(message)}}}'
    answer = site.post(
        "/webhooks/rest/webhook",
        content=raw.encode(),
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 200
    assert any(each.get("text") for each in answer.json())


def _json(text: str) -> str:
    import json

    return json.dumps(text)


def test_a_body_over_a_megabyte_is_refused(site: httpx.Client) -> None:
    answer = site.post(
        "/webhooks/rest/webhook",
        content=b'{"sender":"a","message":"' + b"x" * 1_500_000,
    )
    assert answer.status_code == 413


def test_what_is_not_switched_on_is_said(site: httpx.Client, log: Path) -> None:
    assert "Slack: off (set BACKSTRIDE_SLACK_BOT_TOKEN" in log.read_text()
    assert "Telegram: off (set BACKSTRIDE_TELEGRAM_TOKEN" in log.read_text()
    assert site.get("/health").json()["channels"] == {}


def test_rasa_s_own_api_is_not_there(site: httpx.Client) -> None:
    for path in ("/conversations/a/tracker", "/domain", "/model", "/status"):
        assert site.get(path).status_code == 404


def test_nothing_the_runner_wrote_is_printed(site: httpx.Client, log: Path) -> None:
    say(site, "canary", "my canarybird buttock hurts")
    say(site, "canary", "canarybird again")
    assert "canarybird" not in log.read_text()


def test_a_port_in_use_is_said_plainly(site: httpx.Client, port: int) -> None:
    done = subprocess.run(
        [BACKSTRIDE, "serve", "--port", str(port)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"Port {port}" in done.stderr
    assert "make run PORT=" in done.stderr
    assert "Traceback" not in done.stderr
