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
        name = target or (URL if url else IN_PROCESS)
        if name in SERVED and not url:
            raise KitError(f"The target {name} needs an address: --url http://…")
        if name in SERVED:
            return lambda: SERVED[name](url)
        if name not in self.targets:
            known = listed([*self.targets, *SERVED])
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


async def _web(url: str) -> Target:
    from bot.testing.targets.web import Web

    return Web(url)


async def _telegram(url: str) -> Target:
    from bot.testing.targets.stand_in import StandIn, Telegram

    return StandIn(url, Telegram())


async def _slack(url: str) -> Target:
    from bot.testing.targets.stand_in import Slack, StandIn

    return StandIn(url, Slack())


# Bots that run already, by the way they are talked to. For the platforms the address is
# the stand-in's.
SERVED: Mapping[str, Callable[[str], Awaitable[Target]]] = {
    URL: _rest,
    "web": _web,
    "telegram": _telegram,
    "slack": _slack,
}
