"""Our light Markdown as Telegram's HTML; whatever else is in a text stays plain."""

from __future__ import annotations

import re

_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", re.DOTALL)
_LINK = re.compile(r"\[([^\[\]\n]+)\]\((https?://[^\s()<>\"]+)\)")


def html(text: str) -> str:
    """Escaped, with bold and links; a piece cut inside them shows their signs."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    linked = _LINK.sub(r'<a href="\2">\1</a>', escaped)
    # Bold never crosses a link's address: that has no pair of ** with words between.
    return _BOLD.sub(_bold, linked)


def _bold(found: re.Match[str]) -> str:
    inner = found.group(1)
    crosses = inner.count("<a ") != inner.count("</a>")
    return found.group(0) if crosses else f"<b>{inner}</b>"


def without(text: str, start: int, length: int) -> str:
    """The text without a part that is given in UTF-16 units."""
    units = text.encode("utf-16-le", "surrogatepass")
    kept = units[: 2 * start] + units[2 * (start + length) :]
    return kept.decode("utf-16-le", "replace")


def part(text: str, start: int, length: int) -> str:
    """That part of the text, given in UTF-16 units."""
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * start : 2 * (start + length)].decode("utf-16-le", "replace")
