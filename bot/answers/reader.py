"""Reads an answer in odd words: a linear model, and the encoder beside it.

The rules know the usual words for yes and no. Runners have others ("they're both
toasty", "works as it should"), and this weighs them by the question that was put.
`tests/clinical/answers` trains and measures the linear model, which is kept as numbers
in a readable file, `tests/encoder` the encoder and how far each is believed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import exp, fsum, inf, log
from pathlib import Path

from bot.answers.features import features, sentences, stems, words
from bot.answers.terms import Terms
from bot.encoder.encoder import Encoder, encoder_of
from bot.encoder.trust import UNSOUND, trust_in

FILE = Path("cues") / "answer_reader.json"
KNOWN = 0.5  # the share of its words that must be known
LONGEST = 60  # words; whoever tells a story is not answering in odd words
FEW = 3  # words or less are left to the linear model, which knows the usual ones
NEITHER = 0.4  # of the linear model's odds, where the encoder says neither yes nor no
CLEAR = 2.0  # log odds by which the encoder must be sure of words that are new
# Log odds by which one finding of a list must outdo the next: below it every other
# guess of strangers' answers was wrong.
PLAINLY = 2.0
TOLD = "answers"


@dataclass(frozen=True)
class Trust:
    """How much the linear model and the encoder count in the sum of log odds."""

    bias: float = 0.0
    linear: float = 1.0
    encoder: float = 0.0

    @classmethod
    def load(cls, root: Path) -> Trust:
        """As kept under `root`, the knowledge folder; else the linear model alone."""
        try:
            return cls(**trust_in(root, TOLD))
        except UNSOUND:
            return cls()

    def score(self, linear: float, encoder: float) -> float:
        return self.bias + self.linear * linear + self.encoder * encoder


@dataclass(frozen=True)
class AnswerReader:
    """The model; `known` are the questions it has learnt.

    `abouts`: for each of the warning signs that questions list, what its words weigh.
    """

    terms: Terms = field(default_factory=Terms)
    known: frozenset[str] = frozenset()
    abouts: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    problem: str = ""
    encoder: Encoder = field(default_factory=Encoder)
    trust: Trust = field(default_factory=Trust)

    @classmethod
    def load(cls, root: Path) -> AnswerReader:
        """The model kept under `root`, the knowledge folder.

        One that always abstains, and says why in `problem`, when the file is not sound.
        """
        try:
            content = json.loads((root / FILE).read_text(encoding="utf-8"))
            terms = Terms.from_json(content)
            known = frozenset(map(str, content["questions"]))
            abouts = {name: dict(told) for name, told in content["abouts"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            return cls(problem=f"{FILE}: It cannot be read ({type(error).__name__}).")
        encoder, trust = encoder_of(root), Trust.load(root)
        return cls(terms, known, abouts, encoder=encoder, trust=trust)

    def score(self, question: str, text: str) -> float | None:
        """Log odds of a yes, which always means the trouble; None: cannot be said.

        One bad sentence outweighs several good ones: "peeing is fine. numb when I
        wipe".
        """
        if question not in self.known or not 0 < len(text.split()) <= LONGEST:
            return None
        scores = [self._score(question, each) for each in sentences(text)]
        said = [each for each in scores if each is not None]
        if not said:
            return None
        return log(fsum(exp(2 * each) for each in said) / len(said)) / 2

    def which(self, findings: Iterable[str], text: str) -> str:
        """The one of these findings that a yes in these words is about, or "".

        None where another is nearly as likely: a wrong guess may be an emergency.
        """
        said = stems(text)

        def likely(finding: str) -> float:
            told = self.abouts[finding]
            return told.get("", 0.0) + fsum(told.get(each, 0.0) for each in said)

        known = sorted((likely(each), each) for each in findings if each in self.abouts)
        if not (said and known):
            return ""
        (least, _), (most, best) = [(-inf, ""), *known][-2:]
        return best if most - least >= PLAINLY else ""

    def _score(self, question: str, text: str) -> float | None:
        """Of one sentence."""
        linear, heard = self._linear(question, text), self._heard(question, text)
        if heard is None or (linear is None and abs(heard) < CLEAR):
            return linear
        if not heard:
            return NEITHER * (linear or 0.0)
        return self.trust.score(linear or 0.0, heard)

    def _linear(self, question: str, text: str) -> float | None:
        """None where most words are new; what is mostly answered is no reading."""
        spoken = words(text)
        if sum(word in self.terms for word in spoken) < KNOWN * len(spoken):
            return None
        return self.terms.score(sorted(features(question, text)))

    def _heard(self, question: str, text: str) -> float | None:
        """Log odds of a yes against a no by the encoder; 0 where it says neither."""
        if not self.trust.encoder or len(text.split()) <= FEW:
            return None
        told = self.encoder.answer(question, text)
        if told is None:
            return None
        odds = dict(zip(self.encoder.labels.replies, map(float, told), strict=True))
        if max(odds, key=lambda says: odds[says]) not in ("yes", "no"):
            return 0.0
        return odds["yes"] - odds["no"]


@lru_cache(maxsize=4)
def reader_of(root: Path) -> AnswerReader:
    """The reader of a knowledge folder, loaded once."""
    return AnswerReader.load(root)
