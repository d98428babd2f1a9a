"""The stock commands work unadorned in a checkout, and say nothing is wrong.

`rasa data validate` returns 0 for contradictions, so the gate is three things together:
validate, train, and no "UserWarning: The" in what they print.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import project, train

RASA = Path(sys.executable).with_name("rasa")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy, so that a running server or another test keeps its model."""
    folder = tmp_path_factory.mktemp("checkout with a space")
    for name in ("config.yml", "domain.yml", "endpoints.yml", "credentials.yml"):
        shutil.copy(project.ROOT / name, folder)
    for name in ("data", "bot", "actions"):
        shutil.copytree(
            project.ROOT / name,
            folder / name,
            ignore=shutil.ignore_patterns("__pycache__"),
        )
    (folder / "tests").mkdir()
    stories = project.ROOT / "tests" / "conversation" / "test_stories.yml"
    shutil.copy(stories, folder / "tests")
    return folder


def rasa(folder: Path, *arguments: str) -> str:
    """Run it as a newcomer would; what it printed, or the failure."""
    done = subprocess.run(
        [RASA, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    printed = done.stdout + done.stderr
    assert done.returncode == 0, printed[-3000:]
    return printed


def test_rasa_data_validate_finds_nothing(checkout: Path) -> None:
    printed = rasa(checkout, "data", "validate", "--fail-on-warnings")
    assert "UserWarning: The" not in printed
    assert "No story structure conflicts found" in printed


def test_rasa_train_finds_no_contradiction(checkout: Path) -> None:
    printed = rasa(checkout, "train")
    assert "UserWarning: The" not in printed
    assert list((checkout / "models").glob("*.tar.gz"))


def test_rasa_test_passes_its_stories(checkout: Path) -> None:
    train.ensure_current()
    shutil.rmtree(checkout / "models", ignore_errors=True)
    (checkout / "models").mkdir()
    shutil.copy(project.MODEL, checkout / "models")
    rasa(checkout, "test", "core", "--stories", "tests", "--fail-on-prediction-errors")
