"""The options, once for pytest (`--kit-…`) and once for `backstride test` (`--…`)."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

AT_A_TIME = 4


@dataclass(frozen=True)
class Option:
    """As argparse and pytest both take it."""

    name: str
    about: str
    given: dict[str, Any] = field(default_factory=dict)

    @property
    def dest(self) -> str:
        """Its name in pytest's configuration."""
        return "kit_" + self.name.replace("-", "_")


def _text(name: str, metavar: str, about: str, default: str = "") -> Option:
    return Option(name, about, {"metavar": metavar, "default": default})


OPTIONS = (
    _text("target", "NAME", "in-process, url, slack, telegram or web", ""),
    _text("url", "URL", "the address of a bot that runs, or of a platform's stand-in"),
    _text("bot", "FOLDER", "another Rasa bot: domain.yml, models/, actions"),
    Option(
        "parallel",
        f"conversations at a time (default {AT_A_TIME})",
        {"metavar": "N", "type": int, "default": AT_A_TIME},
    ),
    Option(
        "repeat",
        "play every conversation N times",
        {"metavar": "N", "type": int, "default": 1},
    ),
    Option(
        "update",
        "approve the transcripts as they are now",
        {"action": "store_true", "default": False},
    ),
    _text("json", "FILE", "write the report as JSON"),
    _text("markdown", "FILE", "write the report for a pull request"),
    _text("html", "FILE", "write the report with all transcripts"),
    _text(
        "cov-fail-under",
        "PERCENT",
        "fail below this coverage: 90, or facts=100,rules=80",
    ),
)


def add_to(add: Callable[..., Any], prefix: str) -> None:
    """Add them all, to argparse or to a group of pytest's."""
    for option in OPTIONS:
        add(
            f"--{prefix}{option.name}",
            dest=option.dest,
            help=option.about,
            **option.given,
        )


def as_pytest_arguments(given: argparse.Namespace) -> list[str]:
    """The same choices as pytest's own arguments."""
    arguments: list[str] = []
    for option in OPTIONS:
        value = getattr(given, option.dest)
        if value is True:
            arguments.append(f"--kit-{option.name}")
        elif value not in ("", False, option.given.get("default")):
            arguments.append(f"--kit-{option.name}={value}")
    return arguments
