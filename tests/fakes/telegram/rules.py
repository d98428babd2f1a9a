"""What Telegram refuses, with the words it refuses it in."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre",
        "blockquote", "tg-spoiler"}  # fmt: skip
PARAMETERS = {
    "getMe": set(),
    "getUpdates": {"offset", "limit", "timeout", "allowed_updates"},
    "setWebhook": {"url", "secret_token", "allowed_updates", "drop_pending_updates",
                   "max_connections"},
    "deleteWebhook": {"drop_pending_updates"},
    "getWebhookInfo": set(),
    "setMyCommands": {"commands", "scope", "language_code"},
    "setMyShortDescription": {"short_description", "language_code"},
    "sendMessage": {"chat_id", "text", "parse_mode", "entities", "reply_markup",
                    "reply_parameters", "message_thread_id", "link_preview_options",
                    "disable_notification"},
    "sendDocument": {"chat_id", "document", "caption", "message_thread_id"},
    "sendChatAction": {"chat_id", "action", "message_thread_id"},
    "answerCallbackQuery": {"callback_query_id", "text", "show_alert"},
    "editMessageText": {"chat_id", "message_id", "text", "parse_mode", "entities",
                        "reply_markup", "link_preview_options"},
    "editMessageReplyMarkup": {"chat_id", "message_id", "reply_markup"},
}  # fmt: skip


class RefusalError(Exception):
    """An error answer."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


def bad(description: str) -> RefusalError:
    return RefusalError(400, f"Bad Request: {description}")


def snake(method: str) -> str:
    """getMe: get_me."""
    return re.sub("([A-Z])", lambda found: f"_{found.group(1).lower()}", method)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.open: list[tuple[str, int, str]] = []
        self.entities: list[dict[str, Any]] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in TAGS:
            raise bad(f'can\'t parse entities: Unsupported start tag "{tag}"')
        self.open.append((tag, units(self.text), dict(attrs).get("href") or ""))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            raise bad("can't parse entities: Unexpected end tag")
        _, start, href = self.open.pop()
        kind = {"b": "bold", "strong": "bold", "a": "text_link"}.get(tag, tag)
        entity = {"type": kind, "offset": start, "length": units(self.text) - start}
        self.entities.append({**entity, "url": href} if href else entity)

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(given: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """The text as it will be read, and its entities."""
    text, mode = given.get("text"), given.get("parse_mode")
    if not isinstance(text, str):
        raise bad("message text is empty")
    entities = given.get("entities") or []
    if mode == "HTML":
        text, entities = _parsed(text)
    elif mode:
        raise bad("unsupported parse_mode")
    for entity in entities:
        if entity["offset"] + entity["length"] > units(text):
            raise bad("entity is beyond the end of the text")
    if not text.strip():
        raise bad("message text is empty")
    if units(text) > 4096:
        raise bad("message is too long")
    return text, entities


def _parsed(text: str) -> tuple[str, list[dict[str, Any]]]:
    if re.search(r"<(?![a-zA-Z/])", text):
        raise bad("can't parse entities: Unsupported start tag")
    parser = _Html()
    parser.feed(text)
    parser.close()
    if parser.open:
        raise bad(f"can't parse entities: Can't find end tag of {parser.open[-1][0]}")
    return parser.text, parser.entities


def keyboard(markup: Any) -> list[list[dict[str, str]]]:
    """The rows of an inline keyboard that Telegram would take."""
    if isinstance(markup, str):
        markup = json.loads(markup)
    if markup is None:
        return []
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad("object expected as reply markup")
    keys = [key for row in rows for key in row]
    if len(keys) > 100 or any(len(row) > 8 for row in rows):
        raise bad("reply markup is too long")
    for key in keys:
        _check_key(key)
    return [row for row in rows if row]


def _check_key(key: dict[str, str]) -> None:
    if not key.get("text"):
        raise bad("BUTTON_TEXT_INVALID")
    if ("callback_data" in key) == ("url" in key):
        raise bad("exactly one of the optional fields must be used")
    if "callback_data" in key and not 1 <= len(key["callback_data"].encode()) <= 64:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in key and not re.match(r"https?://|tg://", key["url"]):
        raise bad("BUTTON_URL_INVALID")


def check_commands(commands: Any) -> None:
    if not isinstance(commands, list) or not 0 < len(commands) <= 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for each in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", each["command"]):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(each["description"]) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")


def check_webhook(given: dict[str, Any]) -> None:
    url, secret = str(given.get("url", "")), given.get("secret_token")
    if not re.match(r"https://|http://127\.0\.0\.1", url):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise bad("secret token contains unallowed characters")
