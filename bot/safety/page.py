"""The words being read, and where on the page each of them stands.

Places are kept as bit masks: bit 3 of a mask stands for the fourth word. A whole page
is compared with a phrase in a few operations on numbers, however long the page is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

#: How many words a match takes → mask of the places where such a match begins.
Spread = dict[int, int]


class Word(NamedTuple):
    """A word on the page: what it may stand for, where it is, what stood before it."""

    symbols: tuple[str, ...]
    start: int
    end: int
    hard: bool = False
    soft: bool = False
    question: bool = False
    message: int = 0
    text: str = ""


def bits(mask: int) -> list[int]:
    """The places a mask stands for, in order."""
    places = []
    while mask:
        lowest = mask & -mask
        places.append(lowest.bit_length() - 1)
        mask ^= lowest
    return places


@dataclass
class Page:
    """The words being read, with what was found out about them so far.

    `masks` holds the places of each symbol; `open` those where no sentence begins;
    `text` is the current message as it came; `work` counts the steps of matching, for
    the test that they are bounded.
    """

    words: Sequence[Word]
    masks: dict[str, int] = field(default_factory=dict)
    memory: dict[object, Spread] = field(default_factory=dict)
    work: int = 0
    text: str = ""

    def __post_init__(self) -> None:
        self.size = len(self.words)
        self.whole = (1 << self.size) - 1
        hard = 0
        for at, word in enumerate(self.words):
            for symbol in word.symbols:
                self.masks[symbol] = self.masks.get(symbol, 0) | 1 << at
            if word.hard:
                hard |= 1 << at
        self.open = self.whole & ~hard
        self.present = frozenset(self.masks)

    def lacks(self, needed: Iterable[frozenset[str]]) -> bool:
        """Whether the page has no symbol of one of the sets."""
        return any(map(self.present.isdisjoint, needed))

    def hide(self, begin: int, end: int) -> None:
        """Takes words out of the reading; what was remembered must go with them."""
        rest = ~(((1 << end - begin) - 1) << begin)
        for word in self.words[begin:end]:
            for symbol in word.symbols:
                self.masks[symbol] &= rest
        self.present = frozenset(s for s, mask in self.masks.items() if mask)
        self.memory.clear()
