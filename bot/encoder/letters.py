"""Makes the letters of raw text plain, and remembers where they stood.

Look-alike letters, accents, invisible characters, apostrophes and button payloads are
made harmless here, for whoever reads words after it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Cyrillic, Greek and other letters that are drawn like Latin ones.
_LOOKALIKES = dict(
    zip(
        "авсԁеёһніїјкмпорԛгѕтиѵԝшхузьαβϲεηικμνορτυχωγϳσıłøđħɑɡʙɪʟɴʀʜᴍᴜᴡᴇᴀᴏᴛᴅ",
        "abcdeehhiijkmnopqrstuvwwxy3babcenikuvoptuxwyjoilodhagbilnrhmuweaotd",
        strict=True,
    )
) | {"æ": "ae", "œ": "oe"}
_APOSTROPHES = "'’‘ʼ`´′＇"
_ESCAPE = re.compile(r"\\[nrt\"/]")
_UNICODE_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


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
