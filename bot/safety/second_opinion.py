"""A second opinion on what the rules make of a message.

A linear model over what `features` sees, trained by `tests/clinical/second_opinion.py`
and kept as numbers in a file that can be read. What comes of it, beside the rules and
the encoder, is for `seconding` to say.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum, inf
from pathlib import Path

from bot.answers.terms import Terms
from bot.safety.context import Surroundings
from bot.safety.features import Reader, chunks, is_single
from bot.safety.matching import Span
from bot.safety.page import Word

FILE = Path("red_flags") / "second_opinion.json"
FEW = 3  # words or less tell nothing
TELLING = 3  # words that are shown as the reason


@dataclass(frozen=True)
class Opinion:
    """How sure the model is (log odds), of which flag, and because of which words."""

    score: float = -inf
    flag: str = ""
    span: Span = (0, 0)


@dataclass(frozen=True)
class SecondOpinion:
    """The model. `flags`: what a word says for each red flag; "" is said of all.

    In an answer to a question about a red flag, scores above `answer_asks` ask, above
    `answer_fires` raise the alarm. The terms have a least length, so that few words
    tell little.
    """

    answer_asks: float = inf
    answer_fires: float = inf
    terms: Terms = field(default_factory=Terms)
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
                answer_asks=float(content["answer_asks"]),
                answer_fires=float(content["answer_fires"]),
                terms=Terms.from_json(content),
                flags={flag: dict(words) for flag, words in content["flags"].items()},
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            return cls(problem=f"{FILE}: It cannot be read ({type(error).__name__}).")

    def judge(self, around: Surroundings, span: Span, reader: Reader) -> Opinion:
        """What is thought of the worst part of the words in `span`."""
        if not self.terms.weights or span[1] - span[0] <= FEW:
            return Opinion()
        parts = list(chunks(around.page.words, span))
        shown = reader.shown(around)
        read = [reader.features(around, part, shown) for part in parts]
        score, at = max((self.score(found), -at) for at, found in enumerate(read))
        why = self._telling(around, parts[-at], reader)
        return Opinion(score, self._flag(read[-at]), why)

    def _telling(self, around: Surroundings, part: Span, reader: Reader) -> Span:
        """From the first to the last of the few words that say most for it."""

        def told(at: int) -> float:
            said = reader.words([reader.said(around.page.words[at])])
            return self.terms.telling(said)

        most = sorted(range(*part), key=lambda at: (-told(at), at))[:TELLING]
        return min(most), max(most) + 1

    def familiar(self, words: Sequence[Word], reader: Reader) -> float:
        """The share of words that tell the model anything."""
        said = (reader.words([reader.said(word)]) for word in words)
        known = sum(self.terms.knows_any(each) for each in said)
        return known / max(1, len(words))

    def score(self, found: Iterable[str], *, undiluted: bool = False) -> float:
        """Log odds of a red flag; `undiluted`: few words tell as much as many."""
        return self.terms.score(found, 0.0 if undiluted else None)

    def _flag(self, found: Iterable[str]) -> str:
        said = self.terms.shares(each for each in found if is_single(each))

        def likely(flag: str) -> tuple[float, str]:
            words = self.flags[flag]
            told = (words.get(each, 0.0) * x for each, x in said.items())
            return words.get("", 0.0) + fsum(told), flag

        return max(self.flags, key=likely, default="")
