"""How it starts and stops: a swapped model, no connection to anywhere, turns finished.

F11, S10 and S11 of docs/faults.md.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from bot.cli import project
from bot.dialogue import model_file
from bot.dialogue.database import Database
from tests.channels.serving import CANARY, apologises, served, words

# Ends the process at the first attempt to reach another machine.
GUARD = """
import os, socket, sys
HERE = ("127.0.0.1", "localhost", "::1", "AF_UNIX")
def hook(name, arguments):
    if name in ("socket.connect", "socket.getaddrinfo"):
        where = str(arguments)
        if not any(each in where for each in HERE):
            os.write(2, b"WENT OUT: " + where.encode() + bytes([10]))
            os._exit(77)
sys.addaudithook(hook)
"""


def test_a_model_that_was_swapped(tmp_path: Path, model: Path) -> None:
    mine = tmp_path / "model.tar.gz"
    shutil.copy(model, mine)
    model_file.pin(mine)
    with mine.open("ab") as file:
        file.write(b"\0")
    with served(tmp_path, mine, healthy=False) as site:
        health = site.client.get("/health/ready")
        assert health.status_code == 503
        assert "not the model that was trained" in health.json()["reason"]
        assert site.client.get("/health/live").status_code == 200
        site.answers_red_flags("model swapped", times=1)
        assert apologises(site.say("a1", "my back hurts"))


def test_nothing_leaves_the_machine(tmp_path: Path, model: Path) -> None:
    """No telemetry, even where Rasa's own setting would have it."""
    (tmp_path / "sitecustomize.py").write_text(GUARD)
    check = "import socket; socket.create_connection(('192.0.2.1', 80), 1)"
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(tmp_path), str(project.ROOT))),
    }
    guarded = subprocess.run(
        [sys.executable, "-c", check], env=environment, check=False, capture_output=True
    )
    assert guarded.returncode == 77, "the guard does not guard"
    code = """
import asyncio, uuid
from bot.cli.quiet import quiet
quiet()
from bot.cli.conversation import open_bot
async def main():
    bot = await open_bot()
    for text in ("hello", "my left calf hurts when I run", "no"):
        assert await bot.send("someone", text)
    await bot.settle()
asyncio.run(main())
print("all said")
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        cwd=project.ROOT,
    )
    assert "WENT OUT" not in done.stderr
    assert done.returncode == 0, done.stderr[-2000:]
    assert "all said" in done.stdout


def test_a_turn_is_finished_before_it_stops(tmp_path: Path, model: Path) -> None:
    url = f"sqlite:///{tmp_path}/conversations.db"
    got: list[str] = []
    with served(
        tmp_path,
        model,
        tracker_db="environment",
        actions="faulty_actions",
        survives=False,
        FAULT=str(tmp_path / "fault"),
        BACKSTRIDE_CONVERSATIONS_URL=url,
        BACKSTRIDE_CONSENT="given",
    ) as site:
        (tmp_path / "fault").write_text("slow action_record_findings")
        text = f"my left calf hurts when I run, {CANARY}"
        turn = threading.Thread(
            target=lambda: got.append(words(site.say("last", text)))
        )
        turn.start()
        time.sleep(1)
        os.kill(site.pid, signal.SIGTERM)
        turn.join()
        time.sleep(1)
    assert "calf" in got[0]
    assert CANARY in json.dumps(Database(url).all_turns("last"))
