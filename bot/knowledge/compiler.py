"""Compiles the knowledge to SQL, all or nothing."""

from __future__ import annotations

import os
import threading
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from sqlalchemy import event, inspect, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session

from bot.knowledge.connection import (
    database_url,
    is_postgres,
    is_sqlite,
    open_to_write,
    plain_errors,
    sqlite_path,
)
from bot.knowledge.model import Knowledge
from bot.knowledge.rows import WRITERS, rows_in_order
from bot.knowledge.tables import SCHEMA_VERSION, Base, MetaRow

BUILD_LOCK = 0x6261636B  # one build at a time on a shared server


def compile_knowledge(knowledge: Knowledge, url: str | None = None) -> dict[str, int]:
    """Replaces what the store holds, in one transaction; returns how many of each.

    Readers see the old content or the new, never a mixture: a SQLite file is written
    beside the old one and renamed over it. Raises StoreError.
    """
    target = database_url(url)
    with plain_errors(target):
        if is_sqlite(target):
            _replace_file(knowledge, sqlite_path(target))
        else:
            _write(knowledge, target)
    counts = {name: len(getattr(knowledge, name)) for name in WRITERS}
    return {**counts, "wording": len(knowledge.wording)}


def _replace_file(knowledge: Knowledge, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}.new")
    draft.unlink(missing_ok=True)
    try:
        _write(knowledge, make_url(f"sqlite:///{draft}"))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _write(knowledge: Knowledge, url: URL) -> None:
    engine = open_to_write(url)
    if is_sqlite(url):
        event.listen(engine, "connect", _enforce_references)
    try:
        with engine.begin() as connection:
            if is_postgres(url):
                connection.execute(text(f"SELECT pg_advisory_xact_lock({BUILD_LOCK})"))
            _empty_tables(connection)
            with Session(connection, future=True) as session:
                _fill(session, knowledge)
    finally:
        engine.dispose()


def _enforce_references(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA foreign_keys=ON")


def _empty_tables(connection: Any) -> None:
    """Tables of this release, empty; those of another release are made anew."""
    if _schema_version(connection) == SCHEMA_VERSION:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
        return
    Base.metadata.drop_all(connection)
    Base.metadata.create_all(connection)


def _schema_version(connection: Any) -> int | None:
    if not inspect(connection).has_table(MetaRow.__tablename__):
        return None
    found = connection.execute(select(MetaRow.schema_version)).scalar()
    return int(found) if found is not None else None


def _fill(session: Session, knowledge: Knowledge) -> None:
    for rows in rows_in_order(knowledge):
        session.add_all(rows)
        session.flush()
    session.add(
        MetaRow(
            id=1,
            schema_version=SCHEMA_VERSION,
            content_version=knowledge.version,
            built_at=datetime.now(timezone.utc).isoformat(timespec="seconds"),
        )
    )
    session.flush()
