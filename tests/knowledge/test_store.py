"""YAML to SQL and back, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.knowledge.compiler import compile_knowledge
from bot.knowledge.connection import database_url, open_to_read, open_to_write, shown
from bot.knowledge.loader import load
from bot.knowledge.model import Knowledge, Triage
from bot.knowledge.reading import default_folder
from bot.knowledge.store import KnowledgeStore, StoreError, open_store

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL of our own; its socket needs a short path."""
    pgserver = pytest.importorskip("pgserver")
    place = tempfile.mkdtemp(prefix="pg", dir="/tmp")
    server = pgserver.get_server(place, cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store/knowledge.db"
    address = str(request.getfixturevalue("postgres"))
    engine = open_to_write(database_url(address))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return address


@pytest.fixture
def knowledge(folder: Path) -> Knowledge:
    return load(folder)


@pytest.fixture
def store(knowledge: Knowledge, url: str) -> Iterator[KnowledgeStore]:
    compile_knowledge(knowledge, url)
    opened = KnowledgeStore(url, recheck_seconds=0)
    yield opened
    opened.close()


def changed(knowledge: Knowledge) -> Knowledge:
    return replace(knowledge, wording={"hello": "Hi."}, version="other")


def dangling(knowledge: Knowledge) -> Knowledge:
    """Names a source that does not exist, after much has been written."""
    fact = replace(knowledge.facts["ten_percent"], source="nowhere")
    return replace(knowledge, facts={fact.id: fact}, version="broken")


def test_yaml_to_sql_and_back_is_equal(
    store: KnowledgeStore, knowledge: Knowledge
) -> None:
    assert store.knowledge() == knowledge


def test_order_is_kept(store: KnowledgeStore, knowledge: Knowledge) -> None:
    for name in ("sources", "findings", "conditions", "wording"):
        assert list(getattr(store.knowledge(), name)) == list(getattr(knowledge, name))


def test_the_real_folder_survives_the_journey(url: str) -> None:
    real = load(default_folder())
    compile_knowledge(real, url)
    assert KnowledgeStore(url).knowledge() == real


def test_building_again_replaces_everything(
    store: KnowledgeStore, knowledge: Knowledge, url: str
) -> None:
    assert store.knowledge() == knowledge
    compile_knowledge(changed(knowledge), url)
    assert store.knowledge() == changed(knowledge)


def test_a_build_that_fails_changes_nothing(
    store: KnowledgeStore, knowledge: Knowledge, url: str
) -> None:
    with pytest.raises(StoreError):
        compile_knowledge(dangling(knowledge), url)
    assert store.meta().content_version == knowledge.version
    assert KnowledgeStore(url).knowledge() == knowledge


def test_knowledge_is_read_once_while_nothing_changes(store: KnowledgeStore) -> None:
    assert store.knowledge() is store.knowledge()


def test_readers_in_many_threads_agree(
    store: KnowledgeStore, knowledge: Knowledge
) -> None:
    seen: list[bool] = []
    threads = [
        threading.Thread(target=lambda: seen.append(store.knowledge() == knowledge))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [True] * 8


def test_readers_never_see_half_a_build(
    store: KnowledgeStore, knowledge: Knowledge, url: str
) -> None:
    other = changed(knowledge)
    wrong: list[Knowledge] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            found = KnowledgeStore(url).knowledge()
            if found not in (knowledge, other):
                wrong.append(found)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for number in range(6):
            compile_knowledge(other if number % 2 == 0 else knowledge, url)
    finally:
        done.set()
        reader.join()
    assert wrong == []


def test_queries_find_single_items(store: KnowledgeStore, knowledge: Knowledge) -> None:
    assert store.condition("strain") == knowledge.conditions["strain"]
    assert store.finding("numbness") == knowledge.findings["numbness"]
    assert store.factor("overload") == knowledge.factors["overload"]
    assert store.advice("walk") == knowledge.advice["walk"]
    assert store.topic("rest") == knowledge.topics["rest"]
    assert store.source("article") == knowledge.sources["article"]
    assert store.country("unknown") == knowledge.countries["unknown"]
    assert store.text("hello") == "Hello."
    assert store.condition("nothing") is None
    assert store.text("nothing") is None


def test_queries_find_what_belongs_together(store: KnowledgeStore) -> None:
    assert [each.id for each in store.facts_about("overload")] == ["ten_percent"]
    assert store.facts_about("slipped_disc") == ()
    assert [each.id for each in store.facts_of("article")] == ["ten_percent"]
    assert [each.id for each in store.findings_of_kind("numbness")] == [
        "numbness",
        "tingling",
    ]
    assert [each.id for each in store.safety_findings()] == ["numbness"]
    assert [each.id for each in store.conditions_weighing("age")] == ["strain"]
    assert [each.id for each in store.sources(["guideline", "article"])] == [
        "article",
        "guideline",
    ]
    assert [each.id for each in store.triage_rules_at(Triage.URGENT)] == [
        "numb_and_old"
    ]


def test_advice_suits_the_runner_and_nothing_rules_it_out(
    store: KnowledgeStore,
) -> None:
    def ids(*about: str, **limits: object) -> list[str]:
        return [each.id for each in store.advice_for(*about, **limits)]  # type: ignore[arg-type]

    assert ids("strain") == ["walk", "warmth"]
    assert ids() == ["warmth"]
    assert ids("strain", findings=["age"]) == ["warmth"]
    assert ids("strain", "slipped_disc") == ["warmth"]
    assert ids("strain", triage=Triage.SEE_PROFESSIONAL) == ["warmth"]
    assert ids("strain", kinds=["exercise"]) == []


def test_the_readers_connection_cannot_write(store: KnowledgeStore, url: str) -> None:
    engine = open_to_read(database_url(url))
    with (
        pytest.raises(Exception, match=r"(?i)read-?only"),
        engine.begin() as connection,
    ):
        connection.execute(text("DELETE FROM wording"))
    engine.dispose()
    assert store.text("hello") == "Hello."


def test_a_store_older_than_the_files_is_refused(
    store: KnowledgeStore, folder: Path, url: str
) -> None:
    assert open_store(url, folder).knowledge() == store.knowledge()
    (folder / "wording/greetings.yml").write_text("hello: Good day.\n")
    with pytest.raises(
        StoreError, match=r"older than the YAML files.*backstride build"
    ):
        open_store(url, folder)


def test_a_store_without_yaml_files_beside_it_is_fine(
    store: KnowledgeStore, tmp_path: Path, url: str
) -> None:
    assert open_store(url, tmp_path / "nowhere").meta() == store.meta()


def test_a_store_of_another_release_is_refused_and_rebuilt(
    store: KnowledgeStore, knowledge: Knowledge, url: str
) -> None:
    engine = open_to_write(database_url(url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE meta SET schema_version = 0"))
    engine.dispose()
    with pytest.raises(StoreError, match=r"another release.*backstride build"):
        store.meta()
    compile_knowledge(knowledge, url)
    assert KnowledgeStore(url).knowledge() == knowledge


def test_a_missing_store_says_what_to_do(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/no.db"
    with pytest.raises(
        StoreError, match=r"no knowledge store at .*no.db.*backstride build"
    ):
        KnowledgeStore(url).knowledge()
    assert not (tmp_path / "no.db").exists()


def test_a_file_that_is_no_database_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "no.db").write_text("not a database at all, only words" * 9)
    with pytest.raises(StoreError, match=r"cannot be used.*backstride build"):
        KnowledgeStore(f"sqlite:///{tmp_path}/no.db").knowledge()


def test_an_empty_database_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "no.db").touch()
    with pytest.raises(StoreError, match=r"is empty.*backstride build"):
        KnowledgeStore(f"sqlite:///{tmp_path}/no.db").knowledge()


@pytest.mark.parametrize("url", ["nonsense", "sqlite://", "sqlite:///:memory:"])
def test_an_address_that_cannot_be_used_says_so(url: str) -> None:
    with pytest.raises(StoreError, match="sqlite:////"):
        KnowledgeStore(url)


def test_a_server_that_is_away_is_one_line_without_the_password() -> None:
    store = KnowledgeStore("postgresql://me:secret@127.0.0.1:1/x")
    with pytest.raises(StoreError) as caught:
        store.knowledge()
    said = str(caught.value)
    assert "BACKSTRIDE_DATABASE_URL" in said
    assert "secret" not in said
    assert "\n" not in said


def test_a_missing_driver_says_what_to_install() -> None:
    with pytest.raises(StoreError, match="not installed"):
        KnowledgeStore("oracle+nothing://x/y").knowledge()


def test_knowledge_outlives_its_database(
    knowledge: Knowledge, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    url = f"sqlite:///{tmp_path}/gone.db"
    compile_knowledge(knowledge, url)
    store = KnowledgeStore(url, recheck_seconds=0)
    assert store.knowledge() == knowledge
    (tmp_path / "gone.db").unlink()
    with caplog.at_level(logging.WARNING):
        assert store.knowledge() == knowledge
        assert store.knowledge() == knowledge
    assert caplog.text.count("Knowledge from memory") == 1  # not asked at every turn


def test_the_version_is_not_asked_for_at_every_turn(
    knowledge: Knowledge, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/k.db"
    compile_knowledge(knowledge, url)
    store = KnowledgeStore(url, recheck_seconds=3600)
    assert store.knowledge() == knowledge
    compile_knowledge(changed(knowledge), url)
    assert store.knowledge() == knowledge


def test_a_build_leaves_no_drafts(knowledge: Knowledge, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store/k.db"
    compile_knowledge(knowledge, url)
    with pytest.raises(StoreError):
        compile_knowledge(dangling(knowledge), url)
    assert [path.name for path in (tmp_path / "store").iterdir()] == ["k.db"]


def test_a_folder_that_cannot_be_written_says_so(
    knowledge: Knowledge, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="Cannot write"):
        compile_knowledge(knowledge, f"sqlite:///{tmp_path}/file/k.db")


def test_the_address_comes_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BACKSTRIDE_DATABASE_URL", "postgres://me:secret@host/name")
    assert shown(database_url()) == "postgresql://me:***@host/name"
    monkeypatch.delenv("BACKSTRIDE_DATABASE_URL")
    assert shown(database_url()).endswith("/.backstride/knowledge.db")


@pytest.mark.postgres
def test_a_server_is_given_time_limits(postgres: str) -> None:
    engine = open_to_read(database_url(postgres))
    with engine.connect() as connection:
        assert connection.execute(text("SHOW statement_timeout")).scalar() == "5s"
        assert (
            connection.execute(text("SHOW transaction_isolation")).scalar()
            == "repeatable read"
        )
    engine.dispose()
