"""Stops, freezes and starts real databases."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest


@contextmanager
def postgres_server() -> Iterator[Any]:
    """A PostgreSQL of our own; `get_uri(name)` is a database of it.

    Not below pytest's folder, which every other run of pytest closes to other users.
    """
    pgserver = pytest.importorskip("pgserver")
    with tempfile.TemporaryDirectory(prefix="backstride-") as folder:
        server = pgserver.get_server(Path(folder) / "postgres")
        try:
            yield server
        finally:
            server.cleanup()


def stop(server: Any) -> None:
    """End a PostgreSQL at once, as a power cut does."""
    pid = server.get_pid()
    pids = [pid, *_children(pid)]
    os.kill(pid, signal.SIGQUIT)
    for _ in range(400):
        if all(_is_dead(each) for each in pids):
            return
        time.sleep(0.05)
    raise AssertionError("PostgreSQL did not stop")


def start(server: Any) -> None:
    """Start it again; the first attempts may come too early."""
    for attempt in range(40):
        try:
            server.ensure_postgres_running()
        except (subprocess.SubprocessError, AssertionError):
            if attempt == 39:
                raise
            time.sleep(1)
        else:
            return


@contextmanager
def frozen(pid: int) -> Iterator[None]:
    """The process and its children do nothing, but their sockets are open."""
    pids = [pid, *_children(pid)]
    for each in pids:
        os.kill(each, signal.SIGSTOP)
    try:
        yield
    finally:
        for each in pids:
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGCONT)


def _is_dead(pid: int) -> bool:
    try:
        return ") Z " in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(each) for task in tasks for each in task.read_text().split()]
