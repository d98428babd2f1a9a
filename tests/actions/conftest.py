"""Actions run for real, on the real knowledge in a database of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import session
from bot.cli.build import build

Run = Callable[..., tuple[CollectingDispatcher, dict[str, Any]]]


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("store") / "knowledge.db"
    url = f"sqlite:///{path}"
    build(database=url)
    return url


@pytest.fixture(autouse=True, scope="module")
def own_store(database: str) -> Iterator[None]:
    """Read once for the tests of a file: actions never write to it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BACKSTRIDE_DATABASE_URL", database)
        session.store.cache_clear()
        yield
    session.store.cache_clear()


def mention(
    kind: str, finding: str, status: str = "present", **more: Any
) -> dict[str, Any]:
    """A finding's entity as the extractor gives it; the words do not matter here."""
    return {
        "entity": kind,
        "value": finding,
        "role": status,
        "start": 0,
        "end": 0,
        "text": finding.replace("_", " "),
        **more,
    }


def entity(name: str, value: object, **more: Any) -> dict[str, Any]:
    return {"entity": name, "value": value, "start": 0, "end": 0, **more}


@pytest.fixture
def run() -> Run:
    """Runs an action on a message; gives what it said and the slots it set."""

    def run(
        action: Any,
        text: str = "",
        *,
        intent: str = "inform",
        entities: list[dict[str, Any]] | None = None,
        slots: dict[str, Any] | None = None,
        ran: tuple[str, ...] = (),
    ) -> tuple[CollectingDispatcher, dict[str, Any]]:
        message = {"text": text, "intent": {"name": intent}, "entities": entities or []}
        events = [{"event": "user", "message_id": "m1", "text": text}]
        events += [{"event": "action", "name": name} for name in ran]
        tracker = Tracker(
            "a1", slots or {}, message, events, False, None, {}, "action_listen"
        )
        dispatcher = CollectingDispatcher()
        set_events = action.run(dispatcher, tracker, {})
        return dispatcher, {event["name"]: event["value"] for event in set_events}

    return run
