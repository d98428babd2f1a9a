"""A second opinion on messages about which the rules raise no alarm.

A linear model over words and pairs of near words, trained by
`tests/clinical/second_opinion.py` and kept as numbers in a file that can be read. All
it may do is ask the fixed question of the red flag it suspects: an alarm is for the
rules.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum, inf, sqrt
from pathlib import Path

from bot.safety.matching import Span
from bot.safety.page import Word

FILE = Path("red_flags") / "second_opinion.json"
STEM = 5  # letters by which words are paired
REACH = 5  # words that count as near, fillers left out
CHUNK = 60  # words judged together, at most
FEW = 3  # words or less tell nothing
TELLING = 3  # words that are shown as the reason
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
class Opinion:
    """How sure the model is (log odds), of which flag, and because of which words."""

    score: float = -inf
    flag: str = ""
    span: Span = (0, 0)


@dataclass(frozen=True)
class SecondOpinion:
    """The model. `flags`: what a word says for each red flag; "" is said of all.

    Scores above `asks` ask.
    """

    asks: float = inf
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
                asks=float(content["asks"]),
                bias=float(content["bias"]),
                weights={
                    each: (float(rarity), float(weight))
                    for each, (rarity, weight) in content["weights"].items()
                },
                flags={flag: dict(words) for flag, words in content["flags"].items()},
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            return cls(problem=f"{FILE}: It cannot be read ({type(error).__name__}).")

    def judge(self, words: Sequence[Word], reader: Reader) -> Opinion:
        """What is thought of the worst part of the message."""
        if not self.weights or len(words) <= FEW:
            return Opinion()
        parts = [(chunk, reader.features(chunk)) for chunk in chunks(words)]
        score, at = max((self.score(found), -at) for at, (_, found) in enumerate(parts))
        chunk, found = parts[-at]
        begin = sum(len(part) for part, _ in parts[:-at])
        low, high = self._words(chunk, reader)
        return Opinion(score, self._flag(found), (begin + low, begin + high))

    def _words(self, chunk: Sequence[Word], reader: Reader) -> Span:
        """From the first to the last of the few words that say most for it."""

        def told(at: int) -> float:
            found = reader.features(chunk[at : at + 1])
            known = (self.weights[each] for each in found if each in self.weights)
            return fsum(rarity * weight for rarity, weight in known)

        most = sorted(range(len(chunk)), key=lambda at: (-told(at), at))[:TELLING]
        return min(most), max(most) + 1

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
