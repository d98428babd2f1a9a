"""Reads durations, numbers and other values out of the words of a matched phrase."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.nlu.language import PhraseLanguage
from bot.nlu.matcher import Match, PhraseMatcher, longest
from bot.nlu.mention import Found
from bot.nlu.text import Words

DIGITS = re.compile(r"\d+(?:[.,]\d+)?")
RANGE = re.compile(r"(\d+)-(\d+)")
DAYS = {"D": 1, "W": 7, "M": 30, "Y": 365}


@dataclass(frozen=True)
class Reading:
    """How a phrase gives a finding its value: a fixed one, or read from its words.

    `at_most` limits it to messages of so many words. `read` is number, duration, month
    or "" (then `value` is fixed).
    """

    finding: str
    read: str
    value: str | float | None
    low: float
    high: float
    at_most: int = 10_000

    def fits(self, words: Words) -> bool:
        """Whether the message is short enough for this reading."""
        return sum(norm[0].isalnum() for norm in words.norms) <= self.at_most


class Numbers:
    """Number words, units and months, from data (cues with `use: numbers`)."""

    def __init__(self, cues: Mapping[str, Any]) -> None:
        self.number: dict[str, float] = {}
        self.unit: dict[str, str] = {}
        self.month: dict[str, int] = {}
        for item in cues.values():
            if item.get("use") == "numbers":
                self.number.update(item.get("numbers", {}))
                self.unit.update(item.get("units", {}))
                self.month.update(item.get("months", {}))

    def values(self, norms: Sequence[str]) -> list[float]:
        """Every number in these words, in order; a range gives its middle."""
        found: list[float] = []
        for norm in norms:
            ends = RANGE.fullmatch(norm)
            if ends:
                found.append((int(ends[1]) + int(ends[2])) / 2)
            elif DIGITS.fullmatch(norm):
                found.append(float(norm.replace(",", ".")))
            elif norm in self.number:
                found.append(float(self.number[norm]))
        return found

    def duration(self, norms: Sequence[str]) -> str | None:
        """An ISO 8601 duration such as P3W; None when there is no unit."""
        at = next((i for i, norm in enumerate(norms) if norm in self.unit), None)
        if at is None:
            return None
        unit = self.unit[norms[at]]
        values = self.values(norms[:at])
        half = 0.5 if "half" in norms and values and values[-1] >= 1 else 0.0
        if len(values) > 1 and {"-", "to", "or"} & set(norms[:at]):
            values = [sum(values[-2:]) / 2]
        return _iso((values[-1] if values else 1.0) + half, unit)

    def since_month(self, norms: Sequence[str], today: date | None) -> str | None:
        """Months since the month named, if we were told what day it is."""
        named = next((self.month[n] for n in norms if n in self.month), None)
        if named is None or today is None:
            return None
        return f"P{max((today.month - named) % 12, 1)}M"


def _iso(amount: float, unit: str) -> str:
    if amount != int(amount):
        smaller = {"Y": ("M", 12), "M": ("W", 4), "W": ("D", 7), "D": ("D", 1)}
        unit, times = smaller[unit]
        amount *= times
    return f"P{int(amount + 0.5)}{unit}"


class ValueFinder:
    """Finds findings that carry a value: duration, severity, age, sex."""

    def __init__(
        self,
        language: PhraseLanguage,
        cues: Mapping[str, Any],
        today: date | None = None,
    ) -> None:
        self.numbers = Numbers(cues)
        self.today = today
        self._matcher = PhraseMatcher(
            language,
            [
                (item["phrases"], _reading(item))
                for item in cues.values()
                if item.get("use") == "value"
            ],
        )

    def __call__(self, words: Words) -> list[Found]:
        """One mention for each value found; overlapping readings: the longest."""
        matches = [m for m in self._matcher.find(words) if m.meaning.fits(words)]
        found = [
            self._read(words, match)
            for finding in sorted({m.meaning.finding for m in matches})
            for match in longest(m for m in matches if m.meaning.finding == finding)
        ]
        return [f for f in found if f is not None]

    def _read(self, words: Words, match: Match[Reading]) -> Found | None:
        norms, how = words.norms[match.first : match.last], match.meaning
        value = how.value
        if how.read == "duration":
            value = self.numbers.duration(norms)
        elif how.read == "month":
            value = self.numbers.since_month(norms, self.today)
        elif how.read == "number":
            values = self.numbers.values(norms)
            if not values or not how.low <= values[0] <= how.high:
                return None
            value = int(values[0]) if values[0] == int(values[0]) else values[0]
        return Found(how.finding, match.first, match.last, value=value)


def _reading(item: Mapping[str, Any]) -> Reading:
    low, high = item.get("between", (float("-inf"), float("inf")))
    return Reading(
        item["finding"],
        item.get("read", ""),
        item.get("value"),
        low,
        high,
        int(item.get("at_most", 10_000)),
    )
