from __future__ import annotations

import pytest

from bot.knowledge.triage_tests import TriageTest, parse_test

GOOD = {
    "fever": ("finding", "fever"),
    "fever:absent": ("finding", "fever"),
    "fever:uncertain": ("finding", "fever"),
    "fever:past": ("finding", "fever"),
    "fever@left": ("finding", "fever"),
    "fever@both:past": ("finding", "fever"),
    "told:disc": ("finding", "told:disc"),
    "told:disc:past": ("finding", "told:disc"),
    "age>=70": ("finding", "age"),
    "age>16.5": ("finding", "age"),
    "severity<8": ("finding", "severity"),
    "duration<=P2D": ("finding", "duration"),
    "duration>=P1Y6M": ("finding", "duration"),
    "duration<PT12H": ("finding", "duration"),
    "kind:location": ("kind", "location"),
    "condition:strain>=0.3": ("condition", "strain"),
    "condition:strain<1": ("condition", "strain"),
}
BAD = [
    "",
    " fever",
    "Fever",
    "fever@top",
    "age=>70",
    "age>=",
    "age>=old",
    "duration<2D",
    "duration<P",
    "kind:",
    "condition:strain>=30",
    "condition:strain>=1.5",
    "fever and age",
    "not fever",
    "fever:",
    "a:b:c",
    "fever@left@right",
]


@pytest.mark.parametrize(("text", "expected"), GOOD.items(), ids=list(GOOD))
def test_a_test_is_understood(text: str, expected: tuple[str, str]) -> None:
    assert parse_test(text) == TriageTest(*expected)


@pytest.mark.parametrize("text", BAD)
def test_a_slip_is_noticed(text: str) -> None:
    assert parse_test(text) is None
