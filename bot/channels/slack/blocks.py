"""Block Kit within its limits, and always with the same in plain text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.chat.outgoing import Button, Outgoing
from bot.channels.chat.splitting import split
from bot.channels.slack.text import escape, mrkdwn

MOST_SECTION, MOST_BLOCKS, MOST_TEXT = 3000, 50, 38_000  # characters, blocks
MOST_BUTTONS, MOST_TITLE, MOST_VALUE = 25, 75, 2000  # in an actions block
SAY, DO = "say", "do"  # what a button's action_id begins with

Block = dict[str, Any]


@dataclass(frozen=True)
class Message:
    """One chat.postMessage. `text` is what screen readers and notifications get."""

    text: str
    blocks: tuple[Block, ...]

    @property
    def has_buttons(self) -> bool:
        """Whether there is something to press."""
        return any(block["type"] == "actions" for block in self.blocks)


def messages_of(outgoing: Outgoing) -> list[Message]:
    """As many messages as the text needs; the buttons are under the last."""
    actions = _actions(outgoing.buttons)
    room = MOST_BLOCKS - len(actions)
    pieces = split(outgoing.text, MOST_SECTION, size=lambda text: len(mrkdwn(text)))
    groups = _grouped(pieces, room)
    messages = [_message(group) for group in groups[:-1]]
    last = groups[-1] if groups else []
    return [*messages, _message(last, outgoing.buttons, actions)]


def _grouped(pieces: Sequence[str], most: int) -> list[list[str]]:
    groups: list[list[str]] = []
    for piece in pieces:
        size = sum(len(each) for each in groups[-1]) if groups else MOST_TEXT
        if not groups or len(groups[-1]) >= most or size + len(piece) > MOST_TEXT // 2:
            groups.append([])
        groups[-1].append(piece)
    return groups


def _message(
    pieces: Sequence[str],
    buttons: Sequence[Button] = (),
    actions: Sequence[Block] = (),
) -> Message:
    titles = [f"• {button.title}" for button in buttons]
    text = "\n\n".join([*pieces, "\n".join(titles)] if titles else pieces)
    sections = [section(mrkdwn(piece)) for piece in pieces]
    return Message(mrkdwn(text)[:MOST_TEXT], (*sections, *actions))


def section(text: str) -> Block:
    """A paragraph of mrkdwn."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _actions(buttons: Sequence[Button]) -> list[Block]:
    numbered = list(enumerate(buttons))
    starts = range(0, len(numbered), MOST_BUTTONS)
    rows = [numbered[start : start + MOST_BUTTONS] for start in starts]
    return [
        {"type": "actions", "elements": [_button(*each) for each in row]}
        for row in rows
    ]


def _button(number: int, button: Button) -> Block:
    action = f"{DO}:{button.does.value}" if button.does else f"{SAY}:{number}"
    # A value that does not fit must not be cut: the label says the same in words.
    value = button.payload if 0 < len(button.payload) <= MOST_VALUE else button.title
    return {
        "type": "button",
        "action_id": action,
        "text": {"type": "plain_text", "text": shortened(button.title, MOST_TITLE)},
        "value": value[:MOST_VALUE],
    }


def shortened(text: str, most: int) -> str:
    """At most that many characters, with a sign that something is missing."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def chosen(blocks: Sequence[Block], note: str) -> list[Block]:
    """The same message with a note in the place of its buttons."""
    kept = [block for block in blocks if block.get("type") != "actions"]
    return [*kept[: MOST_BLOCKS - 1], _context(note)] if note else kept


def text_of(blocks: Sequence[Block]) -> str:
    """What the sections and notes say, for screen readers."""
    parts = [
        part
        for block in blocks
        for part in [block.get("text"), *block.get("elements", ())]
        if block.get("type") in ("section", "context") and part
    ]
    return "\n\n".join(str(part.get("text")) for part in parts)[:MOST_TEXT] or "…"


def _context(note: str) -> Block:
    element = {"type": "mrkdwn", "text": escape(shortened(note, 1000))}
    return {"type": "context", "elements": [element]}
