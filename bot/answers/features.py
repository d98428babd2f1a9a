"""What the reader sees of an answer: words, alone and in pairs, and the question."""

from __future__ import annotations

import re
from itertools import pairwise

BEGINNING = 6  # letters by which words are paired with a neighbour or the question
STEM = 5
FEVERISH, HOTTEST, COOLEST = 38.0, 42.0, 35.0  # degrees Celsius
LENGTHS = (1, 3, 6, 12)  # words
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:\.\d+)?|\?")
_SENTENCE = re.compile(r"[.!?;\n]+(?=\s|$)")


def words(text: str) -> list[str]:
    """Lower case, without apostrophes; numbers by what they may mean."""
    plain = text.casefold().replace("’", "'")
    return [_word(each) for each in _WORD.findall(plain)]


def sentences(text: str) -> list[str]:
    """The parts of the text that hold words."""
    return [part for part in _SENTENCE.split(text) if words(part)]


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
    if FEVERISH <= number <= HOTTEST:
        return "<hot>"
    return "<warm>" if COOLEST <= number < FEVERISH else "<number>"
