"""Cuts raw text into plain lower-case words that remember where they stood.

Look-alike letters, accents, invisible characters, apostrophes and button payloads are
made harmless here. Spelling is `spelling`'s business.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# Cyrillic, Greek and other letters that are drawn like Latin ones.
_LOOKALIKES = dict(
    zip(
        "авсԁеёһніїјкмпорԛгѕтиѵԝшхузьαβϲεηικμνορτυχωγϳσıłøđħɑɡʙɪʟɴʀʜᴍᴜᴡᴇᴀᴏᴛᴅ",
        "abcdeehhiijkmnopqrstuvwwxy3babcenikuvoptuxwyjoilodhagbilnrhmuweaotd",
        strict=True,
    )
) | {"æ": "ae", "œ": "oe"}
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
_APOSTROPHES = "'’‘ʼ`´′＇"
# A decimal number is one word, as is a word with an apostrophe inside.
_WORD = re.compile(
    r"[0-9]+(?=(?:kgs?|lbs?|km|yo|yrs?|wks?|weeks|months|days|hrs?|mg|mins?|ft|m|c|k)\b)|[0-9]+[.,][0-9]+|[a-z0-9@$]+(?:'[a-z0-9]+)*"
)
_HARD = re.compile(r"[.!?]")
_ELLIPSIS = re.compile(r"\.\.+|…")
_SOFT = re.compile(r"[,;:\n\r()\"{}\[\]|]|\s[-–—]+\s|—|–")
_ESCAPE = re.compile(r"\\[nrt\"/]")
_UNICODE_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


class RawWord(NamedTuple):
    """A word as written, cleaned; `hard`, `soft`: a stop or comma stood before it."""

    text: str
    start: int
    end: int
    hard: bool = False
    soft: bool = False
    question: bool = False


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    """One character as plain lower-case letters, "" when it is invisible."""
    if char in _APOSTROPHES:
        return "'"
    out = []
    for part in unicodedata.normalize("NFKD", char).casefold():
        if (
            unicodedata.category(part) in ("Mn", "Cf", "Me", "Cs", "Cc")
            and part not in "\n\r\t"
        ):
            continue
        out.append(_LOOKALIKES.get(part, part))
    return "".join(out)


def _same_length(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: " " * len(match.group()), text)


def _unescape(match: re.Match[str]) -> str:
    """A JSON escape, padded so that offsets stay right."""
    return chr(int(match.group(1), 16)) + "\u2060" * 5


def normalise(text: str) -> tuple[str, list[int] | None]:
    """The plain text, and for each of its characters the offset it came from.

    The offsets are None when nothing moved.
    """
    if "\\" in text:
        text = _same_length(_ESCAPE, _UNICODE_ESCAPE.sub(_unescape, text))
    if text.isascii():
        return text.lower().replace("`", "'"), None
    plain: list[str] = []
    offsets: list[int] = []
    for index, char in enumerate(text):
        for part in _plain(char):
            plain.append(part)
            offsets.append(index)
    return "".join(plain), offsets


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
