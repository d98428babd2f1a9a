"""`same_answer_as`: a paraphrase, or the same with typos, must fare no differently."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.testing.kinds import Parse, differs, held
from bot.testing.model import Check, Scene, Turn, Verdict
from bot.testing.problems import Place
from bot.testing.reading import Page

Outline = Callable[[Turn], Mapping[str, Any]]


def outline(turn: Turn) -> dict[str, Any]:
    """What makes two answers the same, wording apart."""
    same: dict[str, Any] = {"buttons": [title for title, _ in turn.buttons]}
    if turn.inside is not None:
        same["actions"] = list(turn.inside.actions)
    else:
        same["text"] = turn.text
    return same


def same_answer_as(outline: Outline) -> Parse:
    """The kind, for a bot whose answers `outline` tells apart."""

    def parse(page: Page, value: Any, place: Place) -> Check | None:
        aspects: list[str] = []
        texts = value
        if isinstance(value, Mapping):
            if not page.fields(value, place, ("any_of", "by"), "same_answer_as"):
                return None
            texts = value.get("any_of")
            aspects = page.texts(value.get("by", []) or "", place, "by")
        twins = tuple(page.texts(texts, place, "same_answer_as"))

        def test(scene: Scene) -> Verdict:
            for text in twins:
                said = _difference(outline, scene.turn, scene.twins[text], aspects)
                if said:
                    return differs(f'after "{text}": {said}')
            return held()

        wanted = "the same answer as after " + ", ".join(f'"{each}"' for each in twins)
        return Check("same_answer_as", wanted, place, test, twins=twins)

    return parse


def _difference(outline: Outline, one: Turn, other: Turn, aspects: list[str]) -> str:
    first, second = outline(one), outline(other)
    names = [each for each in aspects if each] or sorted(first)
    for name in names:
        if name == "text" and one.text != other.text:
            return f'"{other.text}" instead of "{one.text}"'
        if first.get(name) != second.get(name):
            return f"{name} {second.get(name)!r} instead of {first.get(name)!r}"
    return ""
