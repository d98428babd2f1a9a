"""The committed widget is what its sources give, and small enough for any phone."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from bot.channels import widget

FOLDER = Path(widget.__file__).parent
SCRIPT = (FOLDER / "dist" / "widget.js").read_bytes()
LIMIT = 30_000  # bytes over the wire


def test_it_is_at_most_thirty_kilobytes_over_the_wire() -> None:
    assert len(gzip.compress(SCRIPT, 9)) <= LIMIT


def test_it_was_built_from_these_sources() -> None:
    """As build.mjs sums them up; if this fails: npm run build, see its README."""
    names = [f"src/{path.name}" for path in sorted((FOLDER / "src").iterdir())]
    total = sha256()
    for name in [*names, "build.mjs", "package-lock.json"]:
        total.update(f"{name}\n".encode())
        total.update((FOLDER / name).read_bytes())
    written = re.search(rb"sha256 ([0-9a-f]{64})", SCRIPT)
    assert written is not None
    assert written[1].decode() == total.hexdigest()


@pytest.mark.slow
def test_building_it_again_gives_the_same_bytes() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed")
    if not (FOLDER / "node_modules" / "esbuild").is_dir():
        pytest.skip("the bundler is not installed: npm ci in bot/channels/widget")
    done = subprocess.run(
        [node, "build.mjs", "--check"],
        cwd=FOLDER,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_it_brings_the_licences_of_what_is_inside() -> None:
    notes = (FOLDER / "dist" / "widget.licences.txt").read_text()
    assert "socket.io-client 4.8" in notes
    assert "Permission is hereby granted" in notes


def test_it_fetches_nothing_from_elsewhere_and_runs_under_a_strict_policy() -> None:
    text = SCRIPT.decode()
    assert "eval(" not in text
    assert "new Function" not in text
    assert ".innerHTML" not in text
    hosts = set(re.findall(r"https?://([\w.-]+\.\w+)", text))
    assert hosts <= {"www.w3.org", "socket.io"}  # names, not addresses that are called


def test_the_strings_are_those_that_the_sources_use() -> None:
    strings = json.loads((FOLDER / "src" / "strings.en.json").read_text())
    code = "".join(path.read_text() for path in sorted((FOLDER / "src").glob("*.js")))
    used = set(re.findall(r"\bstrings\.(\w+)", code))
    by_name = set(re.findall(r"\b(\w+)\b", code))  # strings[status], body[side]
    groups = [strings, strings["banner"], strings["card"], strings["body"]]
    known = {key for group in groups for key in group}
    assert used - known <= {"en"}  # strings.en.json
    computed = {
        *("emergency", "urgent", "emergency_do", "urgent_do"),
        *("see_professional", "self_care", "is_hurts", "is_spreads"),
    }
    assert known - by_name - computed == set()
