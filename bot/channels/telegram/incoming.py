"""What Telegram sends, as values: a message or a press; everything else is let go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.chat.commands import Command, command_of
from bot.channels.telegram.keyboards import label_in
from bot.channels.telegram.text import part, without

_NOT_WORDS = (
    "voice", "audio", "photo", "video", "video_note", "sticker", "animation",
    "document", "location", "contact", "dice", "poll", "story", "venue", "game",
    "paid_media", "checklist",
)  # fmt: skip


@dataclass(frozen=True)
class Bot:
    """Who we are; zero and empty until Telegram has told us."""

    id: int = 0
    username: str = ""


@dataclass(frozen=True)
class Chat:
    """Where a person writes. `topic` is None outside a forum's topic."""

    user: int
    chat: int
    private: bool
    topic: int | None = None

    @property
    def sender(self) -> str:
        """The conversation: one for each person, in groups too."""
        return f"telegram:{self.user}"


@dataclass(frozen=True)
class Heard:
    """A message. `edited` is the time of the edit, 0 when there was none."""

    place: Chat
    id: int
    text: str
    command: Command | None = None
    has_more: bool = False
    edited: int = 0


@dataclass(frozen=True)
class Pressed:
    """A button. `message` is 0, and `text` empty, when it is too old to be known."""

    place: Chat
    id: str
    data: str
    label: str
    message: int
    text: str
    entities: tuple[dict[str, Any], ...]


def incoming_of(update: Mapping[str, Any], bot: Bot) -> Heard | Pressed | None:
    """None for whatever is not meant for us."""
    if isinstance(update.get("callback_query"), dict):
        return _pressed(update["callback_query"])
    for kind in ("message", "edited_message"):
        if isinstance(update.get(kind), dict):
            return _heard(update[kind], bot)
    return None


def _pressed(query: Mapping[str, Any]) -> Pressed | None:
    message, data = query.get("message") or {}, str(query.get("data") or "")
    user = (query.get("from") or {}).get("id")
    if not isinstance(user, int) or not data:
        return None
    chat = message.get("chat") or {}
    return Pressed(
        Chat(
            user, int(chat.get("id") or user), chat.get("type", "private") == "private"
        ),
        str(query.get("id") or ""),
        data,
        label_in(message, data),
        int(message.get("message_id") or 0) if message.get("date") else 0,
        str(message.get("text") or ""),
        tuple(message.get("entities") or ()),
    )


def _heard(message: Mapping[str, Any], bot: Bot) -> Heard | None:
    author, chat = message.get("from") or {}, message.get("chat") or {}
    kind = chat.get("type")
    if author.get("is_bot") or not isinstance(author.get("id"), int):
        return None
    if kind not in ("private", "group", "supergroup"):
        return None
    has_more = any(name in message for name in _NOT_WORDS)
    text = message.get("text") or message.get("caption")
    if not text and not has_more:
        return None  # somebody joined, a message was pinned, …
    private = kind == "private"
    text, addressed, command = _read(message, str(text or ""), bot)
    if not (private or addressed or _answers(message, bot)):
        return None
    topic = (
        message.get("message_thread_id") if message.get("is_topic_message") else None
    )
    place = Chat(author["id"], int(chat["id"]), private, topic)
    edited = int(message.get("edit_date") or 0)
    return Heard(place, int(message["message_id"]), text, command, has_more, edited)


def _read(
    message: Mapping[str, Any], text: str, bot: Bot
) -> tuple[str, bool, Command | None]:
    """The words meant for us, whether we are named, and a command if it is one."""
    addressed, command = False, None
    for kind, start, length, user in reversed(list(_entities(message))):
        word = part(text, start, length)
        if kind == "bot_command" and start == 0:
            name, _, whom = word.partition("@")
            addressed = addressed or _is_us(whom, bot)
            command = command_of(name) if not whom or _is_us(whom, bot) else None
            text = without(text, start, length) if command else text
        elif (kind == "mention" and _is_us(word[1:], bot)) or (user and user == bot.id):
            addressed = True
            text = without(text, start, length)
    rest = text.strip()
    # "/start abc" comes from a link; after any other command words are words.
    if command and (not rest or (command is Command.START and " " not in rest)):
        return "", addressed, command
    return rest, addressed, None


def _entities(message: Mapping[str, Any]) -> Iterator[tuple[str, int, int, int]]:
    """Kind, start, length, user."""
    for each in message.get("entities") or message.get("caption_entities") or ():
        user = int((each.get("user") or {}).get("id") or 0)
        yield str(each.get("type")), int(each["offset"]), int(each["length"]), user


def _is_us(name: str, bot: Bot) -> bool:
    return bool(name) and name.lower() == bot.username.lower()


def _answers(message: Mapping[str, Any], bot: Bot) -> bool:
    """Whether it is a reply to something that we wrote."""
    author = (message.get("reply_to_message") or {}).get("from") or {}
    return bool(bot.id) and author.get("id") == bot.id
