"""Conversations in one compressed file of JSON lines, whatever database they are in."""

from __future__ import annotations

import gzip
import json
import os
import time
from pathlib import Path
from typing import Any, Dict, Iterator

from sqlalchemy import delete, insert, select

from bot.dialogue.database import Database
from bot.dialogue.tables import CONVERSATION, TURN

KIND = "backstride conversations"
VERSION = 1


class ArchiveError(RuntimeError):
    """The file is not one of ours, or is damaged; the message says what to do."""


def write(database: Database, path: Path) -> int:
    """Write all conversations as they are at one moment; how many there are.

    The file is whole or not there, and only its owner can read it.
    """
    unfinished = path.with_name(path.name + ".unfinished")
    number = 0
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as raw, gzip.open(raw, "wt", encoding="utf-8") as out:
        head = {"kind": KIND, "version": VERSION, "written": time.time()}
        out.write(json.dumps(head) + "\n")
        for each in _all(database):
            out.write(json.dumps(each) + "\n")
            number += 1
        out.write(json.dumps({"conversations": number}) + "\n")
    unfinished.replace(path)
    return number


def read(database: Database, path: Path) -> int:
    """Put all conversations of the file back, each as it was; how many.

    One of the same id that is there now is replaced. All or none. Raises ArchiveError.
    """
    found = list(_checked(path))
    with database.writing() as connection:
        for each in found:
            id_ = each["conversation"]["id"]
            connection.execute(delete(TURN).where(TURN.c.conversation == id_))
            connection.execute(delete(CONVERSATION).where(CONVERSATION.c.id == id_))
            connection.execute(insert(CONVERSATION).values(**each["conversation"]))
            for turn in each["turns"]:
                connection.execute(insert(TURN).values(conversation=id_, **turn))
    return len(found)


def _all(database: Database) -> Iterator[Dict[str, Any]]:
    with database.writing() as connection:  # one moment for all rows
        if database.shared:
            connection.exec_driver_sql(
                "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
            )
        rows = connection.execute(select(CONVERSATION).order_by(CONVERSATION.c.id))
        for row in rows.all():
            turns = connection.execute(
                select(TURN.c.number, TURN.c.at, TURN.c.events)
                .where(TURN.c.conversation == row.id)
                .order_by(TURN.c.number)
            )
            yield {
                "conversation": dict(row._mapping),  # noqa: SLF001 - its public name
                "turns": [dict(each._mapping) for each in turns],  # noqa: SLF001
            }


def _checked(path: Path) -> Iterator[Dict[str, Any]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            lines = [json.loads(line) for line in file]
    except (OSError, EOFError, ValueError) as error:
        raise ArchiveError(f"{path}: this file cannot be read. Is it whole?") from error
    if not lines or lines[0].get("kind") != KIND or lines[0].get("version") != VERSION:
        raise ArchiveError(f"{path}: this is not a backup of conversations.")
    if lines[-1].get("conversations") != len(lines) - 2:
        raise ArchiveError(f"{path}: the end is missing. Take another backup.")
    yield from lines[1:-1]
