"""Finds phrases in a line of words: each match is a meaning and a span of words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.nlu.language import PhraseIndex, PhraseLanguage
from bot.nlu.text import Words

T = TypeVar("T")


@dataclass(frozen=True)
class Match(Generic[T]):
    """A phrase at words `first` up to `last`. `denied`: a "not" fell in its gap."""

    meaning: T
    first: int
    last: int
    denied: bool = False

    @property
    def length(self) -> int:
        """How many words."""
        return self.last - self.first


class PhraseMatcher(Generic[T]):
    """Looks for many phrases at once; each phrase stands for a meaning."""

    def __init__(
        self,
        language: PhraseLanguage,
        phrases: Iterable[tuple[Sequence[str], T]],
        negations: frozenset[str] = frozenset(),
    ) -> None:
        self._negations = negations
        self._index = PhraseIndex()
        for sources, meaning in phrases:
            for source in sources:
                self._index.add(language.phrase(source), meaning)

    def find(self, words: Words) -> list[Match[T]]:
        """Every match, by position; the same words may match several meanings."""
        found: dict[tuple[int, int, str], Match[T]] = {}
        for phrase, meaning in self._index.candidates(words.distinct, words.beginnings):
            for hit in phrase.regex.finditer(words.line):
                first, last = words.index(hit.start()), words.index(hit.end() - 1)
                last = last + 1 if hit.end() > hit.start() else last
                denied = phrase.denies(hit.group(), self._negations)
                match: Match[T] = Match(meaning, first, last, denied)  # type: ignore[arg-type]
                found.setdefault((first, last, repr(meaning)), match)
        return [found[key] for key in sorted(found)]


def longest(matches: Iterable[Match[T]]) -> list[Match[T]]:
    """Without overlaps: longer matches win, then earlier ones."""
    kept: list[Match[T]] = []
    for match in sorted(matches, key=lambda m: (-m.length, m.first)):
        if all(match.last <= k.first or k.last <= match.first for k in kept):
            kept.append(match)
    return sorted(kept, key=lambda m: m.first)


def flatten(groups: Mapping[T, Sequence[str]]) -> list[tuple[Sequence[str], T]]:
    """A mapping of meaning to phrases, as PhraseMatcher takes it."""
    return [(phrases, meaning) for meaning, phrases in groups.items()]
