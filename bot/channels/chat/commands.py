"""The commands of the chat platforms. What they say is in wording/chat.yml."""

from __future__ import annotations

from enum import Enum


class Command(str, Enum):
    """By the name a runner types; the last two exist as buttons only."""

    START = "start"
    HELP = "help"
    STOP = "stop"
    RESTART = "restart"
    PRIVACY = "privacy"
    EXPORT = "export"
    DELETE = "delete"
    DELETE_NOW = "delete_now"
    KEEP = "keep"


TYPED = tuple(
    each for each in Command if each not in (Command.DELETE_NOW, Command.KEEP)
)


def command_of(word: str) -> Command | None:
    """The command that the word names, with or without a slash."""
    name = word.strip().removeprefix("/").lower()
    return next((each for each in TYPED if each.value == name), None)
