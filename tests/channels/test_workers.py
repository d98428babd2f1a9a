"""`serve --processes`: workers that share one loaded model, and are replaced."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from bot.cli import train
from tests.benchmarks.performance_servers import family
from tests.channels.serving import REST, free_ports, kind

pytestmark = pytest.mark.slow

BACKSTRIDE = Path(sys.executable).with_name("backstride")
PATIENCE = 60.0  # seconds
# Each worker leaves a file with its number, and one when it is told to end.
SMALL = """
import os, signal, sys, time
from pathlib import Path
from bot.channels.workers import Workers

def work(port):
    def note(number, frame):
        Path(sys.argv[1], f"ended-{port}").touch()
        raise SystemExit
    signal.signal(signal.SIGTERM, note)
    Path(sys.argv[1], f"{port}-{os.getpid()}").touch()
    time.sleep(60)

Workers(work, [1, 2]).run()
Path(sys.argv[1], "done").touch()
"""


def until(true: Callable[[], object]) -> None:
    """Waits until the function gives something; fails after a while."""
    last = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < last, "it took too long"
        time.sleep(0.05)


def numbers(folder: Path, port: int) -> list[int]:
    return [int(each.name.split("-")[1]) for each in folder.glob(f"{port}-*")]


@pytest.fixture
def small(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Two workers that only wait."""
    process = subprocess.Popen([sys.executable, "-c", SMALL, str(tmp_path)])
    until(lambda: numbers(tmp_path, 1) and numbers(tmp_path, 2))
    yield process
    process.kill()
    process.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_all_end_together(
    small: subprocess.Popen[bytes], tmp_path: Path, number: int
) -> None:
    small.send_signal(number)
    assert small.wait(PATIENCE) == 0
    names = {each.name for each in tmp_path.iterdir()}
    assert {"ended-1", "ended-2", "done"} <= names


def test_one_that_dies_is_replaced_and_the_other_left_alone(
    small: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    os.kill(numbers(tmp_path, 1)[0], signal.SIGKILL)
    until(lambda: len(numbers(tmp_path, 1)) == 2)
    assert len(numbers(tmp_path, 2)) == 1
    assert small.poll() is None


def test_none_outlives_the_first(
    small: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    small.kill()
    until(lambda: {each.name for each in tmp_path.iterdir()} >= {"ended-1", "ended-2"})


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, range]]:
    """The process number of a bot in two processes, and their ports."""
    train.ensure_current()
    folder = tmp_path_factory.mktemp("workers")
    ports = free_ports(2)
    with (folder / "log.txt").open("w") as log:
        process = subprocess.Popen(
            [BACKSTRIDE, "serve", "--port", str(ports[0]), "--processes", "2"],
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "BACKSTRIDE_JOURNAL": str(folder / "journal")},
        )
    for port in ports:
        until(lambda port=port: is_well(port))
    yield process.pid, ports
    process.terminate()
    assert process.wait(timeout=30) == 0, (folder / "log.txt").read_text()


def is_well(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health").status_code == 200
    except httpx.TransportError:
        return False


def say(port: int, text: str) -> list[dict[str, object]]:
    url = f"http://127.0.0.1:{port}{REST}"
    message = {"sender": "runner", "message": text}
    replies: list[dict[str, object]] = httpx.post(url, json=message, timeout=30).json()
    return replies


def test_each_answers(served: tuple[int, range]) -> None:
    _, ports = served
    for port in ports:
        kinds = [kind(each) for each in say(port, "my lower back hurts after running")]
        assert "question" in kinds
        kinds = [kind(each) for each in say(port, "I wet myself and can't feel it")]
        assert kinds == ["text", "red_flag"]


def test_a_worker_that_is_killed_comes_back(served: tuple[int, range]) -> None:
    pid, ports = served
    before = set(family(pid)) - {pid}
    assert len(before) == len(ports)
    os.kill(max(before), signal.SIGKILL)
    until(lambda: len(set(family(pid)) - {pid} - before) == 1)
    for port in ports:
        until(lambda port=port: is_well(port))


@pytest.mark.parametrize("wrong", ["0", "-3"])
def test_a_wrong_number_is_said_plainly(wrong: str) -> None:
    command = [BACKSTRIDE, "serve", "--processes", wrong]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "at least one" in done.stderr
