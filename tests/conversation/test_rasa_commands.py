"""The stock commands work unadorned in a checkout, and say nothing is wrong.

`rasa data validate` returns 0 for contradictions, so the gate is three things together:
validate, train, and no "UserWarning: The" in what they print.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.cli import project, train
from tests.channels.serving import free_port

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


def _environment(folder: Path) -> dict[str, str]:
    """A newcomer's: without the log level that other tests in this process set."""
    kept = {name: value for name, value in os.environ.items() if name != "LOG_LEVEL"}
    return {**kept, "PYTHONPATH": str(folder)}


def rasa(folder: Path, *arguments: str) -> str:
    """Run it as a newcomer would; what it printed, or the failure."""
    done = subprocess.run(
        [RASA, *arguments],
        cwd=folder,
        env=_environment(folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    printed = done.stdout + done.stderr
    assert done.returncode == 0, printed[-3000:]
    return printed


@contextlib.contextmanager
def running(folder: Path, address: str, *arguments: str) -> Iterator[None]:
    """A stock command that serves, until the block ends."""
    server = subprocess.Popen(
        [RASA, *arguments],
        cwd=folder,
        env=_environment(folder),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(120):
            assert server.poll() is None, arguments
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(address, verify=False).status_code < 500:
                    break
            time.sleep(0.5)
        yield
    finally:
        server.terminate()
        server.wait(timeout=20)


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


def test_rasa_run_with_its_action_server_holds_a_conversation(checkout: Path) -> None:
    train.ensure_current()
    (checkout / "models").mkdir(exist_ok=True)
    shutil.copy(project.MODEL, checkout / "models")
    actions, server = free_port(), free_port()
    endpoints = checkout / "test_endpoints.yml"
    endpoints.write_text(
        f"action_endpoint:\n  url: http://127.0.0.1:{actions}/webhook\n"
    )
    address = f"http://127.0.0.1:{server}"
    with (
        running(
            checkout,
            f"http://127.0.0.1:{actions}/health",
            "run",
            "actions",
            "-p",
            f"{actions}",
        ),
        running(
            checkout,
            f"{address}/",
            "run",
            "-p",
            f"{server}",
            "--endpoints",
            endpoints.name,
        ),
    ):
        said = {"sender": "a1", "message": "my lower back hurts after running"}
        for _ in range(40):
            answer = httpx.post(
                f"{address}/webhooks/rest/webhook", json=said, timeout=30
            ).json()
            if any(each.get("custom") for each in answer):
                break
            time.sleep(0.5)
    customs = [each["custom"] for each in answer if each.get("custom")]
    assert customs[0]["type"] == "question"
