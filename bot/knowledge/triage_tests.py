"""Reads one test of a triage rule, such as `age>=70`, far enough to check it.

The grammar is in data/knowledge/README.md; whether a test is met is for bot.reasoning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.knowledge.model import Status

ID = r"[a-z][a-z0-9_]*"
STATUSES = "|".join(each.value for each in Status if each is not Status.OTHER_PERSON)
COMPARED = re.compile(
    rf"(?P<name>{ID})(>=|<=|>|<)(\d+(\.\d+)?|P(?=[\dT])(\d+[YMWD])*(T(\d+[HM])+)?)"
)
CONDITION = re.compile(rf"condition:(?P<name>{ID})(>=|<=|>|<)(0(\.\d+)?|1(\.0+)?)")
KIND = re.compile(rf"kind:(?P<name>{ID})")
FINDING = re.compile(
    rf"(?P<name>{ID}(:(?!({STATUSES})\b)[a-z0-9_]+)?)(@(left|right|both))?(:({STATUSES}))?"
)


@dataclass(frozen=True)
class TriageTest:
    """What a test looks at: `about` is finding, kind or condition; `name` its id."""

    about: str
    name: str


def parse_test(text: str) -> TriageTest | None:
    """None when the test follows no form we know."""
    forms = (
        ("condition", CONDITION),
        ("kind", KIND),
        ("finding", COMPARED),
        ("finding", FINDING),
    )
    for about, form in forms:
        match = form.fullmatch(text)
        if match:
            return TriageTest(about, match["name"])
    return None
