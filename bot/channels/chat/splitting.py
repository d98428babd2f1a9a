"""Cuts a long text where it hurts least: at a paragraph, a line, a sentence, a word."""

from __future__ import annotations

import re
from collections.abc import Callable

Size = Callable[[str], int]
_CUTS = (r"\n{2,}", r"\n", r"(?<=[.!?:;])\s+", r"\s+")


def utf16(text: str) -> int:
    """Length as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, most: int, size: Size = len) -> list[str]:
    """Pieces of at most `most` by `size`; together they hold every word of the text."""
    pieces: list[str] = []
    rest = text.strip()
    while size(rest) > most:
        end = _fitting(rest, most, size)
        cut, start = _cut(rest, end)
        pieces.append(rest[:cut].rstrip())
        rest = rest[start:].lstrip()
    return [piece for piece in [*pieces, rest] if piece]


def _fitting(text: str, most: int, size: Size) -> int:
    """How many characters from the start fit; at least one."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if size(text[:middle]) <= most else (low, middle - 1)
    return low


def _cut(text: str, end: int) -> tuple[int, int]:
    """Where the piece ends and where the rest starts."""
    for pattern in _CUTS:
        places = list(re.finditer(pattern, text[: end + 1]))
        if places and places[-1].start() > end // 4:  # no tiny pieces
            return places[-1].start(), places[-1].end()
    return end, end
