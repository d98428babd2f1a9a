"""One extractor on the real knowledge base for all of these tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.nlu.pipeline import Extractor
from tests import loaded

KNOWLEDGE = Path(__file__).parents[3] / "data" / "knowledge"
Statuses = Callable[[str], dict[str, set[str]]]


@pytest.fixture(scope="session")
def knowledge() -> Path:
    """The clinician's folder."""
    return KNOWLEDGE


@pytest.fixture(scope="session")
def extract() -> Extractor:
    """The extractor as the model would carry it."""
    return loaded.extractor()


@pytest.fixture(scope="session")
def statuses(extract: Extractor) -> Statuses:
    """Each finding of a text with the statuses it was given."""

    def read(text: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for entity in extract(text):
            if "role" in entity:
                found.setdefault(entity["value"], set()).add(entity["role"])
        return found

    return read
