"""Which message's buttons still count: the latest question's, and each only once.

A "yes" to a question that has passed would be taken for the answer to another one.
A platform shows a message before it confirms to us that it did, and a runner may press
in between; hence `posting`. Ids are ordered: a later message has a greater one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.channels.chat.memory import Latest

Id = TypeVar("Id", int, tuple[str, str])


@dataclass
class _Buttons(Generic[Id]):
    """What is known of one runner's."""

    live: Id | None = None
    latest: Id | None = None  # of all messages with buttons that we know of
    is_posting: bool = False


class OpenQuestions(Generic[Id]):
    """Per runner the message whose buttons are live, None when there is none."""

    def __init__(self) -> None:
        self._runners: Latest[_Buttons[Id]] = Latest()

    def posting(self, sender: str) -> Id | None:
        """An answer is on its way; the message whose buttons should go, if any."""
        passed = self.close(sender)
        self._of(sender).is_posting = True
        return passed

    def ask(self, sender: str, message: Id | None) -> None:
        """The answer is there; its buttons are live, unless pressed already."""
        buttons = self._of(sender)
        buttons.is_posting = False
        if message is not None and _is_newer(message, buttons.latest):
            buttons.live = buttons.latest = message

    def close(self, sender: str) -> Id | None:
        """The runner has gone on; the message whose buttons should go, if any."""
        buttons = self._of(sender)
        passed, buttons.live, buttons.is_posting = buttons.live, None, False
        return passed

    def press(self, sender: str, message: Id) -> bool:
        """Whether the press counts. After a restart we know nothing and believe it."""
        known = sender in self._runners
        buttons = self._of(sender)
        early = buttons.is_posting and _is_newer(message, buttons.latest)
        if known and buttons.live != message and not early:
            return False
        buttons.live = None
        if _is_newer(message, buttons.latest):
            buttons.latest = message
        return True

    def _of(self, sender: str) -> _Buttons[Id]:
        buttons = self._runners.get(sender) or _Buttons()
        self._runners.put(sender, buttons)
        return buttons


def _is_newer(message: Id, than: Id | None) -> bool:
    return than is None or message > than
