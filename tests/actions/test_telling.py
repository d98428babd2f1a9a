"""Lists of findings: what they share is said once."""

from __future__ import annotations

import pytest

from actions import session
from actions.telling import together


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([], ""),
        (["a limp"], "a limp"),
        (["a limp", "stiffness"], "a limp and stiffness"),
        (
            ["pain that is worse sitting", "pain that is worse driving"],
            "pain that is worse sitting and driving",
        ),
        (
            ["pain in the buttock", "pain that is worse sitting", "a limp"],
            "pain in the buttock, worse sitting and a limp",
        ),
        (
            ["pain in the buttock on the left", "pain in the thigh on the left"],
            "pain in the buttock and thigh on the left",
        ),
        (
            ["pain in the buttock on the left", "pain in the thigh on the right"],
            "pain in the buttock on the left and thigh on the right",
        ),
        (
            ["pain in the buttock", "for 3 weeks now", "5 out of 10"],
            "pain in the buttock for 3 weeks now and 5 out of 10",
        ),
        (
            [
                "pain in the buttock",
                "a limp",
                "pain that is worse sitting",
                "pain that is worse driving",
            ],
            "pain in the buttock, a limp, and worse sitting and driving",
        ),
        (["for 3 weeks now"], "for 3 weeks now"),
        (["a limp", "a limp"], "a limp"),
    ],
)
def test_findings_read_as_a_person_would_say_them(
    items: list[str], expected: str
) -> None:
    assert together(session.knowledge(), items) == expected
