"""Nothing is stored before the runner agrees; afterwards it is theirs to take or erase.

P1 and P2 of docs/faults.md, over real HTTP.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from bot.dialogue.database import Database
from tests.channels.serving import CANARY, RED_FLAG, Served, custom, served, words

HURTS = f"my left calf hurts when I run, {CANARY}"


def serve(folder: Path, model: Path, url: str = "", **environment: str) -> Any:
    return served(
        folder,
        model,
        tracker_db="environment",
        BACKSTRIDE_CONVERSATIONS_URL=url or f"sqlite:///{folder}/conversations.db",
        **environment,
    )


def say(site: Served, text: str, **metadata: Any) -> list[dict[str, Any]]:
    return site.say("runner", text, **metadata)


def on_disk(folder: Path) -> bytes:
    """Every file beside the log, the model apart."""
    return b"".join(
        path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".gz"
    )


def settled(site: Served) -> None:
    """Turns behind an emergency reply have ended."""
    time.sleep(0.5)


def test_before_consent_nothing_is_stored_and_a_red_flag_is_answered(
    tmp_path: Path, model: Path
) -> None:
    with serve(tmp_path, model) as site:
        assert custom(say(site, HURTS), "question")
        site.answers_red_flags("no consent", sender="runner", times=1)
        settled(site)
        assert CANARY.encode() not in on_disk(tmp_path)
        say(site, f"start over {CANARY}", consent=True)
        assert CANARY.encode() in on_disk(tmp_path)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_export_and_delete_in_plain_words(
    kind: str, tmp_path: Path, model: Path, request: pytest.FixtureRequest
) -> None:
    url = ""
    if kind == "postgres":
        url = request.getfixturevalue("postgres").get_uri()
    with serve(tmp_path, model, url) as site:
        say(site, HURTS, consent=True)
        exported = custom(say(site, "Please send me my data!"), "export")
        assert exported is not None
        told = [each["text"] for each in exported["data"]["messages"]]
        assert HURTS in told
        assert any("calf" in text for text in told[1:])
        assert CANARY in words(say(site, "export my data"))
        stored = Database(url or f"sqlite:///{tmp_path}/conversations.db")
        assert stored.ids() == ["runner"]
        assert "deleted" in words(say(site, "Delete my data."))
        assert stored.ids() == []
        assert stored.all_turns("runner") == []
        assert stored.waiting() == 0
        if kind == "sqlite":
            stored.close()
            assert CANARY.encode() not in on_disk(tmp_path)
        assert "nothing" in words(say(site, "what do you know about me?"))
        again = words(say(site, "why do you ask?"))
        assert "calf" not in again


def test_a_runner_may_agree_and_take_it_back_in_words(
    tmp_path: Path, model: Path
) -> None:
    with serve(tmp_path, model) as site:
        say(site, HURTS)
        assert "keep our conversation" in words(say(site, "Keep my conversation"))
        assert CANARY.encode() in on_disk(tmp_path)
        assert "deleted" in words(say(site, "don’t keep my conversation"))
        assert CANARY.encode() not in on_disk(tmp_path)


def test_the_next_start_deletes_what_is_past_its_time(
    tmp_path: Path, model: Path
) -> None:
    url = f"sqlite:///{tmp_path}/conversations.db"
    with serve(tmp_path, model) as site:
        say(site, HURTS, consent=True)
    database = Database(url)
    with database.writing() as connection:
        long_ago = time.time() - 31 * 24 * 3600
        connection.exec_driver_sql(f"UPDATE conversation SET updated = {long_ago}")
    with serve(tmp_path, model):
        for _ in range(50):
            if not database.ids():
                break
            time.sleep(0.1)
        assert database.ids() == []


def test_a_restart_goes_on_where_it_stopped(tmp_path: Path, model: Path) -> None:
    doubt = f"my groin feels a bit funny since the long run, {CANARY}"
    with serve(tmp_path, model) as site:
        first = custom(say(site, HURTS, consent=True), "question")
        site.say("doubtful", doubt, consent=True)
        site.say("alarmed", RED_FLAG, consent=True)
        settled(site)
    assert first is not None
    with serve(tmp_path, model) as site:
        # The question is still open, and its answer understood.
        second = custom(say(site, "no, none of these"), "question")
        assert second is not None
        assert second["finding"] != first["finding"]
        # An open safety question is known to the gateway, which asks nobody else.
        started = time.monotonic()
        raised = site.say("doubtful", "yes")
        assert custom(raised, "red_flag")
        assert time.monotonic() - started < 5
        assert "emergency" in words(site.say("alarmed", "what exercises can I do?"))
