"""A real TensorFlow gives the same answers: leaving it out changes nothing.

Runs in `.venv-tensorflow` (stock pins): `make test-tensorflow`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
MESSAGES = [
    "hello",
    "my left lower back and buttock ache after every run, three weeks now",
    "no, none of these",
    "nope",
    "is heat or ice better?",
    "not sure",
    "it stops at the knee",
    "why do you ask?",
    "sorry, the right buttock",
    "can I still run on Sunday?",
    "worse in the car, fine on hills",
    "I can't feel it when I wipe",
    "start over",
    "physio says SI joint but I think it's my hammy",
    "what's the weather like",
    "\U0001f629 ouch",
]


def slim_python() -> Path:
    """The everyday environment's Python; the Makefile says where it is."""
    folder = os.environ.get("BACKSTRIDE_BIN", str(ROOT / ".venv" / "bin"))
    return Path(folder) / "python"


def answers(python: Path, model: Path, messages: Path) -> dict[str, Any]:
    done = subprocess.run(
        [python, HERE / "answers.py", model, messages],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


def train(python: Path, folder: Path) -> Path:
    """Train with this environment, past Rasa's cache."""
    code = (
        "import sys; from rasa.model_training import train;"
        "train(domain='domain.yml', config='config.yml', training_files=['data'],"
        "output=sys.argv[1], fixed_model_name='model', force_training=True)"
    )
    done = subprocess.run(
        [python, "-c", code, folder],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "RASA_TELEMETRY_ENABLED": "false"},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return folder / "model.tar.gz"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], ...]:
    """The same messages: trained and run without TensorFlow, then with it."""
    folder = tmp_path_factory.mktemp("models")
    messages = folder / "messages.json"
    messages.write_text(json.dumps(MESSAGES))
    return tuple(
        answers(python, train(python, folder / name), messages)
        for name, python in (("slim", slim_python()), ("full", Path(sys.executable)))
    )


def test_one_of_them_really_has_tensorflow(both: tuple[dict[str, Any], ...]) -> None:
    slim, full = both
    assert slim["tensorflow"] == ""
    assert full["tensorflow"].startswith("2.")


def test_every_message_is_understood_alike(both: tuple[dict[str, Any], ...]) -> None:
    slim, full = both
    for ours, theirs in zip(slim["said"], full["said"], strict=True):
        assert ours["intent"]["name"] == theirs["intent"]["name"], ours["text"]
        # Another scikit-learn: the same up to rounding.
        difference = ours["intent"]["confidence"] - theirs["intent"]["confidence"]
        assert abs(difference) < 0.02, ours["text"]
        assert ours["findings"] == theirs["findings"]
        assert ours["red_flags"] == theirs["red_flags"]


def test_the_conversation_goes_the_same_way(both: tuple[dict[str, Any], ...]) -> None:
    slim, full = both
    assert slim["talk"] == full["talk"]
