"""A served bot and a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import train
from tests.browser.chat import Chat, browser
from tests.channels.serving import Served, served


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("site"), train.ensure_current()) as site:
        yield site


@pytest.fixture(scope="module")
def address(site: Served) -> str:
    return str(site.client.base_url) + "/"


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[Chat]:
    with browser(tmp_path / "profile") as driver:
        yield Chat(driver)
