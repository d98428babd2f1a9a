"""Finds what is no finding: answers, topics, countries, names asked about, numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.nlu.language import PhraseLanguage
from bot.nlu.matcher import Match, PhraseMatcher, flatten, longest
from bot.nlu.text import Words

SHORT = 6
"""An answer further on than its beginning counts only in messages this short."""


@dataclass(frozen=True)
class Reply:
    """An entity that is not a finding."""

    entity: str
    value: str | float
    first: int
    last: int


class ReplyFinder:
    """Answers, topics, countries and subjects, each from phrases in the data."""

    def __init__(self, language: PhraseLanguage, data: Mapping[str, Any]) -> None:
        cues = data["cues"].values()
        answers = [(c["phrases"], c["value"]) for c in cues if c.get("use") == "answer"]
        self._answers = PhraseMatcher(language, answers)
        self._fillers = PhraseMatcher(
            language, [(c["phrases"], "") for c in cues if c.get("use") == "filler"]
        )
        about = {k: list(v) for k, v in data["names"].items()}
        for cue in cues:
            if cue.get("use") == "about":
                for key, phrases in cue["names"].items():
                    about.setdefault(key, []).extend(phrases)
        self._named = {
            "topic": PhraseMatcher(language, flatten(data["topics"])),
            "country": PhraseMatcher(language, flatten(data["countries"])),
            "about": PhraseMatcher(language, flatten(about)),
        }

    def __call__(self, words: Words) -> list[Reply]:
        """Every reply entity, answers first."""
        found = [
            Reply("answer", m.meaning, m.first, m.last) for m in self._answer(words)
        ]
        for entity, matcher in self._named.items():
            best: dict[str, Match[str]] = {}
            for match in matcher.find(words):
                kept = best.get(match.meaning)
                if kept is None or match.length > kept.length:
                    best[match.meaning] = match
            found += [Reply(entity, m.meaning, m.first, m.last) for m in best.values()]
        return found + self._numbers(words)

    def _answer(self, words: Words) -> list[Match[str]]:
        matches = longest(self._answers.find(words))
        begin = self._beginning(words)
        leading = [m for m in matches if m.first <= begin]
        if leading:
            return leading[:1]
        spoken = sum(norm.isalnum() for norm in words.norms)
        return matches[:1] if spoken <= SHORT else []

    def _beginning(self, words: Words) -> int:
        """The first word that is neither a mark nor a filler such as "well"."""
        fillers = {i for m in self._fillers.find(words) for i in range(m.first, m.last)}
        for i, norm in enumerate(words.norms):
            if norm[0].isalnum() and i not in fillers:
                return i
        return 0

    def _numbers(self, words: Words) -> list[Reply]:
        spoken = sum(norm.isalnum() for norm in words.norms)
        if spoken > SHORT:
            return []
        return [
            Reply("number", float(norm), i, i + 1)
            for i, norm in enumerate(words.norms)
            if norm.replace(".", "", 1).isdigit() and len(norm) < 8
        ]
