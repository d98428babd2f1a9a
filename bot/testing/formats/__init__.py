"""Reads a test file in whichever of the three formats it is written.

`test_cases:` is Rasa Pro's end-to-end format, `stories:` Rasa's test stories, and
`screenplays:` our own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.testing.formats.screenplays import read_screenplays
from bot.testing.formats.stories import read_stories
from bot.testing.formats.test_cases import read_test_cases
from bot.testing.kinds import Kinds
from bot.testing.model import Case
from bot.testing.problems import Place
from bot.testing.reading import open_page

READERS = {
    "test_cases": read_test_cases,
    "stories": read_stories,
    "screenplays": read_screenplays,
}


def looks_like_tests(path: Path) -> bool:
    """Whether some line begins one of the formats; cheap, for files in folders."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return any(
        line.startswith(f"{key}:") for line in text.splitlines() for key in READERS
    )


def read_cases(path: Path, kinds: Kinds, shown_as: str = "") -> list[Case]:
    """The conversations of a file. Raises FormatError with all that is wrong."""
    page = open_page(path, shown_as)
    content: Any = page.content if isinstance(page.content, dict) else {}
    found = [key for key in READERS if key in content]
    if len(found) != 1:
        page.wrong(
            Place(page.file, 1),
            "a test file holds test_cases:, stories: or screenplays:, and one of them.",
        )
        page.finish()
    cases = READERS[found[0]](page, kinds)
    if not cases and not page.problems:
        page.wrong(page.at(content, found[0]), f"there is nothing under {found[0]}:.")
    seen: dict[str, Case] = {}
    for case in cases:
        if case.name in seen:
            first = seen[case.name].place.line
            page.wrong(case.place, f'"{case.name}" stands in line {first} already.')
        seen[case.name] = case
    page.finish()
    return cases
