"""A backup is whole, private, and goes back into any database, byte for byte."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest

from bot.cli.main import main
from bot.dialogue import archive
from bot.dialogue.archive import ArchiveError
from bot.dialogue.database import Database, NewTurn


def filled(url: str) -> Database:
    database = Database(url)
    for name in ("a", "b"):
        for number in range(1, 4):
            events = [{"event": "slot", "name": "x", "value": f"{name}{number} é"}]
            slots = {"x": "before"} if number == 3 else None
            database.add(NewTurn(name, number, events, slots, tail=2))
    return database


def test_there_and_back(url: str, tmp_path: Path) -> None:
    database, file = filled(url), tmp_path / "saved.gz"
    assert archive.write(database, file) == 2
    assert file.stat().st_mode & 0o077 == 0
    other = Database(f"sqlite:///{tmp_path}/other.db")
    assert archive.read(other, file) == 2
    for name in ("a", "b"):
        assert other.read(name) == database.read(name)
        assert other.all_turns(name) == database.all_turns(name)
    # What was said since is undone for these, and kept of others.
    database.add(NewTurn("a", 4, []))
    database.add(NewTurn("c", 1, []))
    archive.read(database, file)
    assert database.ids() == ["a", "b", "c"]
    assert len(database.all_turns("a")) == 3


@pytest.mark.parametrize("damage", ["cut", "another", "no end"])
def test_a_damaged_file_changes_nothing(damage: str, tmp_path: Path) -> None:
    database, file = filled(f"sqlite:///{tmp_path}/c.db"), tmp_path / "saved.gz"
    archive.write(database, file)
    if damage == "cut":
        file.write_bytes(file.read_bytes()[:-20])
    elif damage == "another":
        file.write_bytes(gzip.compress(b'{"a": 1}\n'))
    else:
        lines = gzip.decompress(file.read_bytes()).splitlines(keepends=True)
        file.write_bytes(gzip.compress(b"".join(lines[:-2])))
    database.delete("a")
    with pytest.raises(ArchiveError):
        archive.read(database, file)
    assert database.ids() == ["b"]


def test_the_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url, file = f"sqlite:///{tmp_path}/c.db", str(tmp_path / "saved.gz")
    monkeypatch.setenv("BACKSTRIDE_CONVERSATIONS_URL", url)
    database = filled(url)
    assert main(["backup", file]) == 0
    with database.writing() as connection:
        long_ago = time.time() - 9 * 24 * 3600
        connection.exec_driver_sql(f"UPDATE conversation SET updated = {long_ago}")
    assert main(["retention", "--days", "10"]) == 0
    assert main(["retention", "--days", "0"]) == 0
    assert database.ids() == ["a", "b"]
    assert main(["retention", "--days", "8"]) == 0
    assert database.ids() == []
    assert main(["restore", file]) == 0
    assert database.ids() == ["a", "b"]
    said = capsys.readouterr()
    assert "Saved 2 conversations" in said.out
    assert "Deleted 2 conversations" in said.out
    assert main(["restore", str(tmp_path / "none.gz")]) == 1
    assert main(["backup", str(tmp_path / "no" / "folder.gz")]) == 1
    monkeypatch.setenv("BACKSTRIDE_CONVERSATIONS_URL", "memory")
    assert main(["backup", file]) == 1
    assert "memory" in capsys.readouterr().err
