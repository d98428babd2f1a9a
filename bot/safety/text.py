"""Cuts raw text into plain lower-case words that remember where they stood.

Its letters are made plain first (`bot.encoder.letters`); spelling is `spelling`'s
business.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.encoder.letters import normalise

_PRONOUNS = frozenset(
    [
        "he",
        "here",
        "how",
        "it",
        "let",
        "she",
        "that",
        "there",
        "what",
        "when",
        "where",
        "who",
        "why",
    ]
)
# A decimal number is one word, as is a word with an apostrophe inside.
_WORD = re.compile(
    r"[0-9]+(?=(?:kgs?|lbs?|km|yo|yrs?|wks?|weeks|months|days|hrs?|mg|mins?|ft|m|c|k)\b)|[0-9]+[.,][0-9]+|[a-z0-9@$]+(?:'[a-z0-9]+)*"
)
_HARD = re.compile(r"[.!?]")
_ELLIPSIS = re.compile(r"\.\.+|…")
_SOFT = re.compile(r"[,;:\n\r()\"{}\[\]|]|\s[-–—]+\s|—|–")


class RawWord(NamedTuple):
    """A word as written, cleaned; `hard`, `soft`: a stop or comma stood before it."""

    text: str
    start: int
    end: int
    hard: bool = False
    soft: bool = False
    question: bool = False


def _word(written: str) -> str:
    """Without apostrophes; "foot's" is `foot`, 39.2 is `39`, but "it's" is `its`."""
    if "'" in written:
        base, _, ending = written.rpartition("'")
        return (
            base
            if ending == "s" and base not in _PRONOUNS
            else written.replace("'", "")
        )
    return written if written.isalnum() else re.split("[.,]", written)[0]


def cut(text: str) -> list[RawWord]:
    """The words of `text` in order, with the stops and commas between them."""
    plain, offsets = normalise(text)
    words: list[RawWord] = []
    last = 0
    for match in _WORD.finditer(plain):
        begin, end = match.span()
        between = plain[last:begin]
        hard = soft = question = False
        if between != " " and words:
            question = "?" in between
            soft = bool(_ELLIPSIS.search(between) or _SOFT.search(between))
            hard = bool(_HARD.search(_ELLIPSIS.sub(" ", between)))
        start, stop = (
            (begin, end) if offsets is None else (offsets[begin], offsets[end - 1] + 1)
        )
        words.append(RawWord(_word(match.group()), start, stop, hard, soft, question))
        last = end
    return words
