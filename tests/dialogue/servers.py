"""Stops, freezes and starts real databases."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any


def stop(server: Any) -> None:
    """End a PostgreSQL at once, as a power cut does."""
    pid = server.get_pid()
    os.kill(pid, signal.SIGQUIT)
    for _ in range(200):
        if not Path(f"/proc/{pid}").exists() or _is_dead(pid):
            return
        time.sleep(0.05)
    raise AssertionError("PostgreSQL did not stop")


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
    return ") Z " in Path(f"/proc/{pid}/stat").read_text()


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(each) for task in tasks for each in task.read_text().split()]
