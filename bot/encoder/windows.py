"""Cuts a long text into parts that the encoder can read at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.encoder.wordpiece import Piece

LONGEST = 126  # pieces read at once, the two marks around them left out
ENDS = ".!?\n;"  # where a part had better end
MOST = 8000  # characters read: the first and the last half of a longer text


def both_ends(text: str) -> list[tuple[str, int]]:
    """The text, or its beginning and its end when it is far too long; where each is."""
    if len(text) <= MOST:
        return [(text, 0)]
    half = MOST // 2
    return [(text[:half], 0), (text[-half:], len(text) - half)]


def windows(text: str, pieces: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    """The pieces in parts of at most LONGEST, each ending with a sentence if it can."""
    begin = 0
    while len(pieces) - begin > LONGEST:
        end = _end(text, pieces, begin)
        yield pieces[begin:end]
        begin = end
    if begin < len(pieces):
        yield pieces[begin:]


def _end(text: str, pieces: Sequence[Piece], begin: int) -> int:
    """After the last sentence that ends in the second half, or at the limit."""
    for at in range(begin + LONGEST, begin + LONGEST // 2, -1):
        between = text[pieces[at - 1].start : pieces[at].start]
        if any(mark in between for mark in ENDS):
            return at
    return begin + LONGEST
