"""What Slack refuses, by its error codes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

PARAMETERS = {
    "auth.test": set(),
    "apps.connections.open": set(),
    "conversations.open": {"users"},
    "chat.postMessage": {"channel", "text", "blocks", "thread_ts", "unfurl_links",
                         "unfurl_media"},
    "chat.postEphemeral": {"channel", "user", "text", "blocks", "thread_ts"},
    "chat.update": {"channel", "ts", "text", "blocks"},
    "views.publish": {"user_id", "view"},
    "files.getUploadURLExternal": {"filename", "length"},
    "files.completeUploadExternal": {"files", "channel_id", "thread_ts"},
}  # fmt: skip
_ESCAPED = re.compile(r"&(?!amp;|lt;|gt;)|<(?![@#!]|https?://|mailto:)")


# What each call needs of the manifest; the others need nothing.
SCOPES = {
    "conversations.open": "im:write",
    "chat.postMessage": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.update": "chat:write",
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
}
EVENTS = {
    "message": ("message.im", "im:history"),
    "app_mention": ("app_mention", "app_mentions:read"),
    "app_home_opened": ("app_home_opened", ""),
}
MANIFEST = Path(__file__).parents[3] / "slack-manifest.yml"


def granted() -> tuple[set[str], set[str]]:
    """Scopes and events of our own manifest."""
    manifest = YAML(typ="safe").load(MANIFEST.read_text(encoding="utf-8"))
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    return set(scopes), set(manifest["settings"]["event_subscriptions"]["bot_events"])


class RefusalError(Exception):
    """An answer with `ok: false`."""

    def __init__(self, error: str, status: int = 200, after: int = 0) -> None:
        super().__init__(error)
        self.error, self.status, self.after = error, status, after


def check_message(given: dict[str, Any]) -> None:
    text, blocks = given.get("text") or "", given.get("blocks")
    if not text and not blocks:
        raise RefusalError("no_text")
    if len(text) > 40_000:
        raise RefusalError("msg_too_long")
    if not text:  # the real one takes it; screen readers would get nothing
        raise RefusalError("no_text_for_screen_readers")
    if _ESCAPED.search(text):  # the real one takes it; "<" would start a reference
        raise RefusalError("text_not_escaped")
    check_blocks(blocks or [])


def check_blocks(blocks: Any, most: int = 50) -> None:
    if not isinstance(blocks, list) or len(blocks) > most:
        raise RefusalError("invalid_blocks")
    for block in blocks:
        check = _CHECKS.get(block.get("type"))
        if check is None or not check(block):
            raise RefusalError("invalid_blocks")


def _section(block: dict[str, Any]) -> bool:
    text = block.get("text") or {}
    said = text.get("text", "")
    known = text.get("type") in ("mrkdwn", "plain_text")
    return known and 1 <= len(said) <= 3000 and not _ESCAPED.search(said)


def _header(block: dict[str, Any]) -> bool:
    return _plain(block.get("text"), 150)


def _context(block: dict[str, Any]) -> bool:
    elements = block.get("elements") or []
    return 1 <= len(elements) <= 10 and all(
        each["type"] in ("mrkdwn", "plain_text") and 1 <= len(each["text"]) <= 2000
        for each in elements
    )


def _actions(block: dict[str, Any]) -> bool:
    elements = block.get("elements") or []
    ids = [each.get("action_id") for each in elements]
    if not 1 <= len(elements) <= 25 or len(set(ids)) != len(ids):
        return False
    return all(
        each.get("type") == "button"
        and _plain(each.get("text"), 75)
        and 1 <= len(each.get("action_id") or "") <= 255
        and len(each.get("value") or "") <= 2000
        for each in elements
    )


def _plain(text: Any, most: int) -> bool:
    if not isinstance(text, dict) or text.get("type") != "plain_text":
        return False
    return 1 <= len(text.get("text") or "") <= most


_CHECKS = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "divider": lambda block: True,
}


def check_view(view: Any) -> None:
    if not isinstance(view, dict) or view.get("type") != "home":
        raise RefusalError("invalid_arguments")
    check_blocks(view.get("blocks"), most=100)
