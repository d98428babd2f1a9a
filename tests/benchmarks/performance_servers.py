"""Starts the two bots as their documentation says, and weighs them from outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks import stock
from tests.benchmarks.stock_data import ROOT
from tests.channels.serving import free_port, free_ports

WEBHOOK = "/webhooks/rest/webhook"
FIRST = "my left lower back hurts after running, about 3 weeks now"
LONGEST_START = 300.0
OURS, OURS_TWICE, STOCK = "Backstride", "Backstride in 2 processes", "stock Rasa"
# Adds up the files of a package and of all it needs, as its environment has them.
SIZE = """
import re, sys
from importlib.metadata import PackageNotFoundError, distribution
from packaging.requirements import Requirement
wanted, seen, size = [sys.argv[1]], set(), 0
while wanted:
    name = re.sub(r"[-_.]+", "-", wanted.pop()).lower()
    try:
        found = distribution(name)
    except PackageNotFoundError:
        continue
    if name in seen:
        continue
    seen.add(name)
    for file in found.files or ():
        path = file.locate()
        size += path.stat().st_size if path.is_file() else 0
    for line in found.requires or ():
        needed = Requirement(line)
        if needed.marker is None or needed.marker.evaluate({"extra": ""}):
            wanted.append(needed.name)
print(size, len(seen))
"""


class ServerError(RuntimeError):
    """A bot does not come up; the message says which, and where its logs are."""


@dataclass(frozen=True)
class Memory:
    """Megabytes of all processes of a bot; pss shares out what they share."""

    rss: float
    pss: float


@dataclass
class Server:
    """A bot that answers. `cold_start` is in seconds, to the first right answer."""

    name: str
    urls: list[str]
    processes: list[subprocess.Popen[bytes]]
    cold_start: float = 0.0

    @property
    def pids(self) -> list[int]:
        """Of the processes and of those they began."""
        return [pid for process in self.processes for pid in family(process.pid)]

    def memory(self) -> Memory | None:
        """Now; None where there is no /proc."""
        figures = [rollup(pid) for pid in self.pids]
        if not all(figures):
            return None
        return Memory(sum(f["Rss"] for f in figures), sum(f["Pss"] for f in figures))


@contextmanager
def ours(folder: Path, cores: Sequence[int], processes: int = 1) -> Iterator[Server]:
    """`backstride serve`: actions inside, so that a process needs no other."""
    ports = free_ports(processes)
    command = [str(Path(sys.executable).with_name("backstride")), "serve"]
    command += ["--port", str(ports[0]), "--processes", str(processes)]
    variables = {**stock.environment(), "BACKSTRIDE_JOURNAL": str(folder / "journal")}
    name = OURS if processes == 1 else OURS_TWICE
    with running(name, ports, [(command, variables)], folder, cores) as server:
        yield server


@contextmanager
def stock_rasa(
    bot: stock.Stock, folder: Path, cores: Sequence[int]
) -> Iterator[Server]:
    """`rasa run`, and `rasa run actions` beside it."""
    port, actions = free_port(), free_port()
    endpoints = bot.folder / "endpoints.yml"
    endpoints.write_text(stock.ENDPOINTS.format(port=actions), "utf-8")
    serve = [
        *("run", "--model", str(bot.model), "--endpoints", str(endpoints)),
        *("--credentials", str(bot.folder / "credentials.yml")),
        *("--interface", "127.0.0.1", "--port", str(port)),
    ]
    act = ["run", "actions", "--actions", "actions", "--port", str(actions)]
    variables = stock.environment()
    commands = [
        (stock.rasa(*act), {**variables, "PYTHONPATH": str(ROOT)}),
        (stock.rasa(*serve), variables),
    ]
    with running(STOCK, [port], commands, folder, cores) as server:
        yield server


@contextmanager
def running(
    name: str,
    ports: Sequence[int],
    commands: Sequence[tuple[list[str], dict[str, Any]]],
    folder: Path,
    cores: Sequence[int],
) -> Iterator[Server]:
    """Processes on their cores from start to first answer, and ended afterwards."""
    server = Server(name, [f"http://127.0.0.1:{port}{WEBHOOK}" for port in ports], [])
    started = time.monotonic()
    try:
        for number, (command, variables) in enumerate(commands):
            log = folder / f"{name.replace(' ', '-')}-{number}.log"
            server.processes.append(launch(command, variables, log, cores))
        for url in server.urls:
            wait_for_answer(server, url, folder)
        server.cold_start = time.monotonic() - started
        yield server
    finally:
        for process in server.processes:
            process.terminate()
        for process in server.processes:
            end(process)


def launch(
    command: Sequence[str], variables: dict[str, Any], log: Path, cores: Sequence[int]
) -> subprocess.Popen[bytes]:
    """A process and all its threads on these cores: a child inherits its parent's."""
    if not hasattr(os, "sched_setaffinity"):
        return begin(command, variables, log)
    mine = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        return begin(command, variables, log)
    finally:
        os.sched_setaffinity(0, mine)


def begin(
    command: Sequence[str], variables: dict[str, Any], log: Path
) -> subprocess.Popen[bytes]:
    """Just start it, its output into a file."""
    with log.open("wb") as printed:
        return subprocess.Popen(
            command, cwd=ROOT, env=variables, stdout=printed, stderr=printed
        )


def wait_for_answer(server: Server, url: str, folder: Path) -> None:
    """Ask until something sensible is said, each time as a new runner."""
    deadline = time.monotonic() + LONGEST_START
    for number in range(10**6):
        if any(process.poll() is not None for process in server.processes):
            raise ServerError(f"{server.name} ended: {last_words(folder)}")
        if time.monotonic() > deadline:
            raise ServerError(f"{server.name} is silent: {last_words(folder)}")
        replies = ask(url, f"first-{number}", FIRST)
        if len([each for each in replies if each.get("text")]) > 1:
            return
        time.sleep(0.1)


def last_words(folder: Path) -> str:
    """The last line of the logs; they go with the folder."""
    lines = [log.read_text(errors="replace") for log in sorted(folder.glob("*.log"))]
    return " / ".join(text.strip().rpartition("\n")[2] for text in lines)


def ask(url: str, sender: str, message: str) -> list[dict[str, Any]]:
    """The replies; none when nobody answers yet."""
    body = json.dumps({"sender": sender, "message": message}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return list(json.load(answer))
    except (urllib.error.URLError, OSError, ValueError):
        return []


def end(process: subprocess.Popen[bytes]) -> None:
    """Kindly, then not."""
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def family(pid: int) -> list[int]:
    """A process and all it started."""
    pids = [pid]
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            pids += family(int(child))
    return pids


def rollup(pid: int) -> dict[str, float]:
    """Rss and Pss in megabytes; {} where the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return {}
    pairs = (line.split() for line in lines if line.endswith("kB"))
    return {pair[0].rstrip(":"): int(pair[1]) * 1024 / 1e6 for pair in pairs}


def install_size(python: Path, package: str) -> tuple[float, int]:
    """Megabytes of a package with all it needs, and how many packages that is."""
    done = subprocess.run(
        [str(python), "-c", SIZE, package],
        capture_output=True,
        text=True,
        check=True,
        cwd="/",
    )
    size, packages = done.stdout.split()
    return int(size) / 1e6, int(packages)
