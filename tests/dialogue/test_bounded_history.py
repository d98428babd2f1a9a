"""A short history leads to the same conversation as a whole one."""

from __future__ import annotations

from typing import Any

import pytest

from bot.cli import train
from bot.cli.conversation import open_bot
from bot.cli.quiet import quiet
from bot.dialogue import history
from tests.dialogue.conversations import hold, vignettes

pytestmark = pytest.mark.training


async def talk(prefix: str) -> list[Any]:
    bot = await open_bot()
    said = []
    for number, patient in enumerate(vignettes(3)):
        turns = await hold(bot, f"{prefix}{number}", patient)
        for reply in (each for turn in turns for each in turn):
            del reply["recipient_id"]
        said.append(turns)
    return said


async def test_word_for_word_as_with_a_whole_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    train.ensure_current()
    quiet()
    whole = await talk("whole")
    # Far fewer than is kept, so that it is cut many times.
    monkeypatch.setattr(history, "FEWEST_TURNS", 4)
    monkeypatch.setattr(history, "MOST_TURNS", 6)
    assert await talk("short") == whole
    assert max(len(turns) for turns in whole) > 20
