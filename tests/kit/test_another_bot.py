"""The kit works for another Rasa bot: a tiny one, trained here, with a form."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.training
TINY = Path(__file__).parent / "tiny_bot"


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "LOG_LEVEL"}
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**kept, "RASA_TELEMETRY_ENABLED": "false"},
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )


def hold(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """As its owner would: pytest with the plugin, in the bot's own folder."""
    plugin = ("-p", "bot.testing.plugin", "-p", "no:cacheprovider", "-W", "ignore")
    return run(folder, "pytest", *plugin, *arguments)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny") / "bot"
    shutil.copytree(TINY, folder)
    trained = run(folder, "rasa", "train", "--fixed-model-name", "tiny")
    assert trained.returncode == 0, trained.stderr[-3000:]
    return folder


@pytest.fixture(scope="module")
def report(tiny: Path) -> dict[str, Any]:
    """One run over everything that should pass, with all its reports."""
    done = hold(
        tiny, "tests", "--ignore=tests/failing.yml", "--junitxml=junit.xml",
        "--kit-json=out/report.json", "--kit-markdown=report.md",
        "--kit-html=report.html", "--kit-cov-fail-under=100",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-5000:]
    found: dict[str, Any] = json.loads((tiny / "out" / "report.json").read_text())
    return found


def test_all_three_formats_pass_with_the_actions_really_run(report: Any) -> None:
    names = {each["name"] for each in report["conversations"]}
    assert {
        "hello, tea, sugar",
        "the form as a flow, in order",
        "the kettle is broken",
        "tea with sugar, the action really run",
        "sugar for everybody[two spoons]",
        "hello in other words",
        "word for word",
    } <= names
    assert report["counts"]["passed"] == len(names) == 10


def test_everything_of_it_is_covered(report: Any) -> None:
    coverage = {each["group"]: each for each in report["coverage"]}
    assert set(coverage) == {"intents", "actions", "responses", "rules"}
    assert all(each["percent"] == 100.0 for each in coverage.values())


def test_junit_has_one_case_a_conversation(tiny: Path, report: Any) -> None:
    tree = ET.parse(tiny / "junit.xml")
    cases = {each.get("name") for each in tree.iter("testcase")}
    assert cases == {each["name"] for each in report["conversations"]}


def test_markdown_and_html_are_written(tiny: Path, report: Any) -> None:
    assert "10 passed" in (tiny / "report.md").read_text()
    assert "Here you are, sugar: two spoons." in (tiny / "report.html").read_text()


def test_what_differs_is_told_and_known_faults_are_strict(tiny: Path) -> None:
    done = hold(tiny, "tests/failing.yml", "-rA", "--kit-cov-fail-under=actions=100")
    assert done.returncode == 1
    told = done.stdout
    assert "tests/failing.yml:6: says" in told
    assert 'expected: "No tea today"' in told
    assert "ran: tea_form" in told
    assert "intents: order_tea" in told
    assert "never said" not in told  # it ends with the first turn that differs
    assert "XFAIL tests/failing.yml::known fault - there is no coffee" in told
    assert "[XPASS(strict)] it used to be silent" in told
    assert "approve it with --update" in told
    assert "Coverage of actions is" in told


def test_one_case_repeated_and_a_transcript_approved(tiny: Path) -> None:
    case = "tests/failing.yml::word for word"
    done = hold(tiny, f"{case}[2/2]", "--kit-repeat=2", "--kit-update")
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout
    approved = tiny / "tests" / "approved" / "failing" / "word-for-word.txt"
    assert approved.read_text() == "user: bye\nbot:  Bye.\n"


def test_nothing_found_is_a_failure(tiny: Path) -> None:
    assert hold(tiny, "tests", "-k", "nosuchconversation").returncode == 5


def test_a_mistake_in_a_file_is_said_without_a_traceback(tiny: Path) -> None:
    (tiny / "wrong.yml").write_text("screenplays:\n  a:\n    - usr: hi\n")
    done = hold(tiny, "wrong.yml")
    assert done.returncode == 2
    assert 'wrong.yml:3: a line has no field "usr" here. Did you mean' in done.stdout
    assert "Traceback" not in done.stdout


def test_workers_of_xdist_share_the_files(tiny: Path) -> None:
    done = hold(
        tiny, "tests", "--ignore=tests/failing.yml", "-n2", "--dist=loadfile",
        "--kit-cov-fail-under=rules=100",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
    assert "10 conversations" in done.stdout
