"""Approved transcripts: the whole conversation, word for word, kept beside the test."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

from bot.testing.model import Case, Failure, Outcome
from bot.testing.telling import transcript

FOLDER = "approved"


def copy_of(file: Path, case: Case) -> Path:
    """Where the approved transcript of a case is kept."""
    name = re.sub(r"[^a-z0-9]+", "-", case.name.lower()).strip("-")
    return file.parent / FOLDER / file.stem / f"{name}.txt"


def compare(file: Path, case: Case, outcome: Outcome) -> Failure | None:
    """What differs from the approved copy."""
    approved = copy_of(file, case)
    told = transcript(outcome.turns)
    wanted = f"the transcript approved in {approved.name}"
    if not approved.is_file():
        got = "there is none; read this one, and approve it with --update"
        return Failure(case.place, "transcript", wanted, got)
    before = approved.read_text(encoding="utf-8")
    if before == told:
        return None
    changed = difflib.unified_diff(
        before.splitlines(), told.splitlines(), "approved", "now", lineterm="", n=1
    )
    return Failure(case.place, "transcript", wanted, "\n".join(changed))


def approve(file: Path, case: Case, outcome: Outcome) -> None:
    """Keep this conversation as the approved one."""
    approved = copy_of(file, case)
    approved.parent.mkdir(parents=True, exist_ok=True)
    approved.write_text(transcript(outcome.turns), encoding="utf-8")
