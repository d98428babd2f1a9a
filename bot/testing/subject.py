"""The bot under test: how to reach it, and what is special about it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.testing.extension import Extension
from bot.testing.problems import KitError, listed
from bot.testing.targets import Target

IN_PROCESS = "in-process"
URL = "url"
Open = Callable[[], Awaitable[Target]]


@dataclass(frozen=True)
class Subject:
    """`targets` are ways to open it, by name."""

    extension: Extension
    targets: Mapping[str, Open] = field(default_factory=dict)

    def way(self, target: str, url: str) -> Open:
        """How to open it. Raises KitError for a name that is none of its targets."""
        if url and target in ("", URL):
            return lambda: _rest(url)
        name = target or IN_PROCESS
        if name == URL:
            raise KitError("The target url needs an address: --url http://…")
        if name not in self.targets:
            known = listed([*self.targets, URL])
            raise KitError(f'There is no target "{name}" for this bot. Known: {known}.')
        return self.targets[name]


def rasa_subject(folder: Path) -> Subject:
    """Any Rasa bot in a folder."""

    async def in_process() -> Target:
        from bot.testing.targets.in_process import open_rasa_bot

        return await open_rasa_bot(folder)

    return Subject(Extension(folder), {IN_PROCESS: in_process})


async def _rest(url: str) -> Target:
    from bot.testing.targets.rest import Rest

    return Rest(url)
