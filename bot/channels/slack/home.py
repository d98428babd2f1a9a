"""The app's home: what this is, what it is not, and a button to start."""

from __future__ import annotations

from typing import Any

from bot.channels.chat.commands import Command
from bot.channels.chat.outgoing import Button, Outgoing
from bot.channels.chat.wording import Wording
from bot.channels.slack.blocks import messages_of


def home_view(wording: Wording) -> dict[str, Any]:
    """A view for views.publish."""
    header = {
        "type": "header",
        "text": {"type": "plain_text", "text": wording.say("home_title")},
    }
    buttons = (
        Button(wording.say("home_start_button"), does=Command.START),
        Button(wording.say("home_privacy_button"), does=Command.PRIVACY),
    )
    message = messages_of(Outgoing(wording.say("home"), buttons))[-1]
    return {"type": "home", "blocks": [header, *message.blocks]}
