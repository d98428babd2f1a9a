"""Turns a message into plain words that remember where they came from.

Tokens are spaCy's (`spacy.blank("en")`); each gives one word, or several ("lowerback"),
or shares one with its neighbour ("but tock"). Offsets refer to the original text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import spacy
from spacy.language import Language
from spacy.util import compile_infix_regex

QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "＇": "'"})
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
SUBJECTS = frozenset(
    "it that he she there what here who where this everything".split()  # noqa: SIM905
)
NUMBER_UNIT = re.compile(
    r"(\d+)(mpw|w|wk|wks|weeks?|d|days?|m|mths?|months?|mos|y|yrs?|years?|yo|hrs?|hours?"
    r"|mins?|minutes?|miles?|mi|km|k|f|x|ish)"
)
SHARE = re.compile(r"(\d+(?:\.\d+)?)/(\d+)")
UNIT_STOP = re.compile(r"([kmhdw])(\.)")
"""A unit that ends a sentence: "by the second k."."""
SEX_AGE = re.compile(r"([mf])(\d\d)")
MAX_CHARS = 6000
"""Longer messages are read at both ends only, so that time stays bounded."""


@dataclass(frozen=True)
class Word:
    """A normalised word or mark, and the characters it stands for."""

    norm: str
    start: int
    end: int


class Words:
    """The words of a message, and the line of text that phrases are matched on.

    The line is ` my back hurts . `: one space around every word.
    """

    def __init__(self, text: str, words: Iterable[Word]) -> None:
        self.text = text
        self.words = tuple(words)
        self.norms = tuple(word.norm for word in self.words)
        starts, at = [], 1
        for norm in self.norms:
            starts.append(at)
            at += len(norm) + 1
        self._starts = starts
        self.line = " " + " ".join(self.norms) + " "

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def distinct(self) -> frozenset[str]:
        """Every word once."""
        return frozenset(self.norms)

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """What any of the words begins with, itself among them."""
        return frozenset(
            norm[:length]
            for norm in self.distinct
            for length in range(1, len(norm) + 1)
        )

    def index(self, position: int) -> int:
        """The word that begins at or covers this position of the line."""
        return max(bisect_right(self._starts, position) - 1, 0)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Character offsets in the original text of words `first` up to `last`."""
        covered = self.words[first:last]
        return min(w.start for w in covered), max(w.end for w in covered)


@lru_cache(maxsize=1)
def blank_english() -> Language:
    """SpaCy's English tokenizer, with a full stop inside "hurts.then" taken apart."""
    nlp = spacy.blank("en")
    infixes = [
        *(nlp.Defaults.infixes or []),
        r"(?<=[a-z]{2})[.!?](?=[a-z]{2})",
        r"(?<=[a-z0-9])[/,;:&+(](?=[a-z])",
        r"(?<=[a-z])[/&+](?=[a-z0-9])",
        r"(?<=[a-z])\.{2,}(?=[a-z])",
        r"[\r\n]+",
    ]
    tokenizer: Any = nlp.tokenizer
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    return nlp


def plain(text: str) -> str:
    """Lower case, simple quotes and letters; exactly as long as `text`."""
    text = text.translate(QUOTES).translate(DASHES)
    if text.isascii():
        return text.lower()
    return "".join(_plain_letter(letter) for letter in text)


def tokenise(text: str) -> list[Word]:
    """The words of `text`; possessive endings are dropped, contractions written out."""
    words: list[Word] = []
    for token in blank_english().make_doc(plain(text)):
        start, end = token.idx, token.idx + len(token.text)
        norm = _norm(token.text, token.norm_, words[-1].norm if words else "")
        words.extend(Word(part, start, end) for part in norm)
    return words


def words_of(text: str) -> tuple[str, ...]:
    """Only the normalised words: how phrases in YAML are read."""
    return tuple(word.norm for word in tokenise(text))


def shorten(text: str) -> str:
    """`text` with the middle of an endless message blanked out: offsets stay right."""
    if len(text) <= MAX_CHARS:
        return text
    half = MAX_CHARS // 2
    gap = len(text) - 2 * half
    return text[:half] + "." + " " * (gap - 1) + text[-half:]


def _norm(text: str, norm: str, before: str) -> tuple[str, ...]:
    if text.isspace():
        return (".",) if "\n" in text else ()
    if text == "'s" or (text == "s" and before in SUBJECTS):
        return ("is",) if before in SUBJECTS else ()
    if not any(letter.isalnum() for letter in text):
        return _mark(text)
    am = text == "m" and before == "i"  # "im a runner"
    norm = "am" if am else norm.replace("'", "").strip('-_*~"') or text
    shares = SHARE.fullmatch(norm)
    if shares:
        return shares[1], "/", shares[2]
    united = NUMBER_UNIT.fullmatch(norm) or UNIT_STOP.fullmatch(norm)
    if united:
        return united.groups()
    sexed = SEX_AGE.fullmatch(norm)
    return sexed.groups() if sexed else tuple(norm.split()) or (norm,)


MARKS = {"&": "and", "+": "and", ">": "to", "->": "to", "=>": "to"}


def _mark(text: str) -> tuple[str, ...]:
    """One mark for many: any end of a sentence is a full stop, "?" or "…"."""
    if text in MARKS:
        return (MARKS[text],)
    if "?" in text:
        return ("?",)
    if text == "…" or (len(text) > 1 and set(text) == {"."}):
        return ("…",)
    if "\n" in text or text[0] in ".!":
        return (".",)
    return (text[0],) if text[0] in ",;:-/&+()%=<>" else ()


def _plain_letter(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter)[:1].lower()
    return base if len(base) == 1 and base.isprintable() else " "
