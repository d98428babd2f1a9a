"""A bot that is really served: a process of its own, talked to over HTTP."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

HERE = Path(__file__).parent
CANARY = "canarybird"
RED_FLAG = f"{CANARY}: I can't feel anything between my legs and I've wet myself"
REST = "/webhooks/rest/webhook"
SOON = 2.0  # seconds within which a red flag is answered, whatever is broken
# What a test allows on a machine that others keep busy. What is broken stays broken for
# as long as the test looks, so anything that waits for it takes longer than this.
AT_MOST = 10.0
STARTS = 3  # of a server whose free port somebody else was quicker to take


@dataclass
class Served:
    """The server seen from outside; `folder` holds its log, journal and databases."""

    client: httpx.Client
    folder: Path
    worst: dict[str, float] = field(default_factory=dict)
    pid: int = 0

    @property
    def log(self) -> str:
        return (self.folder / "log.txt").read_text()

    @property
    def journal(self) -> Path:
        return self.folder / "journal.log"

    def say(self, sender: str, message: str, **metadata: str) -> list[dict[str, Any]]:
        """The replies; never none at all."""
        body = {"sender": sender, "message": message, "metadata": metadata}
        answer = self.client.post(REST, json=body)
        assert answer.status_code == 200, answer.text
        replies = list(answer.json())
        assert any(each.get("text") for each in replies), "silence"
        return replies

    def reasons(self) -> list[str]:
        """Why it is not well, at this moment."""
        answer = self.client.get("/health").json()
        return [*answer.get("reasons", ()), *filter(None, [answer.get("reason")])]

    def answers_red_flags(self, fault: str, sender: str = "", times: int = 3) -> None:
        """The emergency wording and nothing else, in time. Notes the worst time.

        One may be late because the machine is busy, but not all of them.
        """
        taken = []
        for _ in range(times):
            started = time.monotonic()
            replies = self.say(sender or uuid.uuid4().hex, RED_FLAG)
            seconds = time.monotonic() - started
            self.worst[fault] = max(seconds, self.worst.get(fault, 0))
            assert [kind(each) for each in replies] == ["text", "red_flag"]
            assert "emergency department" in replies[0]["text"]
            taken.append(seconds)
        assert min(taken) < SOON
        assert max(taken) < AT_MOST
        print(f"worst emergency reply, {fault}: {self.worst[fault]:.3f} s")


def kind(reply: dict[str, Any]) -> str:
    return str(reply["custom"]["type"]) if "custom" in reply else "text"


def words(replies: Sequence[dict[str, Any]]) -> str:
    return "\n".join(each["text"] for each in replies if each.get("text"))


def custom(replies: Sequence[dict[str, Any]], type_: str) -> dict[str, Any] | None:
    return next((each["custom"] for each in replies if kind(each) == type_), None)


def apologises(replies: Sequence[dict[str, Any]]) -> bool:
    """The plain apology with everybody's number, and no question, tip or summary."""
    text = words(replies)
    return "Sorry, something went wrong" in text and "999" in text and "112" in text


def free_ports(number: int) -> range:
    """As many ports in a row that nobody listens on now."""
    while True:
        first = free_port()
        ports = range(first, first + number)
        if all(map(is_free, ports)):
            return ports


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
        return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(
    folder: Path,
    model: Path,
    *,
    actions: str = "actions",
    tracker_db: str = "-",
    healthy: bool = True,
    survives: bool = True,
    **environment: str,
) -> Iterator[Served]:
    """A server with parts that can fail; at the end its log must not tell a word."""
    arguments = (str(model), actions, tracker_db)
    for start in range(1, STARTS + 1):
        port = free_port()
        process = _start(folder, port, arguments, environment)
        if _is_up(folder, port, process) or start == STARTS:
            break
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=35) as client:
            site = Served(client, folder, pid=process.pid)
            assert process.poll() is None, site.log
            status = client.get("/health").status_code
            assert status == (200 if healthy else 503), site.log
            yield site
            assert process.poll() is None or not survives, site.log
        assert CANARY not in site.log
    finally:
        process.kill()
        process.wait()


def _start(
    folder: Path, port: int, arguments: Sequence[str], environment: dict[str, str]
) -> subprocess.Popen[bytes]:
    root = HERE.parents[1]
    with (folder / "log.txt").open("w") as printed:
        return subprocess.Popen(
            [sys.executable, str(HERE / "faulty_server.py"), str(port), *arguments],
            stdout=printed,
            stderr=subprocess.STDOUT,
            cwd=root,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join((str(root), str(HERE))),
                "BACKSTRIDE_JOURNAL": str(folder / "journal.log"),
                **environment,
            },
        )


def _is_up(folder: Path, port: int, process: subprocess.Popen[bytes]) -> bool:
    """Once it answers; False if it ended because its port was taken meanwhile."""
    # A client reads all certificates when it is made, which takes as long as asking
    # fifty times: one for all, and without them.
    with httpx.Client(timeout=5, verify=False) as client:
        for _ in range(600):
            printed = (folder / "log.txt").read_text()
            if process.poll() is not None:
                assert "address already in use" in printed.lower(), printed
                return False
            try:
                client.get(f"http://127.0.0.1:{port}/health")
            except httpx.TransportError:
                time.sleep(0.2)
            else:
                return True
    raise AssertionError(printed)
