"""Several server processes that share what one of them has loaded.

One process loads the model and answers nobody. Each worker is a copy of it (`fork`):
the memory that neither writes to is there once, no worker waits for the model, and one
that dies is replaced at once. A worker has a port of its own; which runner goes to
which is for the proxy before them to say.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from types import FrameType

logger = logging.getLogger(__name__)

SIGNALS = (signal.SIGTERM, signal.SIGINT)
PAUSE_SECONDS = 1.0  # before one that died as soon as it began is replaced
FAILED = 1


class Workers:
    """Keeps one copy of this process running `work(port)` for each port.

    Nothing but the calling thread may be running: other threads are not copied.
    """

    def __init__(self, work: Callable[[int], None], ports: Sequence[int]) -> None:
        self._work = work
        self._ports = tuple(ports)
        self._running: dict[int, int] = {}  # process id to port
        self._begun: dict[int, float] = {}  # port to when its worker began
        self._ends = False

    def run(self) -> None:
        """Until SIGTERM or SIGINT, which every worker is told, too."""
        gc.collect()
        # What is there already is never looked at again, so that its pages stay shared.
        gc.freeze()
        before = {each: signal.signal(each, self._end) for each in SIGNALS}
        try:
            for port in self._ports:
                self._start(port)
            while self._running:
                self._replace(*os.wait())
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)
            gc.unfreeze()

    def _start(self, port: int) -> None:
        # Between the copy and the note of its number no signal may come: it would not
        # be told.
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        sys.stdout.flush()
        sys.stderr.flush()
        self._begun[port] = time.monotonic()
        parent = os.getpid()
        process = os.fork()
        if not process:
            self._become(port, parent)
        self._running[process] = port
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)

    def _become(self, port: int, parent: int) -> None:
        """The copy does its work and ends: it never returns to where it came from."""
        code = FAILED
        try:
            os.setpgid(0, 0)  # a Ctrl-C is told by the parent, not twice
            threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
            for each in SIGNALS:
                signal.signal(each, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
            self._work(port)
            code = 0
        except BaseException:
            logger.exception("The worker at port %d failed", port)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _replace(self, process: int, status: int) -> None:
        port = self._running.pop(process, None)
        if port is None or self._ends:
            return
        logger.error("The worker at port %d died (status %d); replaced", port, status)
        lived = time.monotonic() - self._begun[port]
        time.sleep(max(0.0, PAUSE_SECONDS - lived))
        if not self._ends:
            self._start(port)

    def _end(self, number: int, frame: FrameType | None) -> None:
        self._ends = True
        for process in list(self._running):
            os.kill(process, signal.SIGTERM)


def _end_with(parent: int) -> None:
    """Ends this process soon after its parent, which may have been killed."""
    while os.getppid() == parent:
        time.sleep(PAUSE_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
