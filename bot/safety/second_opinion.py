"""A second opinion on messages in which the rules see nothing.

A linear model over words and pairs of near words, trained by
`tests/clinical/second_opinion.py` and kept as numbers in a file. It may only turn NONE
into the fixed question of the red flag it suspects: it never fires and never lowers, so
that whoever reads the rules knows all that can fire.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum, sqrt
from pathlib import Path

from bot.safety.page import Word

FILE = Path("red_flags") / "second_opinion.json"
STEM = 5  # letters by which words are paired
REACH = 5  # words that count as near, fillers left out
CHUNK = 60  # words judged together, at most
FEW = 3  # words or less tell nothing
#: A feature's rarity, and what it says for a red flag.
Weight = tuple[float, float]


def chunks(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """The message in parts of whole sentences, or of CHUNK words where they go on."""
    begin = last = 0
    for at, word in enumerate(words):
        if word.hard:
            last = at
        if at - begin >= CHUNK:
            end = last if last > begin else at
            yield words[begin:end]
            begin = end
    if begin < len(words):
        yield words[begin:]


@dataclass(frozen=True)
class Reader:
    """Turns words into features; `known` words are those of the rules."""

    known: frozenset[str]
    fillers: frozenset[str]

    def features(self, words: Sequence[Word]) -> set[str]:
        """Words, beginnings of long ones, pairs of beginnings that stand near."""
        texts = [self._said(word) for word in words]
        found = set(texts)
        found.update(f"{text[:STEM]}-" for text in texts if len(text) > STEM)
        heavy = [text[:STEM] for text in texts if text not in self.fillers]
        for at, left in enumerate(heavy):
            for right in heavy[at + 1 : at + 1 + REACH]:
                if left != right:
                    found.add(f"{left}+{right}" if left < right else f"{right}+{left}")
        return found

    def _said(self, word: Word) -> str:
        """The word as the rules read it: a misspelt `blader` is `bladder`."""
        if word.text in self.known or len(word.text) < STEM:
            return word.text
        whole = (symbol for symbol in word.symbols if not symbol.endswith("*"))
        return next(whole, word.text)


@dataclass(frozen=True)
class SecondOpinion:
    """The model. `flags`: what a word says for each red flag; "" is said of all."""

    threshold: float = 1.0
    bias: float = 0.0
    weights: Mapping[str, Weight] = field(default_factory=dict)
    flags: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    problem: str = ""

    @classmethod
    def load(cls, root: Path) -> SecondOpinion:
        """The model kept under `root`, the knowledge folder.

        One that sees nothing, and says why in `problem`, when the file is not sound:
        the rules work without it.
        """
        try:
            content = json.loads((root / FILE).read_text(encoding="utf-8"))
            return cls(
                threshold=float(content["threshold"]),
                bias=float(content["bias"]),
                weights={
                    each: (float(rarity), float(weight))
                    for each, (rarity, weight) in content["weights"].items()
                },
                flags={flag: dict(words) for flag, words in content["flags"].items()},
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            return cls(problem=f"{FILE}: It cannot be read ({type(error).__name__}).")

    def suspects(self, words: Sequence[Word], reader: Reader) -> str:
        """The red flag that the message most likely speaks of, or ""."""
        if not self.weights or len(words) <= FEW:
            return ""
        parts = [reader.features(chunk) for chunk in chunks(words)]
        score, at = max((self.score(part), at) for at, part in enumerate(parts))
        return self._flag(parts[at]) if score > self.threshold else ""

    def score(self, found: Iterable[str]) -> float:
        """Log odds of a red flag."""
        said = self._shares(found)
        return self.bias + fsum(self.weights[each][1] * x for each, x in said.items())

    def _shares(self, found: Iterable[str]) -> dict[str, float]:
        """How much each known feature makes up of the message: the rarer the more."""
        known = {each: self.weights[each][0] for each in found if each in self.weights}
        length = sqrt(fsum(rarity * rarity for rarity in known.values())) or 1.0
        return {each: rarity / length for each, rarity in known.items()}

    def _flag(self, found: Iterable[str]) -> str:
        said = self._shares(each for each in found if not is_pair(each))

        def likely(flag: str) -> tuple[float, str]:
            words = self.flags[flag]
            told = (words.get(each, 0.0) * x for each, x in said.items())
            return words.get("", 0.0) + fsum(told), flag

        return max(self.flags, key=likely, default="")


def is_pair(feature: str) -> bool:
    return "+" in feature
