"""Which message's buttons still count: the latest question's, and each only once.

A "yes" to a question that has passed would be taken for the answer to another one.
"""

from __future__ import annotations

from collections.abc import Hashable

from bot.channels.chat.memory import Latest


class OpenQuestions:
    """Per runner the message whose buttons are live, None when there is none."""

    def __init__(self) -> None:
        self._open: Latest[Hashable | None] = Latest()

    def ask(self, sender: str, message: Hashable) -> None:
        """These buttons are live from now on."""
        self._open.put(sender, message)

    def close(self, sender: str) -> Hashable | None:
        """The runner has gone on; the message whose buttons should go, if any."""
        message = self._open.get(sender)
        self._open.put(sender, None)
        return message

    def press(self, sender: str, message: Hashable) -> bool:
        """Whether the press counts. After a restart we know nothing and believe it."""
        if sender in self._open and self._open.get(sender) != message:
            return False
        self._open.put(sender, None)
        return True
