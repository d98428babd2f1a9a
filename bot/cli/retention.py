"""`backstride retention`: deletes conversations without a word for so many days."""

from __future__ import annotations

import argparse
import time

from bot.cli import conversations
from bot.cli.errors import CommandError
from bot.dialogue.connections import DatabaseError

DAY_SECONDS = 24 * 3600.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--days` is BACKSTRIDE_KEEP_DAYS when left out."""
    parser.add_argument("--days", type=int, help="keep so many days (0: all)")


def run(arguments: argparse.Namespace) -> int:
    """Delete, and say how many."""
    kept = conversations.settings().keep_days
    days = kept if arguments.days is None else arguments.days
    if days < 0:
        raise CommandError("--days is 0 or more.")
    if not days:
        print("Nothing is deleted: 0 days means that everything is kept.")
        return 0
    database = conversations.database()
    try:
        number = database.delete_older_than(time.time() - days * DAY_SECONDS)
    except DatabaseError as error:
        raise CommandError(f"{conversations.shown(database)}: {error}") from error
    print(f"Deleted {number} conversations without a word for {days} days.")
    return 0
