"""Values count from today; questions about the subject tell of nothing."""

from __future__ import annotations

import pytest

from bot.nlu.pipeline import Extractor
from tests import loaded


@pytest.fixture(scope="module")
def extract() -> Extractor:
    """The extractor on Friday 20 March 2026."""
    return loaded.extractor()


@pytest.mark.parametrize(
    ("text", "finding", "value"),
    [
        ("a fortnight", "duration", "P2W"),
        ("4-5 weeks", "duration", "P4W"),
        ("on and off since autumn, 4 months", "duration", "P4M"),
        ("sore since January", "duration", "P2M"),
        ("started on Monday", "duration", "P4D"),
        ("a week and a half", "duration", "P11D"),
        ("4 out of 10 sitting, 8 running", "severity", 8),
        ("I'm seventy-two", "age", 72),
    ],
)
def test_value(extract: Extractor, text: str, finding: str, value: object) -> None:
    found = {e["value"]: e["amount"] for e in extract(text) if "role" in e}
    assert found[finding] == value


@pytest.mark.parametrize(
    "text",
    ["do I need new shoes?", "is heat or ice better?", "does a weak core cause this?"],
)
def test_a_question_tells_of_nothing(extract: Extractor, text: str) -> None:
    assert extract.asks(text)
    assert not [e for e in extract(text) if e.get("role")]


def test_what_a_question_takes_as_given_is_known_but_no_news(
    extract: Extractor,
) -> None:
    told = [e for e in extract("why does my back hurt when I run?") if "role" in e]
    assert told
    assert all(e["asked"] for e in told)
