"""A conversation that was held becomes a screenplay, expectations included."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.testing.extension import Extension
from bot.testing.model import Turn
from bot.testing.telling import lines_of


class Recording:
    """The turns so far."""

    def __init__(self, extension: Extension) -> None:
        """`extension` knows what is worth expecting of this bot."""
        self._extension = extension
        self.sender = f"kit-{uuid.uuid4().hex}"
        self.turns: list[Turn] = []

    def told(self, turn: Turn) -> list[str]:
        """What the bot said, for the screen."""
        return lines_of(turn)[1:]

    def write(self, path: Path) -> None:
        """As a screenplay that passes as the bot is now."""
        lines: list[dict[str, Any]] = []
        for turn in self.turns:
            lines.append({"user": turn.said})
            expected = self._extension.expected(turn)
            if expected:
                lines.append({"bot": expected})
        path.parent.mkdir(parents=True, exist_ok=True)
        yaml = YAML()
        yaml.default_flow_style = False
        with path.open("w", encoding="utf-8") as file:
            yaml.dump({"screenplays": {path.stem: lines}}, file)
