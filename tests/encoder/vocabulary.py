"""Which pieces the encoder keeps: the table of all of them would be most of its weight.

Kept are the common ones, those that the data show or our own word lists name, and every
short one, so that whatever anyone writes can still be spelt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.encoder.wordpiece import WordPiece

# The base's pieces stand by how common they are, after the marks and the letters.
COMMON = 16_000
SHORT = 3  # letters
MARKS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
CUES = Path("data/knowledge/cues")
SHOWN = ("alarms", "messages", "free")


def vocabulary(folder: Path, content: Mapping[str, Any]) -> tuple[list[str], list[int]]:
    """The pieces kept, and the number that each has in the base kept in `folder`."""
    base = (folder / "vocab.txt").read_text("utf-8").splitlines()
    cut = WordPiece(base)
    shown = {piece.id for text in _texts(content) for piece in cut(text)}
    kept = [
        number
        for number, piece in enumerate(base)
        if piece in MARKS or number in shown or _is_useful(number, piece)
    ]
    return [base[number] for number in kept], kept


def _is_useful(number: int, piece: str) -> bool:
    if piece.startswith("[unused") or not piece.isascii():
        return False
    return number < COMMON or len(piece.removeprefix("##")) <= SHORT


def _texts(content: Mapping[str, Any]) -> Iterator[str]:
    yield from (row["text"] for key in SHOWN for row in content[key])
    for path in sorted(CUES.glob("*.yml")):
        yield path.read_text("utf-8")
