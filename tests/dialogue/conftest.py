"""Databases that are really there: a SQLite file, and a PostgreSQL of our own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.domain import Domain

from bot.cli import project
from tests.dialogue.servers import postgres_server


@pytest.fixture(scope="session")
def domain() -> Domain:
    return Domain.load(project.ROOT / "domain.yml")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Any]:
    """A server; `get_uri(name)` is a database of it."""
    with postgres_server() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'conversations.db'}"
    server = request.getfixturevalue("postgres")
    name = f"test_{abs(hash(request.node.nodeid))}"
    server.psql(f"DROP DATABASE IF EXISTS {name}")
    server.psql(f"CREATE DATABASE {name}")
    return str(server.get_uri(name))
