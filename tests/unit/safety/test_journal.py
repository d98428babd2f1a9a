import logging

from bot.safety.journal import Journal


def test_a_line_holds_time_hashed_id_and_rule_only(tmp_path):
    journal = Journal(tmp_path / "deep" / "emergency.log")
    assert journal.record("conversation-7", ("fever", "trauma"))
    lines = journal.path.read_text().splitlines()
    assert [line.split()[2] for line in lines] == ["fever", "trauma"]
    assert all(len(line.split()) == 3 for line in lines)
    assert "conversation-7" not in journal.path.read_text()


def test_the_same_id_has_the_same_hash_here_and_another_elsewhere(tmp_path):
    first, again = Journal(tmp_path / "a.log"), Journal(tmp_path / "a.log")
    other = Journal(tmp_path / "b.log")
    for journal in (first, again, other):
        journal.record("me", ["fever"])
    hashes = [line.split()[1] for line in first.path.read_text().splitlines()]
    assert len(set(hashes)) == 1
    assert other.path.read_text().split()[1] not in hashes


def test_the_environment_names_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("BACKSTRIDE_JOURNAL", str(tmp_path / "named.log"))
    assert Journal().record("me", ["fever"])
    assert (tmp_path / "named.log").exists()


def test_only_the_owner_may_read_it(tmp_path):
    journal = Journal(tmp_path / "a.log")
    journal.record("me", ["fever"])
    assert journal.path.stat().st_mode & 0o077 == 0
    assert (tmp_path / "a.log.salt").stat().st_mode & 0o077 == 0


def test_a_disk_that_refuses_is_logged_once_and_survived(tmp_path, caplog):
    (tmp_path / "file").write_text("in the way")
    journal = Journal(tmp_path / "file" / "a.log")
    with caplog.at_level(logging.ERROR):
        assert not journal.record("me", ["fever"])
        assert not journal.record("me", ["fever"])
    assert len(caplog.records) == 1
    assert "me" not in caplog.text.split()


def test_a_full_disk_is_survived():
    journal = Journal("/dev/full")
    journal._salt = b"x"
    assert not journal.record("me", ["fever"])


def test_odd_ids_are_survived(tmp_path):
    assert Journal(tmp_path / "a.log").record("\ud800\x00", ["fever"])
