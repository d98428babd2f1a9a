"""What the server logs: one line an event, as text or JSON, and never a runner's words.

Of our own messages the text is kept: none of them holds what a runner wrote (tests see
to it). Of everybody else's only where it came from is kept, and of an error only its
kind: both may hold anything.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path

from bot.cli.errors import CommandError

OURS = ("bot.", "actions.")
VARIABLE = "BACKSTRIDE_LOG"
FORMATS = ("text", "json")


class Plain(logging.Formatter):
    """time, level, logger, message; `as_json` for machines."""

    def __init__(self, *, as_json: bool = False) -> None:
        super().__init__()
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        parts = self._parts(record)
        if self._as_json:
            return json.dumps(parts, ensure_ascii=False)
        return " ".join(parts.values())

    def _parts(self, record: logging.LogRecord) -> dict[str, str]:
        moment = datetime.fromtimestamp(record.created, timezone.utc)
        place = f"{Path(record.pathname).name}:{record.lineno}"
        ours = record.name.startswith(OURS)
        parts = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage().replace("\n", " ") if ours else place,
        }
        if record.exc_info and record.exc_info[0]:
            parts["error"] = record.exc_info[0].__name__
        return parts


def set_up(environment: Mapping[str, str] | None = None) -> None:
    """Everything to standard error, as BACKSTRIDE_LOG says. Raises CommandError."""
    given = os.environ if environment is None else environment
    kind = given.get(VARIABLE, "text")
    if kind not in FORMATS:
        raise CommandError(f"{VARIABLE} is {' or '.join(FORMATS)}, not {kind}.")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Plain(as_json=kind == "json"))
    root = logging.getLogger()
    for name in ("", *logging.root.manager.loggerDict):
        logging.getLogger(name).handlers.clear()  # whoever printed for themselves
    root.addHandler(handler)
    logging.getLogger("bot").setLevel(logging.WARNING)
