"""What is wrong with a test file, as `file:line: sentence`, all of it at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands; lines count from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        """As editors and pull requests understand it."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, order=True)
class Problem:
    """One thing its author has to mend."""

    place: Place
    says: str

    def __str__(self) -> str:
        """One line."""
        return f"{self.place}: {self.says}"


class FormatError(Exception):
    """A file that cannot be played. `problems` is all that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep them in the order of the lines."""
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(each) for each in self.problems))


class KitError(Exception):
    """What keeps any conversation from being held; says what to do about it."""


def suggestion(word: str, known: Iterable[str]) -> str:
    """` Did you mean "…"?`, or nothing."""
    near = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f' Did you mean "{near[0]}"?' if near else ""


def listed(words: Iterable[str]) -> str:
    """`a, b, c`, in a fixed order."""
    return ", ".join(sorted(words))
