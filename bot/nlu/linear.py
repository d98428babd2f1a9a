"""A linear classifier read from plain numbers: what training leaves behind."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

Features = Mapping[str, float]


@dataclass(frozen=True)
class LinearModel:
    """Weights per feature, one for each class; deterministic and without libraries."""

    classes: tuple[str, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, Sequence[float]]

    @classmethod
    def from_json(cls, item: Mapping[str, Any]) -> LinearModel:
        """The model as `to_json` wrote it."""
        return cls(tuple(item["classes"]), tuple(item["bias"]), item["weights"])

    def to_json(self) -> dict[str, Any]:
        """Plain JSON, for the trained model's folder."""
        weights = {name: list(row) for name, row in sorted(self.weights.items())}
        return {
            "classes": list(self.classes),
            "bias": list(self.bias),
            "weights": weights,
        }

    def leaning(self, towards: str, by: float) -> LinearModel:
        """The same model with `by` added to the score of one class."""
        bias = (
            b + by * (c == towards)
            for c, b in zip(self.classes, self.bias, strict=True)
        )
        return replace(self, bias=tuple(bias))

    def best(self, features: Features) -> tuple[str, float]:
        """The likeliest class and its probability, 0 to 1."""
        scores = list(self.bias)
        for name, value in features.items():
            row = self.weights.get(name)
            if row is not None:
                for i, weight in enumerate(row):
                    scores[i] += value * weight
        top = max(scores)
        total = sum(math.exp(score - top) for score in scores)
        return self.classes[scores.index(top)], 1.0 / total


def fit(
    examples: Sequence[Features], labels: Sequence[str], strength: float
) -> LinearModel:
    """Multinomial logistic regression; `strength` is scikit-learn's C.

    Needs at least two classes. scikit-learn is imported here only: reading a message
    does without it.
    """
    from sklearn.feature_extraction import DictVectorizer  # noqa: PLC0415
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(examples)
    fitted = LogisticRegression(C=strength, max_iter=500, tol=5e-4)
    fitted.fit(matrix, labels)
    rows = fitted.coef_.T
    if rows.shape[1] == 1:  # two classes share one row of weights
        rows = [[-w[0], w[0]] for w in rows]
        bias = [-fitted.intercept_[0], fitted.intercept_[0]]
    else:
        bias = list(fitted.intercept_)
    weights = {
        name: [round(float(w), 4) for w in row]
        for name, row in zip(vectorizer.feature_names_, rows, strict=True)
        if max(abs(float(w)) for w in row) >= 0.02
    }
    return LinearModel(
        tuple(str(c) for c in fitted.classes_), tuple(float(b) for b in bias), weights
    )
