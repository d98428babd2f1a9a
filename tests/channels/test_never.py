"""docs/never.md names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "never.md").read_text(encoding="utf-8")


def test_every_proof_is_a_test() -> None:
    files = dict(re.findall(r"\*\*([A-Z])\*\* `(tests/[\w/]+\.py)`", PAGE))
    proofs = re.findall(r"\b([A-Z]) `(test_\w+)`", PAGE)
    assert len(proofs) > 30
    missing = [
        f"{files[letter]}: {name}"
        for letter, name in proofs
        if f"def {name}(" not in (ROOT / files[letter]).read_text(encoding="utf-8")
    ]
    assert missing == []


def test_each_of_the_twelve_has_a_proof() -> None:
    rows = [line for line in PAGE.splitlines() if re.match(r"\| N\d+ \|", line)]
    assert [row.split()[1] for row in rows] == [f"N{n}" for n in range(1, 13)]
    assert all("`test_" in row for row in rows)
