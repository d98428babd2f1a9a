"""Durations and numbers."""

import pytest

from bot.reasoning.amounts import amount, days


@pytest.mark.parametrize(
    ("duration", "expected"),
    [
        ("P3W", 21),
        ("P2D", 2),
        ("PT36H", 1.5),
        ("P1Y", 365.25),
        ("p1w", 7),
        ("P0.5D", 0.5),
    ],
)
def test_a_duration_is_counted_in_days(duration: str, expected: float) -> None:
    assert days(duration) == pytest.approx(expected)


@pytest.mark.parametrize("text", ["", "P", "PT", "3 weeks", "P3", "3W"])
def test_what_is_no_duration_has_no_days(text: str) -> None:
    assert days(text) is None


def test_months_and_minutes_are_told_apart() -> None:
    assert days("P1M") == pytest.approx(30.44)
    assert days("PT1M") == pytest.approx(1 / 1440)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("7", 7.0), (7, 7.0), ("P1W", 7.0), (None, None), ("bad", None)],
)
def test_an_amount_is_a_number_or_days(value: object, expected: object) -> None:
    assert amount(value) == expected
