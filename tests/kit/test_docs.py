"""docs/testing.md names everything there is, and its examples can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import project
from bot.testing.backstride.extension import BackstrideExtension
from bot.testing.formats import read_cases
from bot.testing.kinds import REJECTED
from bot.testing.options import OPTIONS
from bot.testing.subject import SERVED

PAGE = (project.ROOT / "docs" / "testing.md").read_text(encoding="utf-8")


def examples() -> Iterator[str]:
    for indent, block in re.findall(
        r"^( *)```yaml\n(.*?)^ *```", PAGE, re.MULTILINE | re.DOTALL
    ):
        if "screenplays:" in block:
            yield re.sub(rf"^{indent}", "", block, flags=re.MULTILINE)


@pytest.mark.parametrize("kind", sorted(BackstrideExtension(project.ROOT).kinds()))
def test_every_assertion_is_in_the_tables(kind: str) -> None:
    rows = [line.split("|")[1] for line in PAGE.splitlines() if line.startswith("|")]
    assert any(f"`{kind}`" in row for row in rows)


@pytest.mark.parametrize(
    "name", [*(f"--{each.name}" for each in OPTIONS), *REJECTED, *SERVED]
)
def test_every_option_target_and_refusal_is_named(name: str) -> None:
    assert name in PAGE


def test_the_examples_can_be_read(tmp_path: Path) -> None:
    found = list(examples())
    assert len(found) >= 2
    (tmp_path / "shared.yml").write_text("beginnings: {}\n")
    for number, content in enumerate(found):
        path = tmp_path / f"{number}.yml"
        path.write_text(content)
        assert read_cases(path, BackstrideExtension(project.ROOT).kinds())
