"""A gateway around any turn: its detector, wording and journal are the real ones."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

from bot.channels.gateway import Gateway
from bot.safety.detector import Detector
from bot.safety.journal import Journal
from tests import loaded

Turn = Callable[[UserMessage], Awaitable[Any]]


@pytest.fixture(scope="session")
def detector() -> Detector:
    return loaded.detector()


@pytest.fixture
def make(tmp_path: Path, detector: Detector) -> Callable[..., Gateway]:
    def make(turn: Turn, deadline: float = 0.2, **kwargs: Any) -> Gateway:
        return Gateway(
            turn,
            detector=detector,
            journal=Journal(tmp_path / "journal.log"),
            deadline=deadline,
            **kwargs,
        )

    return make
