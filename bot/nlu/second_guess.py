"""The encoder beside the intent that the classifier and the findings settled on.

One sum weighs, for each intent, whether it is the settled one and how likely the
classifier and the encoder think it; how far each is believed was learnt from messages
that none of them had seen (`tests/encoder/mixture.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from math import exp, inf, log
from pathlib import Path
from typing import Any

import numpy as np

from bot.encoder.encoder import Encoder, encoder_of
from bot.encoder.trust import UNSOUND, trust_in
from bot.nlu.intents import CHANGES_COURSE, Intent

TOLD = "intents"
LEAST = -6.0  # log likelihood; what is less likely says no more
SURE = 1.5  # log odds; less does not lead away from what is talked about
FEW = 3  # words; so few are left to the rules and the classifier
# An alarm is the red-flag detector's to raise, and nobody else's to drop.
ALARM = "emergency"


@dataclass(frozen=True)
class Voices:
    """What speaks for one intent of a message.

    `settled`: it is the settled one; `told`: and no guess, but by what was found;
    `linear`, `encoder`: log likelihoods by the classifier and the encoder.
    """

    settled: float
    told: float
    linear: float
    encoder: float


@dataclass(frozen=True)
class SecondGuess:
    """The encoder, and how far each voice is believed (log odds)."""

    encoder: Encoder
    bias: float
    weights: Voices

    @classmethod
    def load(cls, root: Path) -> SecondGuess | None:
        """That of a knowledge folder, or None where a part of it is missing."""
        encoder = encoder_of(root)
        try:
            numbers = trust_in(root, TOLD)
            bias = numbers.pop("bias")
            return cls(encoder, bias, Voices(**numbers)) if encoder else None
        except UNSOUND:
            return None

    def __call__(
        self,
        text: str,
        settled: Intent,
        guess: Intent,
        ranking: Sequence[Mapping[str, Any]],
    ) -> Intent:
        """The likeliest intent, or the settled one where none is likely.

        `guess` is what the classifier came to, before it was `settled`; `ranking` what
        it thinks of each intent.
        """
        if settled["name"] == ALARM or len(text.split()) <= FEW:
            return settled
        best, score = "", -inf
        for intent, voices in voices_for(settled, guess, ranking, self.heard(text)):
            if (sum_ := self.bias + _weighed(self.weights, voices)) > score:
                best, score = intent, sum_
        least = SURE if best in CHANGES_COURSE and best != settled["name"] else 0.0
        if score <= least:
            return settled
        return {"name": best, "confidence": 1 / (1 + exp(-score))}

    def heard(self, text: str) -> dict[str, float]:
        """How likely the encoder thinks each intent (log likelihood)."""
        parts = self.encoder.read(text).parts
        if not parts:
            return {}
        sums = np.mean([part.intents for part in parts], axis=0)
        sums = sums - np.logaddexp.reduce(sums)
        return dict(zip(self.encoder.labels.intents, map(float, sums), strict=True))


def voices_for(
    settled: Intent,
    guess: Intent,
    ranking: Sequence[Mapping[str, Any]],
    heard: Mapping[str, float],
) -> Iterator[tuple[str, Voices]]:
    """What speaks for each intent that the encoder knows, but for an alarm."""
    guesses = {each["name"]: float(each["confidence"]) for each in ranking}
    told = settled["name"] != guess["name"]
    for intent in heard.keys() - {ALARM}:
        own, likely = intent == settled["name"], guesses.get(intent, 0.0)
        linear = max(log(likely), LEAST) if likely > 0 else LEAST
        encoder = max(heard[intent], LEAST)
        yield intent, Voices(float(own), float(own and told), linear, encoder)


def _weighed(weights: Voices, voices: Voices) -> float:
    return sum(
        getattr(weights, each.name) * getattr(voices, each.name)
        for each in fields(Voices)
    )
