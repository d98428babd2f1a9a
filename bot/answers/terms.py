"""A linear model over the terms of a text: what training leaves behind, as numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from math import fsum, sqrt
from typing import Any


@dataclass(frozen=True)
class Terms:
    """For each term its rarity, and what it says for a yes (log odds).

    A text counts its rarer terms for more, and all of them together as 1 in length, or
    less where they are few: `least` is the length that it is given at the least.
    """

    bias: float = 0.0
    weights: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    least: float = 0.0

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Terms:
        """ValueError, KeyError, TypeError or AttributeError where it is not sound."""
        weights = {
            name: (float(rarity), float(weight))
            for name, (rarity, weight) in content["weights"].items()
        }
        return cls(float(content["bias"]), weights, float(content.get("least", 0.0)))

    def __contains__(self, term: str) -> bool:
        return term in self.weights

    def knows_any(self, terms: Collection[str]) -> bool:
        return not self.weights.keys().isdisjoint(terms)

    def telling(self, terms: Iterable[str]) -> float:
        """What the terms say by themselves, whatever else is in the text."""
        known = (self.weights[each] for each in terms if each in self.weights)
        return fsum(rarity * weight for rarity, weight in known)

    def shares(
        self, terms: Iterable[str], least: float | None = None
    ) -> dict[str, float]:
        """How much each known term makes up of the text: the rarer the more."""
        known = {each: self.weights[each][0] for each in terms if each in self.weights}
        length = sqrt(fsum(rarity * rarity for rarity in known.values()))
        length = max(length, self.least if least is None else least) or 1.0
        return {each: rarity / length for each, rarity in known.items()}

    def score(self, terms: Iterable[str], least: float | None = None) -> float:
        """The log odds of a yes; `least`: another one than the model's own."""
        shares = self.shares(terms, least)
        return self.bias + fsum(self.weights[each][1] * x for each, x in shares.items())
