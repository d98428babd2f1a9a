"""A bot without a model, to try the kit on in milliseconds, and turns made by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.testing.extension import Extension
from bot.testing.formats import read_cases
from bot.testing.model import Case, Inside, Reply, Scene, Turn
from bot.testing.problems import KitError
from bot.testing.targets import Start


class Parrot:
    """Says everything back, and asks who is there until it is told a name."""

    name = "parrot"

    def __init__(self) -> None:
        self.at_once = 0
        self.most_at_once = 0
        self.starts: list[Start] = []
        self.closed = False

    async def begin(self, start: Start) -> Parrot:
        self.starts.append(start)
        return self

    async def say(self, text: str, metadata: Mapping[str, Any]) -> Turn:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0.01)
        self.at_once -= 1
        if text == "break":
            raise KitError("it broke")
        known = text.startswith("I am")
        replies = [Reply(text.lower())] + ([] if known else [Reply("Who is there?")])
        return Turn(text, tuple(replies), seconds=0.01)

    async def close(self) -> None:
        self.closed = True


@pytest.fixture
def parrot() -> Parrot:
    return Parrot()


@pytest.fixture
def extension(tmp_path: Path) -> Extension:
    return Extension(tmp_path)


@pytest.fixture
def read(tmp_path: Path, extension: Extension) -> Callable[[str], list[Case]]:
    """The cases of a file with this content."""

    def read(content: str) -> list[Case]:
        path = tmp_path / "plays.yml"
        path.write_text(content, encoding="utf-8")
        return read_cases(path, extension.kinds(), "plays.yml")

    return read


def scene(*replies: Reply, inside: Inside | None = None, **given: Any) -> Scene:
    return Scene(Turn("hello", replies, inside=inside, **given))


def event(kind: str, **given: Any) -> dict[str, Any]:
    return {"event": kind, **given}
