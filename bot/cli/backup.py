"""`backstride backup FILE`: all stored conversations, while the bot runs."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.cli import conversations
from bot.cli.errors import CommandError
from bot.dialogue import archive
from bot.dialogue.connections import DatabaseError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("file", type=Path, help="such as backups/2026-11-22.jsonl.gz")


def run(arguments: argparse.Namespace) -> int:
    """Write it, and say how many conversations are in it."""
    database = conversations.database()
    try:
        number = archive.write(database, arguments.file)
    except (DatabaseError, OSError) as error:
        raise CommandError(f"{arguments.file}: {error}. Nothing was saved.") from error
    print(f"Saved {number} conversations of {conversations.shown(database)}.")
    return 0
