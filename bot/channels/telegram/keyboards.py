"""Inline keyboards. A callback holds 1 to 64 bytes: payloads stay here under an id."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.channels.chat.commands import Command
from bot.channels.chat.memory import Latest
from bot.channels.chat.outgoing import Button

MOST_IN_A_ROW, MOST_ROW_LETTERS, MOST_BUTTONS = 3, 24, 100
SAY, DO = "say:", "do:"
Keyboard = dict[str, Any]


class Keyboards:
    """Makes keyboards and knows what their buttons meant."""

    def __init__(self) -> None:
        """In memory; after a restart a button means its label, which is the same."""
        self._payloads: Latest[str] = Latest()

    def of(self, buttons: Sequence[Button]) -> Keyboard | None:
        """The `reply_markup`, None without buttons."""
        if not buttons:
            return None
        rows = _rows(buttons[:MOST_BUTTONS])
        return {"inline_keyboard": [[self._key(each) for each in row] for row in rows]}

    def payload(self, data: str, label: str) -> str:
        """What a press says; "" when neither memory nor label tells."""
        return self._payloads.get(data) or label

    def _key(self, button: Button) -> dict[str, str]:
        if button.does is not None:
            return {"text": button.title, "callback_data": DO + button.does.value}
        payload = button.payload or button.title
        digest = hashlib.sha256(payload.encode("utf-8", "surrogatepass")).hexdigest()
        data = f"{SAY}{digest[:32]}"
        self._payloads.put(data, payload)
        return {"text": button.title, "callback_data": data}


def command_in(data: str) -> Command | None:
    """The command of a button that does something."""
    names = {f"{DO}{each.value}": each for each in Command}
    return names.get(data)


def label_in(message: Mapping[str, Any], data: str) -> str:
    """The label of the pressed button, from the message it stands under."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard") or []
    labels = (
        str(key.get("text"))
        for row in rows
        for key in row
        if key.get("callback_data") == data
    )
    return next(labels, "")


def _rows(buttons: Sequence[Button]) -> Iterator[list[Button]]:
    """Short labels side by side, long ones each on a row of its own."""
    row: list[Button] = []
    for button in buttons:
        letters = sum(len(each.title) for each in [*row, button])
        if row and (len(row) >= MOST_IN_A_ROW or letters > MOST_ROW_LETTERS):
            yield row
            row = []
        row.append(button)
    if row:
        yield row
