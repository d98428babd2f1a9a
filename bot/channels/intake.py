"""What a channel lets in: the shape of ids, the length and the characters of a text."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from typing import Any

METADATA_KEYS = ("country", "message_id")
CONSENT = "consent"  # true once the runner agreed that the conversation is kept
LONGEST = 8000  # characters; a longer message is still scanned for red flags
_SENDER = re.compile(r"[A-Za-z0-9_.:@+-]{1,128}")
_PLATFORMS = ("slack", "telegram")
# Rasa reads a leading slash as a command that overrides everything, NLU included.
_COMMAND = re.compile(r"^[\s/]+")


class Refusal(str, Enum):
    """Why a text was not taken as a message."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"


def is_sender(sender: object) -> bool:
    """Whether it may name a conversation: 1 to 128 plain characters."""
    return isinstance(sender, str) and _SENDER.fullmatch(sender) is not None


def is_reserved(sender: str) -> bool:
    """Whether only a chat platform's own channel may speak for this sender.

    Their ids are no secret; nobody else may read or steer those conversations.
    """
    return sender.partition(":")[0].lower() in _PLATFORMS and ":" in sender


def metadata_of(given: object) -> dict[str, Any]:
    """Only the keys we know, and only short texts: it is stored with the message."""
    if not isinstance(given, dict):
        return {}
    known: dict[str, Any] = {
        key: given[key]
        for key in METADATA_KEYS
        if isinstance(given.get(key), str) and len(given[key]) < 64
    }
    if isinstance(given.get(CONSENT), bool):
        known[CONSENT] = given[CONSENT]
    return known


def clean(text: str) -> str:
    """The text without control characters, lone surrogates or a leading slash."""
    return "".join(letter for _, letter in _cleaned(text))


def places(text: str) -> list[int]:
    """For each character of the cleaned text where it stood, and the end of the last.

    Offsets in the cleaned text become offsets in what the runner wrote.
    """
    kept = [place for place, _ in _cleaned(text)]
    return [*kept, kept[-1] + 1] if kept else [0]


def _cleaned(text: str) -> list[tuple[int, str]]:
    kept = [(i, new) for i, letter in enumerate(text) if (new := _kept(letter))]
    whole = "".join(letter for _, letter in kept)
    first = len(whole) - len(_COMMAND.sub("", whole))
    return kept[first : max(first, len(whole.rstrip()))]


def _kept(letter: str) -> str:
    if letter in "\n\t":
        return letter
    category = unicodedata.category(letter)
    if category in ("Cf", "Cs"):  # invisible inside a word, or half a character
        return ""
    return " " if category.startswith("C") else letter
