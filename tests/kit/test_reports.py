"""JSON, Markdown, HTML; coverage, what falls short of it, latency."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.testing.extension import Extension
from bot.testing.model import Case, Failure, Inside, Outcome, Reply, Turn
from bot.testing.problems import KitError, Place
from bot.testing.reports.documents import as_html, as_json, as_markdown
from bot.testing.reports.thresholds import shortfalls
from bot.testing.results import Group, Results, result_of
from bot.testing.story_coverage import stories_covered
from tests.kit.conftest import event

TINY = Path(__file__).parent / "tiny_bot"


def result(name: str, verdict: str, **given: Any) -> dict[str, Any]:
    failures = (Failure(Place("x.yml", 3), "says", '"<b>"', "nothing"),)
    outcome = Outcome(
        (Turn("is 1 < 2 & so?", (Reply("yes\n\nindeed"),), seconds=0.02),),
        failures if verdict == "failed" else (),
        checked=1,
    )
    made = result_of(
        f"x.yml::{name}", Case(name, Place("x.yml", 1), ()), outcome, Extension(TINY)
    )
    return {**made, "result": verdict, **given}


@pytest.fixture
def results() -> Results:
    failed = result("bad", "failed", covered={"rules": ["a"]})
    passed = result("good", "passed", unseen=["x.yml:2: slots (slots)"])
    return Results("in-process", 8, [passed, failed])


GROUPS = [Group("rules", 4, ("b", "c")), Group("facts", 2, ())]


def test_json_holds_everything(results: Results) -> None:
    report = json.loads(as_json(results, GROUPS))
    assert report["counts"] == {
        "passed": 1, "failed": 1, "skipped": 0, "expected to fail": 0,
    }  # fmt: skip
    assert report["unseen"] == 1
    assert report["latency"] == {"turns": 2, "p50": 20.0, "p95": 20.0, "max": 20.0}
    assert report["coverage"][0]["never"] == ["b", "c"]
    assert report["conversations"][0]["name"] == "bad"  # what failed comes first
    assert report["slowest"][0]["ms"] == 20.0


def test_markdown_is_short_and_shows_what_failed(results: Results) -> None:
    text = as_markdown(results, GROUPS)
    assert "1 passed, **1 failed**" in text
    assert "x.yml:3" in text
    assert "user: is 1 < 2 & so?" in text
    assert "| rules | 50.0 | 4 | b, c |" in text
    assert "good" not in text


def test_html_has_every_transcript_and_escapes_it(results: Results) -> None:
    text = as_html(results, GROUPS)
    assert "is 1 &lt; 2 &amp; so?" in text
    assert "&lt;b&gt;" in text
    assert text.count("<details") >= 3


@pytest.mark.parametrize(
    ("wanted", "short"),
    [
        ("", []),
        ("60", []),
        ("70", ["Coverage of all is 66.7 %, below 70 %."]),
        ("facts=100,rules=50", []),
        ("rules=51", ["Coverage of rules is 50.0 %, below 51 %: never tested b, c."]),
    ],
)
def test_too_little_coverage_is_named(wanted: str, short: list[str]) -> None:
    assert shortfalls(wanted, GROUPS) == short


@pytest.mark.parametrize(
    ("wanted", "said"), [("rulse=1", "rules"), ("much", "no percentage")]
)
def test_a_threshold_that_cannot_be_read_is_said(wanted: str, said: str) -> None:
    with pytest.raises(KitError, match=said):
        shortfalls(wanted, GROUPS)


def turn(
    *events: dict[str, Any], intent: str, before: dict[str, Any] | None = None
) -> Turn:
    inside = Inside(((intent, 1.0),), (), events, {}, before or {})
    return Turn("x", (), inside=inside)


def test_a_rule_is_covered_when_a_stretch_goes_as_it_tells() -> None:
    greeted = turn(event("action", name="utter_greet"), intent="greet")
    wrong = turn(event("action", name="utter_goodbye"), intent="greet")
    assert "greet back" in stories_covered(TINY, [wrong, greeted])["rules"]
    assert "greet back" not in stories_covered(TINY, [wrong])["rules"]
    assert stories_covered(TINY, [wrong])["responses"] == {"utter_goodbye"}


def test_a_story_s_slots_must_hold_where_it_says(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "stories.yml").write_text(
        "stories:\n- story: s\n  steps:\n  - intent: a\n  - action: b\n"
        "  - slot_was_set: [{n: 1}]\n  - action: c\n  - slot_was_set: [{n: 2}]\n"
    )
    b, c = event("action", name="b"), event("action", name="c")
    one, two = (event("slot", name="n", value=each) for each in (1, 2))
    goes = turn(b, one, c, two, intent="a")
    after = Turn(
        "x",
        (),
        inside=Inside(slots={"n": 2}, intents=(("z", 1.0),), slots_before={"n": 2}),
    )
    assert stories_covered(tmp_path, [goes, after])["stories"] == {"s"}
    assert (
        stories_covered(tmp_path, [turn(b, two, c, two, intent="a"), after])["stories"]
        == set()
    )
