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

    def answers_red_flags(self, fault: str, sender: str = "", times: int = 3) -> None:
        """The emergency wording and nothing else, in time. Notes the worst time."""
        for _ in range(times):
            started = time.monotonic()
            replies = self.say(sender or uuid.uuid4().hex, RED_FLAG)
            seconds = time.monotonic() - started
            self.worst[fault] = max(seconds, self.worst.get(fault, 0))
            assert [kind(each) for each in replies] == ["text", "red_flag"]
            assert "emergency department" in replies[0]["text"]
            assert seconds < SOON
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
    port = free_port()
    command = [
        sys.executable, str(HERE / "faulty_server.py"), str(port), str(model), actions,
        tracker_db,
    ]  # fmt: skip
    root = HERE.parents[1]
    with (folder / "log.txt").open("w") as printed:
        process = subprocess.Popen(
            command,
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
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=35) as client:
            site = Served(client, folder, pid=process.pid)
            _wait(site, process, 200 if healthy else 503)
            yield site
            assert process.poll() is None or not survives, site.log
        assert CANARY not in site.log
    finally:
        process.kill()
        process.wait()


def _wait(site: Served, process: subprocess.Popen[bytes], status: int) -> None:
    for _ in range(300):
        assert process.poll() is None, site.log
        try:
            answer = site.client.get("/health")
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            assert answer.status_code == status, site.log
            return
    raise AssertionError(site.log)
