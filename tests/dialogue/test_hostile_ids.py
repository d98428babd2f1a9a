"""What means something in SQL means nothing in an id or a text: S7."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dialogue.database import Database, NewTurn
from tests.dialogue.servers import postgres_server

MARKS = ["'", '"', ";", "--", "/*", "*/", "%", "_", "\\", "\\'", "`", "$$", ":id", "?"]
WORDS = ["DROP TABLE turn", "OR 1=1", "UNION SELECT", "DELETE FROM", "NULL", "a", " "]
HOSTILE = st.lists(st.sampled_from(MARKS + WORDS), min_size=1, max_size=8).map("".join)
ANY_TEXT = st.text(
    st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=40
)


@pytest.fixture(
    scope="module",
    params=[
        "sqlite",
        pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.slow]),
    ],
)
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    if request.param == "sqlite":
        made = Database(f"sqlite:///{tmp_path_factory.mktemp('ids')}/c.db")
        yield made
        made.close()
        return
    with postgres_server() as server:
        made = Database(server.get_uri())
        yield made
        made.close()


@given(id_=st.one_of(HOSTILE, ANY_TEXT.filter(bool)), text=st.one_of(HOSTILE, ANY_TEXT))
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_each_id_is_itself_alone(database: Database, id_: str, text: str) -> None:
    """Written, read and deleted are that conversation's rows and no other's."""
    for each in database.ids():
        database.delete(each)
    events = [{"event": "user", "text": text}]
    database.add(NewTurn("bystander", 1, [{"event": "user", "text": "mine"}]))
    database.add(NewTurn(f"{id_}x", 1, events))
    database.add(NewTurn(id_, 1, events, bodies=[text]))
    stored = database.read(id_)
    assert stored is not None
    assert stored.turns == [events]
    assert sorted(database.ids()) == sorted({id_, f"{id_}x", "bystander"})
    assert database.delete(id_)
    assert database.read(id_) is None
    assert database.all_turns(f"{id_}x") == [events]
    assert database.all_turns("bystander") == [[{"event": "user", "text": "mine"}]]
    assert database.waiting() == 0


def test_the_file_is_a_database_of_the_usual_tables(tmp_path: Path) -> None:
    """None was made or dropped by what was written."""
    database = Database(f"sqlite:///{tmp_path}/c.db")
    database.add(NewTurn("'; DROP TABLE turn; --", 1, [{"event": "user"}]))
    with database.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        )
        names = {row[0] for row in rows}
    assert names == {"conversation", "turn", "outbox", "sqlite_sequence"}
