"""A long run, a clock that jumps, a disk without room: C5, F14, F13."""

from __future__ import annotations

import json
import os
import resource
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli import project
from bot.dialogue.database import Database
from tests.channels import serving
from tests.channels.serving import CANARY, Served, apologises, custom, served

pytestmark = pytest.mark.slow
HURTS = f"my left calf hurts when I run, {CANARY}"
TURNS = (
    HURTS,
    "no, none of these",
    "no",
    "it came on slowly",
    "worse going uphill",
    "not sure",
    "can I still run on Sunday?",
    "what exercises can I do?",
    "thanks",
    "delete my data",
)
WARM, ROUNDS, RUNNERS = 3, 10, 10
MOST_GROWTH = 1.10
# The wall clock of the server's process, put forward or back by what a file says; the
# one that only runs forward is left alone, as when a real clock is set.
CLOCK = """
import os, time
wall, path = time.time, os.environ["CLOCK"]
def jumped():
    with open(path) as file:
        return wall() + float(file.read() or 0)
time.time = jumped
"""


@dataclass
class Long:
    """A server that is used by all tests here, its conversations and its clock."""

    site: Served
    url: str
    clock: Path

    def said(self, sender: str) -> list[str]:
        """What is stored of the runner's words."""
        turns = Database(self.url).all_turns(sender)
        return [e["text"] for turn in turns for e in turn if e["event"] == "user"]

    def times(self, sender: str) -> list[float]:
        """When the stored events were, by the server's clock."""
        turns = Database(self.url).all_turns(sender)
        return [e["timestamp"] for turn in turns for e in turn]


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[Long]:
    folder = tmp_path_factory.mktemp("long")
    clock = folder / "clock"
    clock.write_text("0")
    (folder / "sitecustomize.py").write_text(CLOCK)
    url = f"sqlite:///{folder}/conversations.db"
    here = Path(serving.__file__).parent
    with served(
        folder,
        model,
        tracker_db="environment",
        BACKSTRIDE_CONVERSATIONS_URL=url,
        BACKSTRIDE_CONSENT="given",
        PYTHONPATH=os.pathsep.join(map(str, (folder, project.ROOT, here))),
        CLOCK=str(clock),
    ) as site:
        yield Long(site, url, clock)


def memory(site: Served) -> int:
    """Kilobytes in use."""
    lines = Path(f"/proc/{site.pid}/status").read_text().splitlines()
    return next(int(each.split()[1]) for each in lines if each.startswith("VmRSS"))


def everybody_talks(site: Served) -> None:
    """New runners each time, who erase what they said at the end."""

    def one(_: int) -> None:
        sender = uuid.uuid4().hex
        for text in TURNS:
            site.say(sender, text)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(RUNNERS)))


def test_a_thousand_messages_do_not_make_it_grow(long: Long) -> None:
    for _ in range(WARM):
        everybody_talks(long.site)
    before = memory(long.site)
    for _ in range(ROUNDS - WARM):
        everybody_talks(long.site)
    after = memory(long.site)
    print(f"{ROUNDS * RUNNERS * len(TURNS)} messages: {before} kB, then {after} kB")
    assert after < before * MOST_GROWTH
    until(lambda: long.site.reasons() == [])
    assert Database(long.url).ids() == []


@contextmanager
def no_room(site: Served) -> Iterator[None]:
    """No file of the server can grow, as on a full disk; its log neither."""
    pid, kind = site.pid, resource.RLIMIT_FSIZE
    before = resource.prlimit(pid, kind)
    resource.prlimit(pid, kind, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, kind, before)


def test_no_room_for_conversations(long: Long) -> None:
    first = custom(long.site.say("full", HURTS), "question")
    with no_room(long.site):
        second = custom(long.site.say("full", "no, none of these"), "question")
        assert first
        assert second
        assert first["finding"] != second["finding"]
        long.site.answers_red_flags("no room on the disk")
        assert long.site.reasons()
    until(lambda: len(long.said("full")) == 2)
    until(lambda: long.site.reasons() == [])
    assert long.said("full") == [HURTS, "no, none of these"]


@pytest.mark.parametrize("hours", [3, -48])
def test_the_clock_jumps(long: Long, hours: int) -> None:
    """In the middle of a conversation: nobody is mixed up, locked out or forgotten."""
    mine, other = f"clock{hours}", f"other{hours}"
    long.site.say(mine, HURTS)
    long.site.say(other, "my right heel hurts")
    before = len(long.times(mine))
    texts = ["no, none of these", "it came on slowly", "worse going uphill"]
    long.clock.write_text(str(hours * 3600))
    try:
        for text in texts:
            assert not apologises(long.site.say(mine, text))
        long.site.answers_red_flags(f"clock {hours} hours")
        exported = custom(long.site.say(mine, "export my data"), "export")
    finally:
        long.clock.write_text("0")
    assert exported is not None
    assert "heel" not in json.dumps(exported["data"]["evidence"])
    assert "calf" in json.dumps(exported["data"]["evidence"])
    until(lambda: len(long.said(mine)) >= 1 + len(texts))
    jumped = long.times(mine)[before] - time.time()
    assert abs(jumped - hours * 3600) < 600, "the clock did not jump"
    assert long.said(mine)[: 1 + len(texts)] == [HURTS, *texts]
    assert long.said(other) == ["my right heel hurts"]
    assert long.site.reasons() == []


def until(done: Callable[[], bool]) -> None:
    for _ in range(300):
        if done():
            return
        time.sleep(0.2)
    raise AssertionError("not in time")
