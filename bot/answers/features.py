"""What the reader sees of an answer: words, alone and in pairs, and the question."""

from __future__ import annotations

import re
from itertools import pairwise

BEGINNING = 6  # letters by which words are paired with a neighbour or the question
STEM = 5
LENGTHS = (1, 3, 6, 12)  # words
# Temperatures in degrees Celsius and Fahrenheit: from, fever, to.
SCALES = ((35.0, 38.0, 42.0), (96.0, 100.4, 107.0))
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:\.\d+)?|\?")
_SENTENCE = re.compile(r"[.!?;\n]+(?=\s|$)")


def words(text: str) -> list[str]:
    """Lower case, without apostrophes; numbers by what they may mean."""
    plain = text.casefold().replace("’", "'")
    return [_word(each) for each in _WORD.findall(plain)]


def sentences(text: str) -> list[str]:
    """The parts of the text that hold words."""
    return [part for part in _SENTENCE.split(text) if words(part)]


def sentence_around(text: str, start: int, end: int) -> str:
    """All the sentences that the characters `start` to `end` run through."""
    return text[slice(*sentence_bounds(text, start, end))]


def sentence_bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the first of these sentences begins and the last one ends."""
    ends = [match.end() for match in _SENTENCE.finditer(text)]
    begin = max((each for each in ends if each <= start), default=0)
    stop = min((each for each in ends if each >= end), default=len(text))
    return begin, stop


def stems(text: str) -> list[str]:
    """Each word by its beginning, once, in order."""
    return sorted({word[:BEGINNING] for word in words(text)})


def features(question: str, text: str) -> set[str]:
    """The features of an answer; `question` is the id of the finding asked for."""
    said = words(text)
    found = {f"question {question}", f"length {_length(said)}"}
    for word in said:
        found |= {word, f"{question}: {word[:BEGINNING]}"}
        if len(word) > STEM:
            found.add(f"{word[:STEM]}-")
    if said:
        found |= {f"first {said[0]}", f"last {said[-1]}"}
    around = ["^", *(word[:BEGINNING] for word in said), "$"]
    found |= {f"{a} {b}" for a, b in pairwise(around)}
    return found


def _length(said: list[str]) -> int:
    return next((i for i, most in enumerate(LENGTHS) if len(said) <= most), 9)


def _word(raw: str) -> str:
    if not raw[0].isdigit():
        return raw.replace("'", "")
    number = float(raw)
    for coolest, fever, hottest in SCALES:
        if coolest <= number <= hottest:
            return "<hot>" if number >= fever else "<warm>"
    return "<number>"
