"""Marks places that a message says do not hurt, in so many words.

"There is no pain in my calf" takes a place back whatever was asked; "calf's strong" is
said of its strength. Which words say so is data (cues with `use: taken_back`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.knowledge.model import Status
from bot.nlu.language import PhraseLanguage
from bot.nlu.matcher import Match, PhraseMatcher
from bot.nlu.mention import Found
from bot.nlu.text import Words

PLACE = "location"


class TakenBack:
    """Finds the words that deny a pain beside its place."""

    def __init__(self, language: PhraseLanguage, cues: Mapping[str, Any]) -> None:
        self._denials = PhraseMatcher(
            language,
            [
                (cue["phrases"], (cue["looks"], int(cue["reach"])))
                for cue in cues.values()
                if cue.get("use") == "taken_back"
            ],
        )

    def __call__(self, words: Words, found: Iterable[Found]) -> list[Found]:
        """The same mentions; the denied places among them are `taken_back`."""
        denials = self._denials.find(words)
        return [
            replace(each, taken_back=True)
            if each.kind == PLACE
            and each.status is Status.ABSENT
            and any(_reaches(denial, each) for denial in denials)
            else each
            for each in found
        ]


def _reaches(denial: Match[tuple[str, int]], place: Found) -> bool:
    looks, reach = denial.meaning
    if place.overlaps(denial.first, denial.last):
        return True
    between = place.first - denial.last
    if looks == "before":
        between = denial.first - place.last
    return 0 <= between < reach
