"""A served bot and a browser.

A server is started once for all of these tests: each conversation has its own session.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import train
from tests.browser.chat import Chat, browser
from tests.browser.sites import CLUB_PORT
from tests.channels.serving import Served, served


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("site"), train.ensure_current()) as site:
        yield site


@pytest.fixture(scope="session")
def site_of_a_club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that knows the club's website."""
    folder = tmp_path_factory.mktemp("site")
    origins = {"BACKSTRIDE_ORIGINS": f"http://127.0.0.1:{CLUB_PORT}"}
    with served(folder, train.ensure_current(), **origins) as site:
        yield site


@pytest.fixture(scope="module")
def address(site: Served) -> str:
    return str(site.client.base_url) + "/"


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[Chat]:
    with browser(tmp_path / "profile") as driver:
        yield Chat(driver)
