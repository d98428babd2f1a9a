"""Conversations are kept when the runner agreed, whole, and only then."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue import history
from bot.dialogue.database import Database, NewTurn
from bot.dialogue.settings import Settings
from bot.dialogue.threads import AwayError
from bot.dialogue.tracker_store import ConversationStore
from tests.dialogue.servers import start, stop

CANARY = "canarybird"
AGREED = {"consent": True}


@pytest.fixture
def make(url: str, domain: Domain) -> Any:
    """Stores of the same database, as several processes have them."""

    def make(**settings: Any) -> ConversationStore:
        return ConversationStore(Settings(url, **settings), domain)

    return make


def words(number: int, metadata: dict[str, Any] | None = None) -> list[Event]:
    """The events of one turn."""
    return [
        UserUttered(f"{CANARY} {number}", {"name": "inform"}, [], metadata=metadata),
        SlotSet("evidence", {"turn": number, "observations": {"a": number}}),
        SlotSet("next_step", "ask"),
        ActionExecuted("action_record_findings"),
        BotUttered(f"answer {number}"),
        ActionExecuted("action_listen"),
    ]


async def say(
    store: ConversationStore,
    number: int,
    metadata: dict[str, Any] | None = None,
    sender: str = "runner",
) -> DialogueStateTracker:
    """One turn, as Rasa's processor does it."""
    tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
    if not tracker.events:
        tracker.update(ActionExecuted("action_listen"))
    for event in words(number, metadata):
        tracker.update(event)
    await store.save(tracker)
    return tracker


def users(tracker: DialogueStateTracker | None) -> list[str]:
    events = tracker.events if tracker else []
    return [str(each.text) for each in events if isinstance(each, UserUttered)]


async def test_nothing_is_written_before_the_runner_agrees(make: Any) -> None:
    store = make()
    await say(store, 1)
    assert await make().retrieve("runner") is None
    assert len(users(await store.retrieve("runner"))) == 1
    await say(store, 2, AGREED)  # what was said before goes with it
    assert len(users(await make().retrieve("runner"))) == 2
    await say(store, 3)
    assert len(users(await make().retrieve("runner"))) == 3


async def test_where_consent_was_asked_elsewhere_all_is_kept(make: Any) -> None:
    await say(make(ask_consent=False), 1)
    assert len(users(await make().retrieve("runner"))) == 1


async def test_consent_taken_back_deletes(make: Any) -> None:
    store = make()
    await say(store, 1, AGREED)
    await say(store, 2, {"consent": False})
    assert await make().retrieve("runner") is None
    assert len(users(await store.retrieve("runner"))) == 2  # until it is forgotten
    await say(store, 3, AGREED)
    assert len(users(await make().retrieve("runner"))) == 3


async def test_a_restart_changes_nothing(make: Any) -> None:
    before = await say(make(), 1, AGREED)
    after = await make().retrieve("runner")
    assert after is not None
    assert [each.as_dict() for each in after.events] == [
        each.as_dict() for each in before.events
    ]
    assert after.current_slot_values() == before.current_slot_values()
    assert after.latest_action_name == before.latest_action_name


async def test_a_long_conversation_stays_short_for_rasa_and_whole_on_disk(
    make: Any, domain: Domain
) -> None:
    store = make()
    sizes = [len((await say(store, n, AGREED)).events) for n in range(1, 101)]
    most = 7 * (history.MOST_TURNS + 2) + len(domain.slots)
    assert max(sizes) < most
    assert max(sizes[50:]) <= max(sizes[:50])
    reloaded = await make().retrieve("runner")
    assert len(reloaded.events) < most
    assert reloaded.get_slot("evidence") == {"turn": 100, "observations": {"a": 100}}
    full = await make().retrieve_full_tracker("runner")
    assert users(full) == [f"{CANARY} {n}" for n in range(1, 101)]
    # Going on from what was reloaded is going on from what was in memory.
    ours, theirs = make(), store
    for number in range(101, 140):
        a = await say(ours, number)
        b = await theirs.retrieve("runner")
        if theirs.shared:
            assert users(b)[-5:] == users(a)[-5:]
            assert b.current_slot_values() == a.current_slot_values()


async def test_it_is_cut_before_the_runner_agreed_too(make: Any) -> None:
    store = make()
    for number in range(1, 51):
        await say(store, number)
    await say(store, 51, AGREED)
    for number in range(52, 90):
        await say(store, number)
    again = await make().retrieve("runner")
    assert again.get_slot("evidence")["turn"] == 89
    assert len(again.events) < 7 * (history.MOST_TURNS + 2) + 20


async def test_a_turn_that_fails_half_way_leaves_no_trace(make: Any) -> None:
    store = make()
    await say(store, 1, AGREED)
    broken = await store.retrieve("runner")
    broken.update(UserUttered("lost", {"name": "inform"}, []))
    assert users(await store.retrieve("runner")) == [f"{CANARY} 1"]
    await say(store, 2)
    assert users(await make().retrieve("runner")) == [f"{CANARY} 1", f"{CANARY} 2"]


async def test_delete_leaves_nothing(make: Any, url: str) -> None:
    store = make(outbox="kafka://nowhere")
    await say(store, 1, AGREED)
    await say(store, 1, AGREED, sender="other")
    assert CANARY in everything(url)
    await store.delete("runner")
    await store.delete("other")
    assert await store.retrieve("runner") is None
    assert await make().retrieve("runner") is None
    assert CANARY not in everything(url)
    left = [json.loads(body) for _, body in Database(url).unsent(9, time.time())]
    assert [each["event"] for each in left] == ["deleted", "deleted"]


async def test_what_is_past_its_time_goes(make: Any, url: str) -> None:
    store = make(keep_days=1)
    await say(store, 1, AGREED, sender="old")
    await say(store, 1, AGREED, sender="new")
    database = Database(url)
    with database.writing() as connection:
        long_ago = time.time() - 2 * 24 * 3600
        connection.exec_driver_sql(
            f"UPDATE conversation SET updated = {long_ago} WHERE id = 'old'"
        )
    assert await make(keep_days=0).delete_old() == 0
    assert await make(keep_days=1).delete_old() == 1
    assert await make().keys() == ["new"]


async def test_two_processes_take_turns(make: Any) -> None:
    one, another = make(), make()
    for number in range(1, 11):
        await say(one if number % 2 or not one.shared else another, number, AGREED)
    assert len(users(await one.retrieve_full_tracker("runner"))) == 10
    assert len(users(await make().retrieve("runner"))) == 10


async def test_two_processes_at_once_lose_nothing(make: Any) -> None:
    one, another = make(), make()
    await say(one, 1, AGREED)
    mine, theirs = await one.retrieve("runner"), await another.retrieve("runner")
    for tracker, number in ((mine, 2), (theirs, 3)):
        for event in words(number):
            tracker.update(event)
    await one.save(mine)
    await another.save(theirs)
    assert users(await make().retrieve("runner")) == [
        f"{CANARY} {number}" for number in (1, 2, 3)
    ]
    assert len(users(await another.retrieve("runner"))) == 3


async def test_the_outbox_is_written_with_the_turn(make: Any, url: str) -> None:
    await say(make(outbox="kafka://nowhere"), 1, AGREED)
    database = Database(url)
    assert database.waiting() == 7
    taken = database.unsent(100, time.time() - 60)
    bodies = [json.loads(body) for _, body in taken]
    assert [each["event"] for each in bodies][:2] == ["action", "user"]
    assert {each["sender_id"] for each in bodies} == {"runner"}
    assert database.unsent(100, time.time() - 60) == []  # somebody has them
    assert len(database.unsent(100, time.time() + 1)) == 7  # and lost them
    database.sent([id_ for id_, _ in taken])
    assert database.waiting() == 0


# --- a database that is away ------------------------------------------------------


@pytest.mark.slow
async def test_a_locked_file_costs_seconds_and_loses_nothing(
    tmp_path: Path, domain: Domain
) -> None:
    path = tmp_path / "c.db"
    store = ConversationStore(Settings(f"sqlite:///{path}"), domain)
    await say(store, 1, AGREED)
    with sqlite3.connect(path, isolation_level=None) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        await say(store, 2)
        await say(store, 3)
        assert store.waiting == 1
        assert "to be written" in store.problem
        assert len(users(await store.retrieve("runner"))) == 3
        writer.execute("ROLLBACK")
    writer.close()
    await until_written(store)
    again = ConversationStore(Settings(f"sqlite:///{path}"), domain)
    assert len(users(await again.retrieve("runner"))) == 3
    assert not store.problem


@pytest.mark.postgres
async def test_a_server_that_goes_and_comes_back(postgres: Any, domain: Domain) -> None:
    server = postgres
    url = server.get_uri()
    store = ConversationStore(Settings(url), domain)
    await say(store, 1, AGREED)
    stop(server)
    await say(store, 2)
    with pytest.raises(AwayError):  # nobody knows whether there was something before
        await store.retrieve("somebody else")
    assert store.problem
    start(server)
    await until_written(store)
    await say(store, 3)
    again = ConversationStore(Settings(url), domain)
    assert users(await again.retrieve("runner")) == [f"{CANARY} {n}" for n in (1, 2, 3)]
    stop(server)
    start(server)
    await say(store, 4)  # a connection from before is not used blindly
    assert not store.waiting


async def until_written(store: ConversationStore) -> None:
    for _ in range(100):
        if not store.waiting:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(store.problem)


def everything(url: str) -> str:
    """All rows; of a file, every byte of it and of those beside it."""
    if url.startswith("sqlite"):
        path = Path(url.removeprefix("sqlite:///"))
        files = sorted(path.parent.glob(path.name + "*"))
        return b"".join(each.read_bytes() for each in files).decode("latin-1")
    database, rows = Database(url), []
    for table in ("conversation", "turn", "outbox"):
        with database.reading() as connection:
            rows += list(connection.exec_driver_sql(f"SELECT * FROM {table}"))
    return str(rows)


def test_the_file_is_its_owner_s_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "c.db"
    Database(f"sqlite:///{path}").add(NewTurn("a", 1, []))
    assert path.stat().st_mode & 0o077 == 0
