"""Cuts text into the pieces an encoder has numbers for: WordPiece, without capitals.

As BERT does it (Devlin et al. 2018, Wu et al. 2016): accents are dropped, a punctuation
mark stands alone, and a word is the longest known beginning, then the longest known
`##rest`, and so on. A test holds it beside the reference implementation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

UNKNOWN = "[UNK]"
LONGEST = 100  # letters of a word; a longer one is unknown
WORD = re.compile(r"[^\W_]+|\S", re.UNICODE)


class Piece(NamedTuple):
    """The number of a piece, and where in the text its word stands."""

    id: int
    start: int
    end: int


class WordPiece:
    """A vocabulary: the place of each piece in it is its number."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._ids = {piece: number for number, piece in enumerate(vocabulary)}
        self._unknown = (self._ids[UNKNOWN],)
        self._pieces = lru_cache(maxsize=20_000)(self._cut)

    def __call__(self, text: str) -> Iterator[Piece]:
        """The pieces of `text`, in order; those of a word share its place."""
        for match in WORD.finditer(text):
            for each in self._pieces(match.group()):
                yield Piece(each, match.start(), match.end())

    def _cut(self, word: str) -> tuple[int, ...]:
        plain = "".join(_marks(word.lower()))
        if len(plain) > LONGEST:
            return self._unknown
        found: list[int] = []
        begin = 0
        while begin < len(plain):
            for end in range(len(plain), begin, -1):
                piece = plain[begin:end] if not begin else f"##{plain[begin:end]}"
                if piece in self._ids:
                    found.append(self._ids[piece])
                    begin = end
                    break
            else:
                return self._unknown
        return tuple(found)


def _marks(word: str) -> Iterator[str]:
    """The letters without accents and without what cannot be seen."""
    for letter in unicodedata.normalize("NFD", word):
        if unicodedata.category(letter) not in ("Mn", "Cc", "Cf"):
            yield letter
