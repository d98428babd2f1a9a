"""`backstride test`: the same as pytest with the plugin, for this project's bot."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import project

pytestmark = pytest.mark.training
PLAY = """\
screenplays:
  a sore back:
    tags: [mine]
    lines:
      - user: my lower back hurts after running
      - bot: {finding: {location_lower_back: present}, asks: any}
  another:
    - user: hello
    - bot: {utters: utter_greet}
"""


def backstride(
    folder: Path, *arguments: str, typed: str = ""
) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "LOG_LEVEL"}
    return subprocess.run(
        [sys.executable, "-m", "bot.cli.main", "test", *arguments],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(project.ROOT)},
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "any_name.yml").write_text(PLAY)
    (tmp_path / "test_python.py").write_text("def test_not_ours():\n    assert 0\n")
    return tmp_path


def test_a_named_file_a_case_of_it_and_a_report(folder: Path) -> None:
    case = "any_name.yml::a sore back"
    done = backstride(folder, case, "--repeat", "2", "-v", "--html", "out/report.html")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout
    assert "a sore back[2/2]" in done.stdout
    assert "my lower back hurts" in (folder / "out" / "report.html").read_text()


def test_a_tag_selects_and_tests_in_python_are_left_alone(folder: Path) -> None:
    done = backstride(folder, "any_name.yml", ".", "-k", "mine")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed, 1 deselected" in done.stdout
    assert "test_not_ours" not in done.stdout


def test_nothing_found_fails_as_with_pytest(folder: Path) -> None:
    (folder / "empty").mkdir()
    assert backstride(folder, "empty").returncode == 5


def test_a_chat_is_recorded_and_what_is_recorded_passes(folder: Path) -> None:
    typed = "my left buttock hurts when I sit\nnope\n/quit\n"
    done = backstride(folder, "--record", "recorded.yml", typed=typed)
    assert done.returncode == 0, done.stdout + done.stderr
    recorded = (folder / "recorded.yml").read_text()
    assert "location_buttock: present" in recorded
    assert "asks:" in recorded
    played = backstride(folder, "recorded.yml")
    assert played.returncode == 0, played.stdout + played.stderr
    again = backstride(folder, "--record", "recorded.yml", typed=typed)
    assert again.returncode == 1
    assert "is there already" in again.stderr
