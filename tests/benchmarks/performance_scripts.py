"""The conversations that both bots hold: an interview of nine messages in variants.

Side, place, duration, severity and age differ, so that words of another conversation
would show. Nearly every message takes two actions: record, then ask or judge.
"""

from __future__ import annotations

from tests.benchmarks.performance_load import Script

PLACES = ("lower back", "buttock", "hip")
SIDES = ("left", "right")
VARIANTS = 12


def scripts() -> list[Script]:
    """All variants."""
    return [script(number) for number in range(VARIANTS)]


def script(number: int) -> Script:
    """One variant, and what its answers must repeat."""
    side, other = SIDES[number % 2], SIDES[(number + 1) % 2]
    place = PLACES[number // 2 % len(PLACES)]
    weeks = 2 + number % 5
    pain = f"my {side} {place} hurts after running"
    messages = [
        f"{pain}, about {weeks} weeks now, {2 + number % 6} out of 10",
        "no, none of these",
        "no",
        "it's worse when I sit in the car",
        f"sorry, I meant the {other} side",
        "no",
        "not sure",
        f"I'm {24 + number * 3}",
        "just tell me",
    ]
    told = {"0": [place, f"({side})", f"{weeks} weeks"], "4": [f"({other})"]}
    return Script(messages, told)
