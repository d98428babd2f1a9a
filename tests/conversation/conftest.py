"""Conversations with the bot as it is served: gateway, trained model, actions, SQL."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.cli import train
from bot.cli.conversation import Bot, open_bot
from bot.cli.quiet import quiet

HERE = Path(__file__).parent


class Talk:
    """One runner's conversation, without the waiting."""

    def __init__(self, bot: Bot, loop: asyncio.AbstractEventLoop) -> None:
        self._bot = bot
        self._loop = loop
        self.sender = uuid.uuid4().hex
        self.replies: list[dict[str, Any]] = []

    def says(self, text: str) -> Talk:
        """The runner says something; `replies` holds what the bot answers."""
        answer = self._bot.send(self.sender, text)
        self.replies = self._loop.run_until_complete(answer)
        return self

    def settle(self) -> Talk:
        """Wait for what runs behind an emergency reply."""
        self._loop.run_until_complete(self._bot.settle())
        return self

    def slot(self, name: str) -> Any:
        return self._loop.run_until_complete(self._bot.slot(self.sender, name))

    @property
    def text(self) -> str:
        """Everything the bot said this turn."""
        return "\n\n".join(each["text"] for each in self.replies if each.get("text"))

    def custom(self, type_: str) -> dict[str, Any] | None:
        """This turn's machine payload of that type."""
        for each in self.replies:
            custom = each.get("custom") or {}
            if custom.get("type") == type_:
                return dict(custom)
        return None

    @property
    def question(self) -> str:
        """The finding asked for this turn, or nothing."""
        return str((self.custom("question") or {}).get("finding", ""))

    def interview(self, facts: dict[str, str], most: int = 14) -> Talk:
        """Answer questions from `facts` until the bot stops asking."""
        from bot.cli.interview import answer

        for _ in range(most):
            question = self.custom("question")
            if question is None:
                break
            self.says(answer(question, facts))
        return self


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture(scope="session")
def bot(loop: asyncio.AbstractEventLoop) -> Bot:
    train.ensure_current()
    quiet()
    return loop.run_until_complete(open_bot())


@pytest.fixture
def talk(bot: Bot, loop: asyncio.AbstractEventLoop) -> Talk:
    return Talk(bot, loop)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of these need the trained model."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.training)
