"""docs/faults.md says what the ledger says, and every proof is a test."""

from __future__ import annotations

from tests.faults.table import PAGE, ROOT, ledger, page


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_proof_is_a_test() -> None:
    content = ledger()
    texts = {
        letter: (ROOT / path).read_text(encoding="utf-8")
        for letter, path in content["files"].items()
    }
    missing = [
        f"{row['id']}: {proof}"
        for row in content["rows"]
        for proof in row["proof"]
        if f"def {proof.split()[1]}(" not in texts[proof.split()[0]]
    ]
    assert missing == []


def test_each_line_is_whole_and_there_once() -> None:
    rows = ledger()["rows"]
    keys = {"id", "fault", "must", "stock", "ours", "proof"}
    assert all(set(row) == keys and row["proof"] for row in rows)
    ids = [row["id"] for row in rows]
    assert len(ids) == len(set(ids))
