"""Conversations in YAML are collected too, and held with this project's bot."""

from __future__ import annotations

from typing import Any

from bot.cli.test import backstride

pytest_plugins = ["bot.testing.plugin"]


def pytest_kit_bot(config: Any) -> Any:
    """The bot that the conversation tests talk to."""
    return backstride()
