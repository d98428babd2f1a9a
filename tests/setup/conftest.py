"""Ways to start the commands of this checkout as a user would, from anywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def checkout() -> Path:
    return CHECKOUT


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command in an empty folder, without this test run's own environment."""

    def run(
        *command: str | Path, env: Mapping[str, str] | None = None, cwd: Path = tmp_path
    ) -> subprocess.CompletedProcess[str]:
        kept = {"HOME", "PATH", "LANG", "TMPDIR"}
        clean = {name: value for name, value in os.environ.items() if name in kept}
        return subprocess.run(
            [str(word) for word in command],
            env=clean | dict(env or {}),
            cwd=cwd,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    return run


@pytest.fixture
def python(run: Run) -> Run:
    """Runs a piece of Python in a fresh interpreter of our environment."""

    def python(
        code: str, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return run(sys.executable, "-c", code, env=env)

    return python
