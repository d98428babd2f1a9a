"""`backstride restore FILE`: puts saved conversations back, into any database."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.cli import conversations
from bot.cli.errors import CommandError
from bot.dialogue import archive
from bot.dialogue.archive import ArchiveError
from bot.dialogue.connections import DatabaseError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where from."""
    parser.add_argument("file", type=Path, help="what `backstride backup` wrote")


def run(arguments: argparse.Namespace) -> int:
    """Read it all, or nothing of it."""
    database = conversations.database()
    try:
        number = archive.read(database, arguments.file)
    except ArchiveError as error:
        raise CommandError(str(error)) from error
    except DatabaseError as error:
        raise CommandError(f"{conversations.shown(database)}: {error}") from error
    print(f"Put {number} conversations into {conversations.shown(database)}.")
    return 0
