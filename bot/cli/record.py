"""`backstride test --record FILE`: a chat in the terminal becomes a screenplay."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Any

from bot.cli.errors import CommandError
from bot.testing.problems import KitError
from bot.testing.recording import Recording
from bot.testing.subject import Subject, rasa_subject
from bot.testing.targets import Start

LEAVE = ("/quit", "/exit", "/q")


def record(arguments: argparse.Namespace, own: Subject) -> int:
    """Talk until the input ends, then write FILE. Raises CommandError."""
    path: Path = arguments.record
    if path.exists():
        raise CommandError(f"{path}: this file is there already; name a new one.")
    folder = arguments.kit_bot
    subject = rasa_subject(Path(folder).resolve()) if folder else own
    try:
        recording = asyncio.run(_talk(subject, arguments))
    except KitError as error:
        raise CommandError(str(error)) from error
    recording.write(path)
    print(
        f"{path}: {len(recording.turns)} turns. Read it, then: backstride test {path}"
    )
    return 0


async def _talk(subject: Subject, arguments: argparse.Namespace) -> Recording:
    target = await subject.way(arguments.kit_target, arguments.kit_url)()
    recording = Recording(subject.extension)
    try:
        conversation = await target.begin(Start(recording.sender))
        print("Type what the user says; /quit writes the file.", file=sys.stderr)
        while (said := _read()) is not None:
            turn = await conversation.say(said, {})
            recording.turns.append(turn)
            for line in recording.told(turn):
                print(line)
    finally:
        await target.close()
    return recording


def _read() -> Any:
    """The next line; None at the end."""
    try:
        said = input("> " if sys.stdin.isatty() else "").strip()
    except EOFError:
        return None
    return None if said in LEAVE else said or _read()
