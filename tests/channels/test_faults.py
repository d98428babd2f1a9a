"""Whatever is broken: a red flag is answered at once, everything else in plain words.

Every server here fails the test if its log holds a word that a runner wrote.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import pytest

from bot.cli import project, train
from bot.knowledge.connection import database_url, sqlite_path
from tests.channels.serving import CANARY, Served, apologises, custom, served, words

pytestmark = pytest.mark.training
ORDINARY = f"my lower back hurts after running, {CANARY}"
STILL = "start over"  # words of the reply that keeps to an emergency
SOON_ENOUGH = 1.0  # seconds for what does not wait for anybody


@pytest.fixture(scope="module")
def model() -> Path:
    return train.ensure_current()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Somebody else writes the SQLite file."""
    with sqlite3.connect(path, isolation_level=None) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        yield
        writer.execute("ROLLBACK")
    writer.close()


@contextmanager
def gone(path: Path) -> Iterator[None]:
    """The file is away, and no new one can be made."""
    away = path.rename(path.with_suffix(".away"))
    path.mkdir()
    yield
    path.rmdir()
    away.rename(path)


@contextmanager
def full(path: Path) -> Iterator[None]:
    """No space is left on the device."""
    with away(path):
        path.symlink_to("/dev/full")
        yield
        path.unlink()


@contextmanager
def hanging(path: Path) -> Iterator[None]:
    """Opening the file blocks, as on a network drive that is down."""
    with away(path):
        os.mkfifo(path)
        yield
        # The threads that hang in it must be let go.
        reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        time.sleep(0.3)
        os.close(reader)
        path.unlink()


@contextmanager
def away(path: Path) -> Iterator[None]:
    kept = path.rename(path.with_suffix(".kept"))
    yield
    kept.rename(path)


# --- the knowledge, the conversations, the journal --------------------------------


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[Served]:
    """Conversations and knowledge in SQLite files of its own."""
    folder = tmp_path_factory.mktemp("stores")
    knowledge = folder / "knowledge.db"
    shutil.copy(sqlite_path(database_url()), knowledge)
    with served(
        folder,
        model,
        tracker_db=str(folder / "tracker.db"),
        BACKSTRIDE_DATABASE_URL=f"sqlite:///{knowledge}",
    ) as site:
        yield site


@pytest.mark.parametrize("fault", [locked, gone])
def test_without_the_knowledge(
    stores: Served, fault: Callable[[Path], AbstractContextManager[None]]
) -> None:
    """It was read at the start, and the interview goes on with that."""
    with fault(stores.folder / "knowledge.db"):
        stores.answers_red_flags(f"knowledge {fault.__name__}")
        sender = f"knowledge-{fault.__name__}"
        assert custom(stores.say(sender, ORDINARY), "question")
        stores.answers_red_flags(f"knowledge {fault.__name__}", sender=sender)


def test_started_without_the_knowledge(tmp_path: Path, model: Path) -> None:
    """An apology, or knowledge that was built anew; and all is well once it is back."""
    knowledge = tmp_path / "knowledge.db"
    shutil.copy(sqlite_path(database_url()), knowledge)
    url = f"sqlite:///{knowledge}"
    with ExitStack() as broken:
        broken.enter_context(locked(knowledge))
        with served(tmp_path, model, BACKSTRIDE_DATABASE_URL=url) as site:
            site.answers_red_flags("started without knowledge")
            replies = site.say("early", ORDINARY)
            assert apologises(replies) or custom(replies, "question")
            broken.close()
            test_all_is_well_again_and_the_interview_runs(site)


def test_all_is_well_again_and_the_interview_runs(stores: Served) -> None:
    stores.answers_red_flags("none")
    for _ in range(40):  # the store waits a while before it asks a sick database again
        if custom(stores.say("well", ORDINARY), "question"):
            return
        time.sleep(1)
    raise AssertionError("no question after the fault")


@pytest.mark.parametrize("fault", [locked, gone])
def test_without_the_conversations(
    stores: Served, fault: Callable[[Path], AbstractContextManager[None]]
) -> None:
    name = fault.__name__
    flagged = f"flagged-{name}"
    stores.say(flagged, ORDINARY)
    with fault(stores.folder / "tracker.db"):
        waiting = threading.Thread(target=stores.say, args=(f"other-{name}", ORDINARY))
        waiting.start()
        time.sleep(0.3)
        assert stores.client.get("/health", timeout=SOON_ENOUGH).status_code == 200
        stores.answers_red_flags(f"conversations {name}")
        stores.answers_red_flags(f"conversations {name}", sender=flagged, times=1)
        waiting.join()
    time.sleep(0.5)
    # The red flag's turn was lost with the store: what follows is told of it.
    replies = stores.say(flagged, "what exercises can I do?")
    if apologises(replies):  # the lost turn was still at it
        replies = stores.say(flagged, "what exercises can I do?")
    assert "emergency department" in words(replies)
    assert not custom(replies, "question")
    stores.say(flagged, "start over")
    assert "emergency department" not in words(stores.say(flagged, "my hip aches"))


@pytest.mark.parametrize("fault", [full, gone, hanging])
def test_without_the_journal(
    stores: Served, fault: Callable[[Path], AbstractContextManager[None]]
) -> None:
    stores.answers_red_flags("none")
    before = stores.journal.read_text()
    with fault(stores.journal):
        stores.answers_red_flags(f"journal {fault.__name__}")
    assert stores.journal.read_text() == before
    stores.answers_red_flags("none", times=1)
    assert len(stores.journal.read_text()) > len(before)


def test_each_emergency_is_one_line_without_the_words(stores: Served) -> None:
    before = len(stores.journal.read_text().splitlines())
    stores.answers_red_flags("none", sender="jane@example.org", times=1)
    lines = stores.journal.read_text().splitlines()[before:]
    assert lines
    assert all(len(line.split()) == 3 for line in lines)  # time, hashed id, rule
    assert len({line.split()[2] for line in lines}) == len(lines)
    everything = stores.journal.read_text()
    assert CANARY not in everything
    assert "jane" not in everything


# --- the actions ------------------------------------------------------------------


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("actions")
    with served(
        folder, model, actions="faulty_actions", FAULT=str(folder / "fault")
    ) as site:
        yield site


@pytest.fixture
def breaks(faulty: Served) -> Iterator[Callable[[str], None]]:
    path = faulty.folder / "fault"
    path.unlink(missing_ok=True)
    yield lambda fault: print(path.write_text(fault))
    path.unlink(missing_ok=True)


def test_an_action_raises(faulty: Served, breaks: Callable[[str], None]) -> None:
    faulty.say("raises", ORDINARY)
    breaks("raise all")
    assert apologises(faulty.say("raises", "no"))
    faulty.answers_red_flags("action raises", sender="raises")
    # It could not be recorded, and is an emergency all the same.
    (faulty.folder / "fault").unlink()
    assert STILL in words(faulty.say("raises", "what exercises can I do?"))


def test_an_action_hangs(faulty: Served, breaks: Callable[[str], None]) -> None:
    faulty.say("hangs", ORDINARY)
    breaks("hang action_record_findings")
    got: list[bool] = []
    waiting = threading.Thread(
        target=lambda: got.append(apologises(faulty.say("hangs", "no")))
    )
    waiting.start()
    time.sleep(0.3)
    faulty.answers_red_flags("action hangs, same runner", sender="hangs")
    faulty.answers_red_flags("action hangs, another")
    waiting.join()
    assert got == [True]


def test_a_slow_action_holds_up_its_own_runner_only(
    faulty: Served, breaks: Callable[[str], None]
) -> None:
    breaks("slow action_record_findings")
    order: list[str] = []

    def tell(text: str) -> None:
        faulty.say("slow", text)
        order.append(text)

    texts = [ORDINARY, "no, none of these"]
    waiting = [threading.Thread(target=tell, args=(text,)) for text in texts]
    for each in waiting:
        each.start()
        time.sleep(0.3)
    started = time.monotonic()
    assert faulty.say("quick", "hello")
    assert time.monotonic() - started < SOON_ENOUGH
    faulty.answers_red_flags("slow turn ahead", sender="slow", times=1)
    for each in waiting:
        each.join()
    assert order == texts


def test_the_doubt_s_own_question_cannot_be_asked(
    faulty: Served, breaks: Callable[[str], None]
) -> None:
    doubt = f"my groin feels a bit funny since the long run, {CANARY}"
    breaks("raise action_safety_check")
    assert apologises(faulty.say("doubt", doubt))
    (faulty.folder / "fault").unlink()
    asked = custom(faulty.say("doubt", doubt), "question")
    assert asked is not None
    assert str(asked["asked"]).startswith("ask:")


# --- the model --------------------------------------------------------------------


@pytest.mark.parametrize("state", ["missing", "truncated"])
def test_without_a_model(state: str, tmp_path: Path, model: Path) -> None:
    mine = tmp_path / "model.tar.gz"
    if state == "truncated":
        mine.write_bytes(project.MODEL.read_bytes()[:100_000])
    with served(tmp_path, mine, healthy=False) as site:
        health = site.client.get("/health").json()
        assert health["status"] == "unavailable"
        assert "make train" in health["reason"]
        site.answers_red_flags(f"model {state}")
        assert apologises(site.say("a1", ORDINARY))
        assert site.client.get("/").status_code == 200
        assert "make train" in site.log


def test_actions_that_cannot_be_imported(tmp_path: Path, model: Path) -> None:
    with served(tmp_path, model, actions="no_such_package", healthy=False) as site:
        assert "imported" in site.client.get("/health").json()["reason"]
        site.answers_red_flags("actions missing", times=1)
        assert apologises(site.say("a1", ORDINARY))
