"""Trains the second opinion: `python -m tests.clinical.second_opinion`.

It learns from the open corpora only: messages that must raise a flag against near
misses and ordinary messages. How sure it must be of an answer is set by answers that it
has not learnt from; how far it is believed beside the others, by `tests/encoder`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from scipy.sparse import spmatrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from bot.knowledge.reading import default_folder
from bot.safety.answers import SHORT
from bot.safety.detector import Detector
from bot.safety.features import chunks, is_single
from bot.safety.second_opinion import FILE
from tests.clinical.examples import (
    FOLDS,
    Example,
    examples,
    fingerprint,
    fold_of,
)
from tests.clinical.files import written

# Of harmless answers to a question about a red flag so many may raise an alarm, or at
# least a question.
ANSWER_FIRED, ANSWER_ASKED = 0.01, 0.04
RARE = 3  # messages that must hold a feature
LEAST = 40.0  # the length of messages with few known features
STRENGTH = 10.0  # inverse of the regularisation
FLAG_STRENGTH = 4.0
SLIGHT = 2.0  # what tells less than this is left out
TELLING = 250  # words kept for each flag


class Trainer:
    """Features of the examples, as the detector will see them."""

    def __init__(self, detector: Detector) -> None:
        self.detector = detector
        self.examples: list[Example] = []
        self.documents: list[set[str]] = []
        for example in examples(detector):
            around = detector.surroundings(example.text)
            parts = list(chunks(around.page.words, (0, around.page.size)))
            shown = detector.reader.shown(around)
            if example.positive and len(parts) > 1:
                continue  # it cannot be told which part speaks of the flag
            for part in parts:
                self.examples.append(example)
                self.documents.append(detector.reader.features(around, part, shown))
        self.labels = np.array([each.positive for each in self.examples])
        self.weight = np.array([each.weight for each in self.examples])
        self.vectors = TfidfVectorizer(analyzer=sorted, min_df=RARE, norm=None)
        self.matrix = self._scaled(self.vectors.fit_transform(self.documents))

    @staticmethod
    def _scaled(matrix: spmatrix) -> spmatrix:
        """Each row divided by its length, or by LEAST where that is more."""
        lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
        return matrix.multiply(1 / np.maximum(lengths, LEAST)[:, None]).tocsr()

    def train(self) -> dict[str, Any]:
        """The model as it is written to its file."""
        weights, bias = self._fit(np.arange(len(self.examples)))
        names, rarity = self.vectors.vocabulary_, self.vectors.idf_
        return {
            "about": "Made by python -m tests.clinical.second_opinion; do not edit.",
            "trained_on": fingerprint(),
            **self._by_answers(),
            "least": LEAST,
            "bias": round(bias, 3),
            "flags": self._flags(),
            "weights": {
                name: [round(float(rarity[at]), 2), round(float(weights[at]), 2)]
                for name, at in sorted(names.items())
                if weights[at]
            },
        }

    def _fit(self, chosen: np.ndarray) -> tuple[np.ndarray, float]:
        """Weights and bias, without what hardly counts."""
        model = LogisticRegression(C=STRENGTH, max_iter=3000)
        model.fit(
            self.matrix[chosen], self.labels[chosen], sample_weight=self.weight[chosen]
        )
        weights = model.coef_[0]
        slight = np.abs(weights * self.vectors.idf_) < SLIGHT
        return np.where(slight, 0.0, weights), float(model.intercept_[0])

    def scores(self, without: Iterable[np.ndarray]) -> np.ndarray:
        """Log odds of examples by models that have not seen them; NaN of others."""
        found = np.full(len(self.examples), np.nan)
        for new in without:
            known = np.setdiff1d(np.arange(len(self.examples)), new)
            weights, bias = self._fit(known)
            found[new] = self.matrix[new] @ weights + bias
        return found

    def _by_answers(self) -> dict[str, float]:
        """The scores that fire and that ask in short answers."""
        answers = np.array([each.answer for each in self.examples])
        short = np.array([len(each.text.split()) <= SHORT for each in self.examples])
        folds = np.array([fold_of(each.text) for each in self.examples])
        found = self.scores(
            np.flatnonzero(answers & (folds == fold)) for fold in range(FOLDS)
        )
        harmless = found[answers & ~self.labels & short]
        fires, asks = np.quantile(harmless, [1 - ANSWER_FIRED, 1 - ANSWER_ASKED])
        return {
            "answer_fires": round(float(fires), 3),
            "answer_asks": round(float(asks), 3),
        }

    def _flags(self) -> dict[str, Any]:
        """Which flag it is, by single features; "" holds what is known beforehand."""
        known = {rule.id for rule in self.detector.rules.rules}
        chosen = [i for i, each in enumerate(self.examples) if each.flag in known]
        names = self.vectors.get_feature_names_out()
        single = [at for at, name in enumerate(names) if is_single(name)]
        words = normalize(self.matrix[chosen][:, single])
        model = LogisticRegression(
            C=FLAG_STRENGTH, max_iter=1000, class_weight="balanced"
        ).fit(words, [self.examples[i].flag for i in chosen])
        found = {}
        for flag, bias, row in zip(
            model.classes_, model.intercept_, model.coef_, strict=True
        ):
            telling = np.argsort(-np.abs(row))[:TELLING]
            told = {names[single[at]]: round(float(row[at]), 2) for at in telling}
            found[str(flag)] = {"": round(float(bias), 2), **dict(sorted(told.items()))}
        return found


def main() -> None:
    content = Trainer(Detector.load()).train()
    (default_folder() / FILE).write_text(written(content), encoding="utf-8")


if __name__ == "__main__":
    main()
