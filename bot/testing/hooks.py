"""The one hook: which bot is tested. A conftest.py may answer it."""

from __future__ import annotations

import pytest

from bot.testing.subject import Subject


@pytest.hookspec(firstresult=True)
def pytest_kit_bot(config: pytest.Config) -> Subject | None:
    """The bot, or None to leave it to others; asked once, before the first file."""
