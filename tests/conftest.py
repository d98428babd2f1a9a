"""Conversations in YAML are collected too, and held with this project's bot."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import pytest

from bot.cli.test import backstride

pytest_plugins = ["bot.testing.plugin"]
# What `make test-unit` leaves out.
LONG = ("training", "browser", "postgres", "slow")


def pytest_kit_bot(config: Any) -> Any:
    """The bot that the conversation tests talk to."""
    return backstride()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Thousands of tests and all of Rasa stay in memory till the end: looking through
    them for garbage again and again would take a tenth of the time.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long first: side by side, quick ones fill what is left at the end."""
    items.sort(key=lambda item: not any(map(item.get_closest_marker, LONG)))
