"""Whatever is sent: words or a plain 4xx; never silence, a 5xx, or another's words.

B1 to B7, C3, S1, S3 and S9 of docs/faults.md, over real HTTP.
"""

from __future__ import annotations

import gzip
import json
import random
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.channels.serving import CANARY, RED_FLAG, REST, Served, custom, served, words

JSON = {"Content-Type": "application/json"}
# Of the kinds that have broken others' software; ours to extend.
NAUGHTY = [
    "undefined", "null", "NaN", "-1", "1e309", "0x0", "true", "None", "()", "{}", "[]",
    "''", '"', "`", "\\", "\\\\", "%s%n%x", "%00", "../../etc/passwd", "C:\\nul",
    "'; DROP TABLE turn; --", "1 OR 1=1", "${7*7}", "{{7*7}}", "#{7*7}", "$(id)",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)",
    "<!--#exec cmd='id'-->", "&lt;b&gt;", "\r\nSet-Cookie: a=b", "\t\v\f\x1b[31m",
    "\u202e\u202dabc", "\ufeff\u200b\u200d", "\u0000", "Ω≈ç√∫˜µ", "田中さん", "مرحبا",
    "שלום", "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮", "👩‍👩‍👧‍👧" * 40, "🏳️‍🌈🇬🇧", "\ud83d", "ﷺ" * 50,
    "/restart", "/session_start", '/inform{"evidence": {"a": 1}}', "//back", "/", "?",
    "evidence", "next_step", "utter_emergency", "action_give_assessment", "0" * 400,
    "a" * 7999, "\n" * 500, "no " * 1000, "it hurts. " * 700, "9" * 40 + " weeks",
]  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("inputs")
    with served(
        folder,
        model,
        tracker_db="environment",
        BACKSTRIDE_CONVERSATIONS_URL=f"sqlite:///{folder}/conversations.db",
    ) as site:
        yield site


def post(site: Served, body: object, **options: Any) -> httpx.Response:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    options.setdefault("headers", JSON)
    return site.client.post(REST, content=raw, **options)


def is_well(answer: httpx.Response) -> bool:
    """200 with words, or a 4xx that says why."""
    if answer.status_code == 200:
        return any(each.get("text") for each in answer.json())
    return 400 <= answer.status_code < 500 and bool(answer.text)


def test_naughty_strings_as_message_sender_and_metadata(site: Served) -> None:
    wrong = []
    for number, text in enumerate(NAUGHTY):
        bodies = [
            {"sender": f"naughty{number}", "message": text},
            {"sender": text, "message": "hello"},
            {
                "sender": f"naughty{number}",
                "message": "hello",
                "metadata": {text: text, "country": text, "message_id": text},
            },
        ]
        wrong += [body for body in bodies if not is_well(post(site, body))]
    assert wrong == []


def test_random_text_too(site: Served) -> None:
    """Any characters there are, from the same seed each time."""
    pick = random.Random(7)
    for number in range(60):
        size = pick.choice([1, 5, 80, 2000])
        points = [pick.choice([pick.randrange(128), pick.randrange(0x11000)])]
        points += [pick.randrange(0x250) for _ in range(size)]
        text = "".join(map(chr, points))
        assert is_well(post(site, {"sender": f"random{number}", "message": text}))


@pytest.mark.parametrize(
    "body",
    [
        {"sender": "odd", "message": None},
        {"sender": "odd", "message": 1},
        {"sender": "odd", "message": ["a"]},
        {"sender": "odd", "message": "hi", "metadata": "text"},
        {"sender": "odd", "message": "hi", "metadata": [1, 2]},
        {"sender": "odd", "message": "hi", "metadata": {"consent": "yes"}},
        {"sender": None, "message": "hi"},
        {"sender": "x" * 300, "message": "hi"},
        {"sender": "../x", "message": "hi"},
        {"sender": ["a"], "message": "hi"},
        b'{"sender": "a", "message": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"sender": "a", "message": "\xff"}',
        gzip.compress(b"0" * 50_000_000, mtime=0),
    ],
    ids=str,
)
@pytest.mark.parametrize("query", ["", "?stream=true"])
def test_bodies_of_the_wrong_shape(site: Served, body: object, query: str) -> None:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = site.client.post(REST + query, content=raw, headers=JSON, timeout=10)
    assert is_well(answer)


def test_a_long_text_holds_up_nobody_and_is_read_for_red_flags(site: Served) -> None:
    long = "it aches when I run. " * 40_000
    slow = threading.Thread(target=post, args=(site, {"sender": "l", "message": long}))
    slow.start()
    assert site.client.get("/health", timeout=2).status_code == 200
    assert words(site.say("short", "hello"))
    slow.join()
    for text in (f"{RED_FLAG}. {long}", f"{long} {RED_FLAG}"):
        answer = post(site, {"sender": "flagged-long", "message": text})
        assert custom(answer.json(), "red_flag")


def test_a_flood_is_slowed_and_a_red_flag_is_answered(site: Served) -> None:
    refused = 0
    for _ in range(90):
        refused += "a lot at once" in words(site.say("flood", "hello"))
    assert refused
    site.answers_red_flags("a flood of one's own", sender="flood", times=1)
    assert "a lot at once" not in words(site.say("another", "hello"))


@pytest.mark.parametrize("prefix", ["/greet{} ", "/restart ", "/inform{} ", "  //x "])
def test_a_red_flag_behind_a_command(site: Served, prefix: str) -> None:
    answer = post(site, {"sender": uuid.uuid4().hex, "message": prefix + RED_FLAG})
    assert custom(answer.json(), "red_flag")


def test_no_way_into_rasa(site: Served) -> None:
    for path in (
        "/conversations/a/tracker", "/conversations/a/tracker/events", "/domain",
        "/conversations/a/messages", "/conversations/a/execute", "/model/parse",
        "/model/train", "/model/test/stories", "/version", "/status", "/model",
    ):  # fmt: skip
        for method in ("GET", "POST", "PUT", "DELETE"):
            assert site.client.request(method, path).status_code in (404, 405)


def test_every_value_is_its_own_in_a_crowd(site: Served) -> None:
    """60 runners at once; each one's evidence is what that one said."""

    def one(number: int) -> tuple[str, dict[str, Any]]:
        side = ("left", "right")[number % 2]
        sender = f"crowd{number}"
        site.say(sender, f"my {side} calf hurts when I run, for {number + 2} weeks")
        exported = custom(site.say(sender, "export my data"), "export")
        assert exported is not None
        return side, exported["data"]

    with ThreadPoolExecutor(20) as pool:
        for number, (side, data) in enumerate(pool.map(one, range(60))):
            told = json.dumps(data["evidence"])
            assert f"P{number + 2}W" in told, told
            assert side in told
            assert ("left", "right")[1 - number % 2] not in told
            assert data["conversation"] == f"crowd{number}"


def test_metrics_count_and_hold_no_words(site: Served) -> None:
    sender = f"metric-{CANARY}"
    site.say(sender, f"my left calf hurts, {CANARY}")
    text = site.client.get("/metrics").text
    assert 'backstride_messages_total{channel="rest",outcome="answered"}' in text
    assert "backstride_ready 1" in text
    assert CANARY not in text
    assert site.client.get("/health/live").status_code == 200
    assert site.client.get("/health/ready").status_code == 200
    assert site.client.get("/health").json()["status"] == "ok"
