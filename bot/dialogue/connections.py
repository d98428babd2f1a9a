"""Connections to the database of conversations, SQLite or PostgreSQL.

Every statement has a time limit, so that a database that is away or frozen costs its
caller seconds and nobody else anything.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import Any, Optional, Type

from sqlalchemy import create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, ProgrammingError, SQLAlchemyError

from bot.dialogue.tables import METADATA

STATEMENT_SECONDS = 2
CONNECT_SECONDS = 2


class DatabaseError(RuntimeError):
    """It cannot be read or written now. Holds the kind of error, never a statement."""

    is_away = True


class Connections:
    """Opens them when they are needed, and makes the tables with the first."""

    def __init__(self, url: str) -> None:
        """Nothing is opened yet, so that a database may come up later than the bot."""
        self.url = make_url(url)
        self.shared = self.url.get_backend_name() != "sqlite"
        self._engine: Any = None

    def reading(self) -> Guarded:
        """A connection to read by."""
        return Guarded(self, writes=False)

    def writing(self) -> Guarded:
        """A transaction."""
        return Guarded(self, writes=True)

    def engine(self) -> Any:
        """The engine, with the tables made if need be."""
        if self._engine is None:
            made = _server(self.url) if self.shared else _file(self.url)
            _make_tables(made)
            self._engine = made
        return self._engine

    def close(self) -> None:
        """Give the connections back."""
        if self._engine is not None:
            self._engine.dispose()


class Guarded:
    """A connection whose errors are DatabaseErrors; a transaction if it `writes`."""

    def __init__(self, connections: Connections, *, writes: bool) -> None:
        self._connections = connections
        self._writes = writes
        self._inner: Any = None

    def __enter__(self) -> Any:
        try:
            engine = self._connections.engine()
            self._inner = engine.begin() if self._writes else engine.connect()
            return self._inner.__enter__()
        except (SQLAlchemyError, OSError, ImportError) as error:
            raise DatabaseError(_kind(error)) from None

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        try:
            self._inner.__exit__(kind, error, trace)
        except SQLAlchemyError as failed:
            raise DatabaseError(_kind(failed)) from None
        if isinstance(error, SQLAlchemyError):
            raise DatabaseError(_kind(error)) from None


def _make_tables(engine: Any) -> None:
    """Those that are not there; another process may be making them just now."""
    try:
        METADATA.create_all(engine)
    except (IntegrityError, ProgrammingError):
        METADATA.create_all(engine)


def _kind(error: BaseException) -> str:
    """The kind only: the text may hold the statement, and so the runner's words."""
    return type(getattr(error, "orig", None) or error).__name__


def _file(url: Any) -> Any:
    """A SQLite file that only its owner can read; readers and a writer side by side."""
    path = Path(str(url.database))
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    engine = create_engine(
        url, future=True, connect_args={"timeout": STATEMENT_SECONDS * 0.5}
    )

    @event.listens_for(engine, "connect")
    def _(connection: Any, _record: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def _server(url: Any) -> Any:
    milliseconds = STATEMENT_SECONDS * 1000
    return create_engine(
        url,
        future=True,
        pool_pre_ping=True,
        pool_size=4,
        max_overflow=4,
        pool_timeout=CONNECT_SECONDS,
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "options": f"-c statement_timeout={milliseconds}"
            f" -c lock_timeout={milliseconds}",
            "tcp_user_timeout": milliseconds,
            "application_name": "backstride",
        },
    )
