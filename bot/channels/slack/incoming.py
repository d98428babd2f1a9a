"""What Slack sends, as values: words, a press, a slash command, an opened home."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.intake import is_sender
from bot.channels.slack.text import plain

# What a person wrote; every other subtype is a system message, an edit or a bot.
_WRITTEN = (None, "file_share", "thread_broadcast")


@dataclass(frozen=True)
class Place:
    """Where somebody is. `thread` is "" outside one."""

    team: str
    user: str
    channel: str = ""
    thread: str = ""
    private: bool = False

    @property
    def sender(self) -> str:
        """The conversation: one for each person, wherever they write from."""
        return f"slack:{self.team}:{self.user}" if self.user else ""


@dataclass(frozen=True)
class Words:
    """A message. `id` is the same for every event about it."""

    place: Place
    text: str
    id: str
    has_files: bool = False


@dataclass(frozen=True)
class Press:
    """A button. `message` is its ts, "" for an ephemeral one, with no blocks."""

    place: Place
    action: str
    value: str
    label: str
    message: str
    blocks: tuple[dict[str, Any], ...]
    response_url: str


@dataclass(frozen=True)
class Slash:
    """A slash command with the words after it."""

    place: Place
    text: str
    response_url: str
    id: str


@dataclass(frozen=True)
class Home:
    """Somebody looks at the app's home."""

    place: Place


def event_of(body: Mapping[str, Any], bot_user: str = "") -> Words | Home | None:
    """An `event_callback`; None for whatever is not meant for us."""
    event = body.get("event")
    if not isinstance(event, dict) or not _by_a_person(event, bot_user):
        return None
    place = _place(body, event)
    if not is_sender(place.sender):
        return None
    if event.get("type") == "app_home_opened":
        return Home(place) if event.get("tab") == "home" else None
    return _words(event, place)


def _by_a_person(event: Mapping[str, Any], bot_user: str) -> bool:
    user = event.get("user")
    return isinstance(user, str) and user != bot_user and not event.get("bot_id")


def _place(body: Mapping[str, Any], event: Mapping[str, Any]) -> Place:
    thread = str(event.get("thread_ts") or "")
    return Place(
        team=str(body.get("team_id") or event.get("team") or ""),
        user=str(event["user"]),
        channel=str(event.get("channel") or ""),
        thread="" if thread == event.get("ts") else thread,
        private=event.get("channel_type") == "im",
    )


def _words(event: Mapping[str, Any], place: Place) -> Words | None:
    if event.get("subtype") not in _WRITTEN or event.get("hidden"):
        return None
    if event.get("edited"):  # a mention that was edited in comes with this
        return None
    asked = event.get("type") == "message" and place.private
    if not (asked or event.get("type") == "app_mention"):
        return None
    return Words(
        place,
        plain(str(event.get("text") or "")),
        f"{place.channel}:{event.get('ts')}",
        bool(event.get("files")),
    )


def press_of(payload: Mapping[str, Any]) -> Press | None:
    """A `block_actions` payload with one of our buttons."""
    actions = payload.get("actions") or [{}]
    action, message = actions[0], payload.get("message") or {}
    container = payload.get("container") or {}
    if payload.get("type") != "block_actions" or action.get("type") != "button":
        return None
    channel = str((payload.get("channel") or {}).get("id") or "")
    place = Place(
        team=str((payload.get("team") or {}).get("id") or ""),
        user=str((payload.get("user") or {}).get("id") or ""),
        channel=channel,
        thread=str(message.get("thread_ts") or container.get("thread_ts") or ""),
        private=channel.startswith("D"),
    )
    if not is_sender(place.sender):
        return None
    return Press(
        place,
        str(action.get("action_id") or ""),
        str(action.get("value") or ""),
        str((action.get("text") or {}).get("text") or ""),
        "" if container.get("is_ephemeral") else str(message.get("ts") or ""),
        tuple(message.get("blocks") or ()),
        str(payload.get("response_url") or ""),
    )


def slash_of(form: Mapping[str, str]) -> Slash | None:
    """A slash command's form."""
    place = Place(
        form.get("team_id", ""), form.get("user_id", ""), form.get("channel_id", "")
    )
    if not form.get("command") or not is_sender(place.sender):
        return None
    return Slash(
        place,
        plain(form.get("text", "")),
        form.get("response_url", ""),
        form.get("trigger_id", ""),
    )
