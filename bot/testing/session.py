"""What one run of pytest shares: the bot under test, and the stage it plays on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.testing.extension import Extension
from bot.testing.model import Outcome
from bot.testing.stage import Stage
from bot.testing.subject import Subject, rasa_subject


class KitSession:
    """Made once per process; the bot is asked for when the first file is read."""

    def __init__(self, config: pytest.Config) -> None:
        """Nothing is opened yet."""
        self._config = config
        self._subject: Subject | None = None
        self._stage: Stage | None = None
        self.items: Sequence[Any] = ()

    @property
    def subject(self) -> Subject:
        """The bot under test."""
        if self._subject is None:
            folder = self._config.getoption("kit_bot")
            if folder:
                self._subject = rasa_subject(Path(folder).resolve())
            else:
                given = self._config.hook.pytest_kit_bot(config=self._config)
                self._subject = given or rasa_subject(self._config.rootpath)
        return self._subject

    @property
    def extension(self) -> Extension:
        """What is special about it."""
        return self.subject.extension

    @property
    def target(self) -> str:
        """The name of the target, as chosen."""
        url = self._config.getoption("kit_url")
        return str(self._config.getoption("kit_target") or url or "in-process")

    def play(self, item: Any) -> Outcome:
        """The item's outcome. The first call starts all that are selected.

        A worker of xdist plays only what it is given: others play the rest.
        """
        stage = self._opened()
        if self.items and not hasattr(self._config, "workerinput"):
            stage.begin([(each.nodeid, each.case) for each in self.items])
            self.items = ()
        return stage.outcome(item.nodeid, item.case)

    def close(self) -> None:
        """Let the bot go."""
        if self._stage is not None:
            self._stage.close()

    def _opened(self) -> Stage:
        if self._stage is None:
            option = self._config.getoption
            way = self.subject.way(option("kit_target"), option("kit_url"))
            self._stage = Stage(way, self.extension, option("kit_parallel"))
        return self._stage


SESSION = pytest.StashKey[KitSession]()
