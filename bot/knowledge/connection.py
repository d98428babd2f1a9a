"""Where the SQL store is, and engines that give up in good time.

Every database error leaves here as a one-line StoreError that says what to do.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from bot.knowledge.reading import PROJECT

CONNECT_SECONDS = 3
STATEMENT_SECONDS = 5
READ_SECONDS = 1.5  # of a locked file: less than an action may take
BUILD = "Run `backstride build`."


class StoreError(Exception):
    """The knowledge store cannot be used; the text says why and what to do."""


def database_url(url: str | None = None) -> URL:
    """The address given, else $BACKSTRIDE_DATABASE_URL, else a file in .backstride/."""
    default = f"sqlite:///{PROJECT / '.backstride' / 'knowledge.db'}"
    text = url or os.environ.get("BACKSTRIDE_DATABASE_URL") or default
    if text.startswith("postgres://"):  # as some hosts still hand it out
        text = text.replace("postgres://", "postgresql://", 1)
    try:
        found = make_url(text)
    except ArgumentError:
        raise StoreError(
            "The database address cannot be read. Set BACKSTRIDE_DATABASE_URL to one"
            " such as sqlite:////path/knowledge.db or postgresql://user@host/name."
        ) from None
    if is_sqlite(found) and found.database in (None, "", ":memory:"):
        raise StoreError(
            "The knowledge store needs a file: use sqlite:////path/knowledge.db."
        )
    return found


def is_sqlite(url: URL) -> bool:
    return bool(url.get_backend_name() == "sqlite")


def is_postgres(url: URL) -> bool:
    return bool(url.get_backend_name() == "postgresql")


def sqlite_path(url: URL) -> Path:
    return Path(str(url.database)).absolute()


def shown(url: URL) -> str:
    """The address without its password."""
    return (
        str(sqlite_path(url))
        if is_sqlite(url)
        else str(url.render_as_string(hide_password=True))
    )


def open_to_read(url: URL) -> Any:
    """An engine that cannot write. Refuses a SQLite file that is not there."""
    if not is_sqlite(url):
        return _server_engine(url, read_only=True)
    path = sqlite_path(url)
    if not path.is_file():
        raise StoreError(f"There is no knowledge store at {path}. {BUILD}")
    address = path.as_uri() + "?mode=ro&uri=true"
    return create_engine(
        f"sqlite:///{address}", future=True, connect_args={"timeout": READ_SECONDS}
    )


def open_to_write(url: URL) -> Any:
    if is_sqlite(url):
        limits = {"timeout": STATEMENT_SECONDS}
        return create_engine(
            f"sqlite:///{sqlite_path(url)}", future=True, connect_args=limits
        )
    return _server_engine(url, read_only=False)


def _server_engine(url: URL, *, read_only: bool) -> Any:
    try:
        return create_engine(
            url,
            future=True,
            pool_pre_ping=True,
            pool_size=2,
            max_overflow=3,
            pool_timeout=CONNECT_SECONDS,
            isolation_level="REPEATABLE READ",  # one reading sees one version
            connect_args=_postgres_limits(read_only=read_only)
            if is_postgres(url)
            else {},
        )
    except (ImportError, NoSuchModuleError):
        raise StoreError(
            f"The driver for {url.drivername} is not installed."
            " For PostgreSQL: pip install 'backstride[postgres]'."
        ) from None


def _postgres_limits(*, read_only: bool) -> dict[str, Any]:
    milliseconds = STATEMENT_SECONDS * 1000
    options = f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds}"
    if read_only:
        options += " -c default_transaction_read_only=on"
    return {
        "connect_timeout": CONNECT_SECONDS,
        "options": options,
        "tcp_user_timeout": milliseconds,  # a server that vanished
        "application_name": "backstride",
    }


@contextmanager
def plain_errors(url: URL) -> Iterator[None]:
    """Turns what the database raises into a StoreError."""
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreError(_explain(url, error)) from error
    except OSError as error:
        raise StoreError(
            f"Cannot write {shown(url)}: {error.strerror}. Check the folder."
        ) from error


def _explain(url: URL, error: SQLAlchemyError) -> str:
    cause = str(getattr(error, "orig", None) or error).strip().splitlines() or [""]
    text = cause[0].rstrip(".")
    if is_sqlite(url):
        return f"The knowledge store at {shown(url)} cannot be used ({text}). {BUILD}"
    return (
        f"The knowledge store at {shown(url)} cannot be used ({text})."
        " Check that its server runs and that BACKSTRIDE_DATABASE_URL is right."
    )
