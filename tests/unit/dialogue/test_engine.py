"""Rasa in its own thread: a start that fails is kept as a reason, never raised."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from bot.dialogue.agent import ModelError, load_agent
from bot.dialogue.engine import STARTING, Engine


async def no_package() -> Agent:
    raise SystemExit(1)


async def something() -> Agent:
    raise OSError("secret path")


def missing(folder: Path) -> Engine:
    return Engine(lambda: load_agent(folder / "model.tar.gz"))


def test_it_says_that_it_is_starting() -> None:
    assert Engine(something).problem == STARTING


@pytest.mark.parametrize(
    ("load", "reason"), [(no_package, "imported"), (something, "OSError")]
)
async def test_a_failed_start_leaves_a_reason(load, reason: str) -> None:
    engine = Engine(load)
    await engine.start()
    assert reason in engine.problem
    assert "secret" not in engine.problem
    await engine.stop()


async def test_without_a_model_a_message_is_refused(tmp_path: Path) -> None:
    engine = missing(tmp_path)
    await engine.start()
    with pytest.raises(ModelError, match="make train"):
        await engine.handle(UserMessage("hello"))
    with pytest.raises(ModelError):
        await engine.stored(UserMessage("hello"))
    await engine.stop()


async def test_what_blocks_there_does_not_block_here() -> None:
    async def slow() -> Agent:
        time.sleep(0.5)  # noqa: ASYNC251 - that is the point
        raise ModelError("gave up")

    engine = Engine(slow)
    starting = asyncio.ensure_future(engine.start())
    started = time.monotonic()
    await asyncio.sleep(0.05)
    assert time.monotonic() - started < 0.3
    assert engine.problem == STARTING
    await starting
    assert engine.problem == "gave up"
    await engine.stop()
