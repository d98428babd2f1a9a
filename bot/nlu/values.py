"""Reads durations, numbers and other values out of the words of a matched phrase."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.nlu.language import PhraseLanguage
from bot.nlu.matcher import Match, PhraseMatcher, longest
from bot.nlu.mention import Found
from bot.nlu.text import Words

SOME = 3.0
"""How many "weeks" are, when nothing else is said."""

DIGITS = re.compile(r"\d+(?:[.,]\d+)?")
RANGE = re.compile(r"(\d+)-(\d+)")
TENS = frozenset({20, 30, 40, 50, 60, 70, 80, 90})
ARTICLES = frozenset({"a", "an"})
"""A number before a unit, but no score or age."""

UNIT = re.compile(r"(\d*)([DWMY])")
FIRM = 1e6
DAYS = {"D": 1, "W": 7, "M": 30, "Y": 365}


@dataclass(frozen=True)
class Reading:
    """How a phrase gives a finding its value: a fixed one, or read from its words.

    `at_most` limits it to messages of so many words. `read` is number, duration, month,
    weekday or "" (then `value` is fixed).
    """

    finding: str
    read: str
    value: str | float | None
    low: float
    high: float
    at_most: int = 10_000
    firm: bool = False
    """Wins over other values of the same finding."""
    last: bool = False
    """The last number counts: "on a scale of 1 to 10, a 7"."""
    whole: bool = False
    """36.6 is no age."""

    def fits(self, words: Words) -> bool:
        """Whether the message is short enough for this reading."""
        return sum(norm[0].isalnum() for norm in words.norms) <= self.at_most


class Numbers:
    """Number words, units and months, from data (cues with `use: numbers`)."""

    def __init__(self, cues: Mapping[str, Any]) -> None:
        self.number: dict[str, float] = {}
        self.unit: dict[str, str] = {}
        self.month: dict[str, int] = {}
        self.day: dict[str, int] = {}
        for item in cues.values():
            if item.get("use") == "numbers":
                self.number.update(item.get("numbers", {}))
                self.unit.update(item.get("units", {}))
                self.month.update(item.get("months", {}))
                self.day.update(item.get("days", {}))

    def values(self, norms: Sequence[str]) -> list[float]:
        """Every number in these words, in order; a range gives its middle."""
        found: list[float] = []
        tens = False
        for norm in norms:
            ends = RANGE.fullmatch(norm)
            word = self.number.get(norm)
            if ends:
                found += [float(ends[1]), float(ends[2])]
            elif DIGITS.fullmatch(norm):
                found.append(float(norm.replace(",", ".")))
            elif word is not None and tens and 1 <= word <= 9:
                found[-1] += float(word)  # "seventy-two"
            elif word is not None:
                found.append(float(word))
            tens = word in TENS or (tens and norm == "-")
        return found

    def duration(self, norms: Sequence[str]) -> str | None:
        """An ISO 8601 duration such as P3W; None when there is no unit."""
        units = (i for i, norm in enumerate(norms) if norm in self.unit)
        # "3/12" is three months, 12 weeks are weeks.
        at = next((i for i in units if norms[i].isalpha() or "/" in norms[:i]), None)
        if at is None:
            return None
        unit = self.unit[norms[at]]
        spoken = _without_half(norms[:at])
        values = self.values(spoken) or self.values(norms[at + 1 : at + 2])
        if len(values) > 1 and _is_range(spoken):
            values = [float(sum(values[-2:]) // 2)]
        few = SOME if norms[at].endswith("s") and len(norms[at]) > 3 else 1.0
        amount = values[-1] if values else few
        if "half" in norms:
            amount = amount + 0.5 if "and" in norms else 0.5
        return _iso(amount, unit)

    def since_month(self, norms: Sequence[str], today: date) -> str | None:
        """Months since the month or season named."""
        named = next((self.month[n] for n in norms if n in self.month), None)
        if named is None:
            return None
        return f"P{max((today.month - named) % 12, 1)}M"

    def since_day(self, norms: Sequence[str], today: date) -> str | None:
        """Days since the weekday named, a week at most."""
        named = next((self.day[n] for n in norms if n in self.day), None)
        if named is None:
            return None
        return f"P{(today.weekday() - named) % 7 or 7}D"


def _iso(amount: float, unit: str) -> str:
    """`unit` is a letter, or a multiple such as 2W."""
    many, letter = UNIT.fullmatch(unit).groups()  # type: ignore[union-attr]
    amount *= int(many or 1)
    if amount != int(amount):
        smaller = {"Y": ("M", 12), "M": ("W", 4), "W": ("D", 7), "D": ("D", 1)}
        letter, times = smaller[letter]
        amount *= times
    return f"P{int(amount + 0.5)}{letter}"


def _without_half(norms: Sequence[str]) -> list[str]:
    """The words before a unit, less "half" and the "a" that belongs to it."""
    if "half" not in norms:
        return list(norms)
    at = list(norms).index("half")
    near = {at, at - 1} if norms[at - 1 : at] == ("a",) else {at, at + 1}
    return [norm for i, norm in enumerate(norms) if i not in near]


def _is_range(norms: Sequence[str]) -> bool:
    joined = {"-", "to", "or", "/"} & set(norms)
    return bool(joined) or any(RANGE.fullmatch(norm) for norm in norms)


def days_of(value: object) -> float:
    """How many days a duration is; -1 for none."""
    parts = re.fullmatch(r"P(\d+)([DWMY])", value) if isinstance(value, str) else None
    return int(parts[1]) * DAYS[parts[2]] if parts else -1.0


class ValueFinder:
    """Finds findings that carry a value: duration, severity, age, sex."""

    def __init__(
        self,
        language: PhraseLanguage,
        cues: Mapping[str, Any],
        today: Callable[[], date] = date.today,
    ) -> None:
        self.numbers = Numbers(cues)
        self.today = today
        items = [item for item in cues.values() if item.get("use") == "value"]
        self.findings = frozenset(item["finding"] for item in items)
        self._matcher = PhraseMatcher(
            language, [(item["phrases"], _reading(item)) for item in items]
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
            value = self.numbers.since_month(norms, self.today())
        elif how.read == "weekday":
            value = self.numbers.since_day(norms, self.today())
        elif how.read == "number":
            value = self._number(norms, how)
            if value is None:
                return None
        weight = _weight(value, how)
        return Found(how.finding, match.first, match.last, value=value, weight=weight)

    def _number(self, norms: Sequence[str], how: Reading) -> float | None:
        values = self.numbers.values([n for n in norms if n not in ARTICLES])
        if not values:
            return None
        value = values[-1] if how.last else values[0]
        ends = next((RANGE.fullmatch(n) for n in norms if RANGE.fullmatch(n)), None)
        if ends and not how.last:
            value = (float(ends[1]) + float(ends[2])) / 2
        if not how.low <= value <= how.high or (how.whole and value % 1):
            return None
        return int(value) if value == int(value) else value


def _weight(value: str | float | None, how: Reading) -> float:
    """The longest duration wins, a date or event only where there is no figure."""
    if how.firm:
        return FIRM
    if isinstance(value, str):
        return days_of(value) if how.read == "duration" or how.value else -0.5
    return -1.0 if value is None else float(value)


def _reading(item: Mapping[str, Any]) -> Reading:
    low, high = item.get("between", (float("-inf"), float("inf")))
    return Reading(
        item["finding"],
        item.get("read", ""),
        item.get("value"),
        low,
        high,
        int(item.get("at_most", 10_000)),
        bool(item.get("firm", False)),
        bool(item.get("last", False)),
        bool(item.get("whole", False)),
    )
