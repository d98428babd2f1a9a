"""Assertions on what the bot says: they hold of any target."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.testing.kinds import differs, held, judged
from bot.testing.model import Check, Scene, Verdict
from bot.testing.problems import Place
from bot.testing.reading import Page, plain, shown


def says(page: Page, value: Any, place: Place) -> Check:
    """The words come up in what the bot says, whatever the case and the line breaks."""
    wanted = page.texts(value, place, "says")

    def test(scene: Scene) -> Verdict:
        missing = [each for each in wanted if not comes_up(each, scene.turn.text)]
        return judged(not missing, f"not said: {_quoted(missing)}")

    return Check("says", _quoted(wanted), place, test)


def not_uttered(page: Page, value: Any, place: Place) -> Check:
    """None of the words comes up."""
    banned = page.texts(value, place, "not_uttered")

    def test(scene: Scene) -> Verdict:
        said = [each for each in banned if comes_up(each, scene.turn.text)]
        return judged(not said, f"said: {_quoted(said)}")

    return Check("not_uttered", _quoted(banned), place, test)


def buttons(page: Page, value: Any, place: Place) -> Check | None:
    """A list of titles, `none`, or how many: `{at_least: 2, at_most: 5}`."""
    if isinstance(value, Mapping):
        return _how_many(page, value, place)
    none = value in ("none", [])
    wanted = [] if none else page.texts(value, place, "buttons")

    def test(scene: Scene) -> Verdict:
        titles = [title for title, _ in scene.turn.buttons]
        return judged(titles == wanted, _quoted(titles) or "no buttons")

    return Check("buttons", _quoted(wanted) or "no buttons", place, test)


def _how_many(page: Page, value: Mapping[str, Any], place: Place) -> Check | None:
    if not page.fields(value, place, ("at_least", "at_most"), "buttons"):
        return None
    least, most = value.get("at_least", 0), value.get("at_most", 1000)

    def test(scene: Scene) -> Verdict:
        count = len(scene.turn.buttons)
        return judged(least <= count <= most, f"{count} buttons")

    return Check("buttons", f"{plain(value)}", place, test)


def response_max_words(page: Page, value: Any, place: Place) -> Check:
    """All the bot says in the turn, counted in words."""
    most = int(page.number(value, place, "response_max_words"))

    def test(scene: Scene) -> Verdict:
        count = len(scene.turn.text.split())
        return judged(count <= most, f"{count} words")

    return Check("response_max_words", f"at most {most} words", place, test)


def latency_below_ms(page: Page, value: Any, place: Place) -> Check:
    """From the message to the last reply; the case is played while nothing else is."""
    most = page.number(value, place, "latency_below_ms")

    def test(scene: Scene) -> Verdict:
        took = scene.turn.seconds * 1000
        return judged(took < most, f"{took:.1f} ms")

    return Check("latency_below_ms", f"under {most:g} ms", place, test, alone=True)


def bot(page: Page, value: Any, place: Place) -> Check:
    """Rasa Pro's plain step: one message with exactly this text."""
    wanted = str(value).strip()
    if not wanted:
        page.wrong(place, f"bot needs the text it should say, not {shown(value)}.")

    def test(scene: Scene) -> Verdict:
        texts = [each.text.strip() for each in scene.turn.replies]
        return held() if wanted in texts else differs(_quoted(filter(None, texts)))

    return Check("bot", f'"{wanted}"', place, test)


def comes_up(words: str, text: str) -> bool:
    """Whether the words stand in the text, as whole words and whatever the spaces."""
    pattern = r"\s+".join(re.escape(each) for each in words.split())
    left = r"(?<!\w)" if re.match(r"\w", words) else ""
    right = r"(?!\w)" if re.search(r"\w$", words) else ""
    return re.search(left + pattern + right, text, re.IGNORECASE) is not None


def _quoted(texts: Any) -> str:
    return ", ".join(f'"{each}"' for each in texts)


REPLY_KINDS = {
    "says": says,
    "not_uttered": not_uttered,
    "buttons": buttons,
    "response_max_words": response_max_words,
    "latency_below_ms": latency_below_ms,
}
