"""Slack's own way of writing text, in and out."""

from __future__ import annotations

import re

_REFERENCE = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", re.DOTALL)
_LINK = re.compile(r"\[([^\[\]\n]+)\]\((https?://[^\s()<>|]+)\)")


def plain(text: str) -> str:
    """What the person wrote: no references, mentions or escapes."""
    return unescape(_REFERENCE.sub(_named, text)).strip()


def _named(found: re.Match[str]) -> str:
    """A link's label or address, a channel's name; nobody's mention."""
    target, label = found.group(1), found.group(2)
    if target[:1] in ("@", "!"):
        return " "
    return label or ("" if target[:1] == "#" else target.removeprefix("mailto:"))


def unescape(text: str) -> str:
    """The ampersand last: `&amp;lt;` is a written `&lt;`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def escape(text: str) -> str:
    """The only three characters that Slack wants escaped."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mrkdwn(text: str) -> str:
    """Our light Markdown as Slack's; whatever else is in it stays plain text."""
    bold = _BOLD.sub(r"*\1*", escape(text))
    return _LINK.sub(r"<\2|\1>", bold)
