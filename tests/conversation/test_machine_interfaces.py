"""The interfaces that programs measure us by: say, interview, and bad input to both."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.cli import train
from bot.cli.interview import NOT_SURE, answer

PROMISED = {"finding", "kind", "status", "start", "end", "text", "value"}
BACKSTRIDE = Path(sys.executable).with_name("backstride")


def run(
    *arguments: str | Path, said: str = "", code: int = 0
) -> subprocess.CompletedProcess[str]:
    train.ensure_current()
    done = subprocess.run(
        [BACKSTRIDE, *arguments],
        input=said,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return done


def objects(printed: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in printed.splitlines()]


def test_say_gives_one_object_a_line() -> None:
    lines = [
        "my left buttock hurts when I sit, 3 weeks now",
        "",
        "/greet{} I can't feel it when I wipe",
        "  num\u200bb toes  ",
        "hello \U0001f600",
    ]
    found = objects(run("say", "--json", said="\n".join(lines) + "\n").stdout)
    assert [each["text"] for each in found] == lines
    for each in found:
        assert set(each) == {"text", "intent", "findings", "red_flags", "triage_floor"}
        assert set(each["intent"]) == {"name", "confidence"}
        for finding in each["findings"]:
            assert {
                "finding",
                "kind",
                "status",
                "start",
                "end",
                "text",
                "value",
            } <= set(finding)
            told = each["text"][finding["start"] : finding["end"]]
            assert told == finding["text"]
    first = {finding["finding"]: finding for finding in found[0]["findings"]}
    assert first["duration"]["value"] == "P3W"
    assert first["location_buttock"]["side"] == "left"
    assert found[0]["triage_floor"] is None
    assert found[2]["triage_floor"] == "emergency"
    assert found[2]["red_flags"][0]["triage"] == "emergency"


def test_say_takes_objects_and_says_which_line_is_not_one() -> None:
    good = json.dumps({"text": "line one\nline two", "more": 1})
    assert objects(run("say", "--json", "--jsonl", said=good).stdout)[0]["text"]
    bad = run("say", "--json", "--jsonl", said=good + "\nnot json\n", code=1)
    assert "line 2" in bad.stderr
    assert "Traceback" not in bad.stderr


def test_say_shows_a_person_what_was_understood() -> None:
    printed = run("say", "my left glute is numb").stdout
    assert "numbness" in printed
    assert "present" in printed
    assert "intent inform" in printed


def test_interview_gives_one_object_a_runner(tmp_path: Path) -> None:
    runners = tmp_path / "runners.jsonl"
    told = {
        "id": "r1",
        "opening": "low back sore and stiff after long runs",
        "facts": {"red_flag": "no", "weakness": "no", "duration": "10 days"},
    }
    runners.write_text(json.dumps(told) + "\n\n")
    (found,) = objects(run("interview", runners).stdout)
    assert set(found) == {
        "id", "questions", "triage", "conditions", "factors", "transcript",
    }  # fmt: skip
    assert found["id"] == "r1"
    assert 1 <= len(found["questions"]) <= 12
    assert len(set(found["questions"])) == len(found["questions"])
    assert found["triage"] == "self_care"
    probabilities = [each["probability"] for each in found["conditions"]]
    assert probabilities == sorted(probabilities, reverse=True)
    assert found["transcript"][0] == {"from": "runner", "text": told["opening"]}
    assert {each["from"] for each in found["transcript"]} == {"runner", "bot"}


@pytest.mark.parametrize("content", ["no json\n", '{"facts": {}}\n', "[1]\n"])
def test_interview_says_where_its_file_is_wrong(tmp_path: Path, content: str) -> None:
    runners = tmp_path / "runners.jsonl"
    runners.write_text(content)
    done = run("interview", runners, code=1)
    assert f"{runners}:1" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"bladder_bowel": "no"}, "no"),
        ({"red_flag": "none of that"}, "none of that"),
        ({}, NOT_SURE),
        ({"saddle_numbness": "yes, numb"}, "yes, numb"),
        ({"bladder_bowel": "no", "saddle_numbness": "yes, numb"}, "yes, numb"),
        ({"numbness": "toes tingle"}, NOT_SURE),
    ],
)
def test_a_simulated_runner_answers_what_the_question_covers(
    facts: dict[str, str], expected: str
) -> None:
    question = {
        "finding": "bladder_bowel",
        "kind": "red_flag",
        "covers": ["bladder_bowel", "saddle_numbness"],
    }
    assert answer(question, facts) == expected
