"""What goes out to a platform: one value per turn, made of the gateway's replies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.channels.chat.commands import Command
from bot.channels.recall import Reply
from bot.channels.turn import is_alarm


@dataclass(frozen=True)
class Button:
    """Says `payload` for the runner, or does what `does` names."""

    title: str
    payload: str = ""
    does: Command | None = None


@dataclass(frozen=True)
class Document:
    """A file for the runner."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Outgoing:
    """`alarm`: a red flag, which nothing may hold up and nothing may follow.

    `aside`: not part of the conversation, so an open question stays open.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    alarm: bool = False
    aside: bool = False
    document: Document | None = None

    def after(self, remark: str) -> Outgoing:
        """With a remark before it; a red flag comes first and alone."""
        if self.alarm:
            return self
        return replace(self, text=f"{remark}\n\n{self.text}")


def outgoing_of(replies: Sequence[Reply]) -> Outgoing:
    """A turn's replies as one message: all texts, and the buttons of the last question.

    Under a red flag there are no buttons: no question follows it.
    """
    alarm = any(is_alarm(reply) for reply in replies)
    texts = [str(reply["text"]) for reply in replies if reply.get("text")]
    asked = [reply["buttons"] for reply in replies if reply.get("buttons")]
    buttons = [] if alarm or not asked else asked[-1]
    whole = "\n\n".join(texts)
    return Outgoing(
        _emphasised(whole) if alarm else whole,
        tuple(
            Button(str(each["title"]), str(each.get("payload") or each["title"]))
            for each in buttons
        ),
        alarm,
    )


def _emphasised(text: str) -> str:
    """What to do now, in bold."""
    first, newline, rest = text.partition("\n")
    return f"**{first}**{newline}{rest}"
