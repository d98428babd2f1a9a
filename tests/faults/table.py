"""Makes docs/faults.md of ledger.yml:  python -m tests.faults.table"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
LEDGER = Path(__file__).with_name("ledger.yml")
PAGE = ROOT / "docs" / "faults.md"

HEAD = """# What goes wrong, and what happens then

Made by `python -m tests.faults.table` from `tests/faults/ledger.yml`; do not edit it
here. Every line names the tests that prove it, and a test sees that they are there.
"Stock" is Rasa 3.6.21 as it comes, measured on two cores of the same kind.

| | fault or bad input | must happen | stock Rasa | here | proof |
|---|---|---|---|---|---|
"""


def ledger() -> dict[str, Any]:
    """What ledger.yml says."""
    content: dict[str, Any] = YAML(typ="safe").load(LEDGER.read_text(encoding="utf-8"))
    return content


def page() -> str:
    """The page as it has to be."""
    content = ledger()
    rows = "".join(_row(each) for each in content["rows"])
    files = "".join(
        f"- **{letter}** `{path}`\n" for letter, path in content["files"].items()
    )
    return (
        f"{HEAD}{rows}\nThe tests, by file:\n\n{files}\n"
        f"## Not tested\n\n{content['missing']}"
    )


def _row(row: dict[str, Any]) -> str:
    proofs = ", ".join(
        f"{letter} `{name}`" for letter, name in (each.split() for each in row["proof"])
    )
    cells = [str(row[key]) for key in ("id", "fault", "must", "stock", "ours")]
    return "| " + " | ".join([*cells, proofs]) + " |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
