"""Cuts text into the pieces an encoder has numbers for: WordPiece, without capitals.

As BERT does it (Devlin et al. 2018, Wu et al. 2016): a punctuation mark stands alone,
and a word is the longest known beginning, then the longest known `##rest`, and so on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.encoder.letters import normalise

UNKNOWN = "[UNK]"
LONGEST = 100  # letters of a word; a longer one is unknown
WORD = re.compile(r"[^\W_]+|\S")


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
        plain, offsets = normalise(text)
        for match in WORD.finditer(plain):
            start, end = match.span()
            if offsets is not None:
                start, end = offsets[start], offsets[end - 1] + 1
            for each in self._pieces(match.group()):
                yield Piece(each, start, end)

    def _cut(self, word: str) -> tuple[int, ...]:
        if len(word) > LONGEST:
            return self._unknown
        found: list[int] = []
        begin = 0
        while begin < len(word):
            for end in range(len(word), begin, -1):
                piece = word[begin:end] if not begin else f"##{word[begin:end]}"
                if piece in self._ids:
                    found.append(self._ids[piece])
                    begin = end
                    break
            else:
                return self._unknown
        return tuple(found)
