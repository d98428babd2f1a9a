"""Reads amounts: ISO 8601 durations as days, and plain numbers."""

from __future__ import annotations

import re

_DAYS = {"Y": 365.25, "M": 30.44, "W": 7.0, "D": 1.0}
_DAYS_IN_TIME = {"H": 1 / 24, "M": 1 / 1440, "S": 1 / 86400}
_PART = r"(\d+(?:[.,]\d+)?)"
_ISO = re.compile(
    rf"^P(?=.)(?:{_PART}Y)?(?:{_PART}M)?(?:{_PART}W)?(?:{_PART}D)?"
    rf"(?:T(?=.)(?:{_PART}H)?(?:{_PART}M)?(?:{_PART}S)?)?$",
    re.IGNORECASE,
)
_UNITS = (*_DAYS.values(), *_DAYS_IN_TIME.values())


def days(duration: str) -> float | None:
    """The days in an ISO 8601 duration such as `P3W`; None when it is not one."""
    match = _ISO.match(duration.strip())
    if match is None:
        return None
    parts = zip(match.groups(), _UNITS, strict=True)
    return sum(float(part.replace(",", ".")) * unit for part, unit in parts if part)


def amount(value: str | float | None) -> float | None:
    """A value as a number to compare: days for a duration, else the number itself."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float(value)
    if value.upper().startswith("P"):
        return days(value)
    try:
        return float(value)
    except ValueError:
        return None
