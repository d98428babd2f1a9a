"""What is stored of a runner is taken out whole, and erased from every store."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue.engine import Engine
from bot.dialogue.personal import CannotEraseError, StoredPersonalData
from bot.dialogue.settings import Settings
from bot.dialogue.tracker_store import ConversationStore

DOMAIN = Domain.from_yaml(
    "{intents: [inform], slots: {evidence: {type: any, mappings: [{type: custom}]}}}"
)


class Unknown(TrackerStore):
    """A store that nobody has heard of."""


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> TrackerStore:
    url = "memory"
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'conversations.db'}"
    return ConversationStore(Settings(url, ask_consent=False), DOMAIN)


def engine_with(store: TrackerStore) -> Engine:
    async def load() -> Any:
        return SimpleNamespace(tracker_store=store, lock_store=InMemoryLockStore())

    engine = Engine(load)
    asyncio.run(engine.start())
    return engine


@pytest.fixture
def personal(store: TrackerStore) -> Iterator[StoredPersonalData]:
    engine = engine_with(store)
    for sender in ("a", "b"):
        tracker = DialogueStateTracker.from_events(
            sender,
            [
                UserUttered("my hip hurts"),
                SlotSet("evidence", {"x": sender}),
                BotUttered("Where?"),
            ],
            slots=DOMAIN.slots,
        )
        asyncio.run(store.save(tracker))
    yield StoredPersonalData(engine)
    asyncio.run(engine.stop())


def test_all_that_is_kept_is_taken_out(personal: StoredPersonalData) -> None:
    kept = asyncio.run(personal.export("a"))
    assert [(each["from"], each["text"]) for each in kept["messages"]] == [
        ("you", "my hip hurts"),
        ("bot", "Where?"),
    ]
    assert kept["evidence"] == {"x": "a"}


def test_of_a_stranger_nothing_is_kept(personal: StoredPersonalData) -> None:
    assert asyncio.run(personal.export("stranger")) == {}


def test_what_is_erased_is_gone_and_the_others_is_not(
    personal: StoredPersonalData,
) -> None:
    asyncio.run(personal.delete("a"))
    asyncio.run(personal.delete("a"))
    assert asyncio.run(personal.export("a")) == {}
    assert asyncio.run(personal.export("b"))["evidence"] == {"x": "b"}


def test_a_store_that_cannot_erase_is_not_passed_over() -> None:
    engine = engine_with(Unknown(DOMAIN))
    with pytest.raises(CannotEraseError):
        asyncio.run(StoredPersonalData(engine).delete("a"))
    asyncio.run(engine.stop())
