"""What is passed between the steps of understanding: a mention of a finding."""

from __future__ import annotations

from dataclasses import dataclass

from bot.knowledge.model import Status


@dataclass(frozen=True)
class Found:
    """A finding at words `first` up to `last`. `fixed`: its phrase already says how."""

    finding: str
    first: int
    last: int
    status: Status = Status.PRESENT
    fixed: bool = False
    kept: bool = False
    """Stands right behind words that keep a denial from it: "no, just my back"."""
    value: str | float | None = None
    side: str = ""
    kind: str = ""
    weak: bool = False
    """Gives way to any other mention of the same finding."""
    weight: float = 0.0
    """Of several values of a finding, the heaviest is kept: the longest, the worst."""
    asked: bool = False
    """Said inside a question: known, but no news."""
    taken_back: bool = False
    """A place of which it is said in so many words that it does not hurt."""
    by: tuple[int, int] = (0, 0)
    """The words that say so, when they are not the mention itself ("is awful")."""

    def overlaps(self, first: int, last: int) -> bool:
        """Whether it shares a word with the span."""
        return self.first < last and first < self.last

    def inside(self, other: Found) -> bool:
        """Whether `other` covers it and more."""
        wider = other.last - other.first > self.last - self.first
        return wider and other.first <= self.first and self.last <= other.last
