"""`backstride build`: compiles data/knowledge to the SQL store, if it has changed."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.knowledge.checks import check_folder
from bot.knowledge.compiler import compile_knowledge
from bot.knowledge.connection import StoreError, database_url, shown
from bot.knowledge.loader import load
from bot.knowledge.messages import KnowledgeError, Problem
from bot.knowledge.reading import content_version
from bot.knowledge.store import KnowledgeStore

HELP = "compile data/knowledge to the SQL store; quiet when it is up to date"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--folder", type=Path, help="the YAML files (default: data/knowledge)"
    )
    parser.add_argument(
        "--database", help="the store (default: $BACKSTRIDE_DATABASE_URL)"
    )
    parser.add_argument(
        "--force", action="store_true", help="build even if nothing changed"
    )


def run(args: argparse.Namespace) -> int:
    try:
        said = build(args.folder, args.database, force=args.force)
    except (KnowledgeError, StoreError) as error:
        print(error, file=sys.stderr)
        return 1
    if said:
        print(said)
    return 0


def build(
    folder: Path | None = None, database: str | None = None, *, force: bool = False
) -> str:
    """What was built, in a sentence or two; empty if the store was up to date.

    Raises KnowledgeError when files are wrong, though not when some are yet to be
    written, and StoreError when the store cannot be written.
    """
    if not force and is_current(folder, database):
        return ""
    problems = [each for each in check_folder(folder) if not each.is_warning]
    wrong = [each for each in problems if not each.is_unwritten]
    if wrong:
        raise KnowledgeError(wrong)
    counts = compile_knowledge(load(folder), database)
    return _said(counts, problems, database)


def is_current(folder: Path | None = None, database: str | None = None) -> bool:
    """Whether the store holds just what the YAML files say."""
    try:
        KnowledgeStore(database).check(content_version(folder))
    except StoreError:
        return False
    return True


def _said(
    counts: dict[str, int], unwritten: list[Problem], database: str | None
) -> str:
    listed = ", ".join(
        f"{count} {name.replace('_', ' ')}" for name, count in counts.items()
    )
    said = f"Built {shown(database_url(database))}: {listed}."
    if unwritten:
        said += f"\nStill to be written: {len(unwritten)}. `backstride check` lists it."
    return said
