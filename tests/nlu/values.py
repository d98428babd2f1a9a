"""When an extracted amount is the annotated one, exactly or nearly."""

from __future__ import annotations

import re

DAYS = {"Y": 365.0, "M": 30.4, "W": 7.0, "D": 1.0}
NUMERIC = ("severity", "age")


def days(duration: str) -> float | None:
    """An ISO 8601 duration in days, at least one; None when it is not one we use."""
    match = re.fullmatch(r"P(?:(\d+(?:\.\d+)?)([YMWD]))?(?:T.+)?", duration)
    if not match:
        return None
    return max(1.0, float(match[1]) * DAYS[match[2]]) if match[1] else 1.0


def close(finding: str, gold: str | float, given: str | float | None) -> bool:
    """Near enough to change nothing: a third of a duration, one point, one year."""
    if given is None:
        return False
    if finding == "duration":
        wanted, got = days(str(gold)), days(str(given))
        return (
            wanted is not None and got is not None and abs(wanted - got) <= wanted / 3
        )
    if finding in NUMERIC:
        try:
            return abs(float(gold) - float(given)) <= 1
        except ValueError:
            return False
    return str(gold) == str(given)


def same(finding: str, gold: str | float, given: str | float | None) -> bool:
    """The same value; `3` and `3.0`, `P14D` and `P2W` are."""
    if given is None:
        return False
    if finding == "duration":
        return days(str(gold)) == days(str(given))
    return close(finding, gold, given) and (
        finding not in NUMERIC or float(gold) == float(given)
    )
