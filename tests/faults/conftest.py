"""The trained model, and a PostgreSQL of our own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.cli import train
from tests.dialogue.servers import postgres_server

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def model() -> Path:
    return train.ensure_current()


@pytest.fixture
def postgres() -> Iterator[Any]:
    """A server that the test may stop, freeze and start."""
    with postgres_server() as server:
        yield server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of these need the trained model."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.training)
