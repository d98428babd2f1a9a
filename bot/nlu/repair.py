"""Mends spelling towards the words of phrases: "periformis", "lowerback", "but tock".

Only words nobody knows are touched, only towards longer words of the knowledge base,
and only by one or two letters, so that ordinary English is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.nlu.text import Word

SHORTEST = 5
"""Shorter words must be exact: one letter turns "calf" into "call"."""

ENDINGS = ("", "s", "es", "d", "ed", "ing", "ly", "er", "y", "n", "t")


class Repairer:
    """Knows the words of phrases, ordinary English, and variant spellings."""

    def __init__(
        self,
        targets: Iterable[str],
        english: Iterable[str],
        variants: Mapping[str, str],
    ) -> None:
        self._targets = frozenset(t for t in targets if t.isalpha())
        self._known = self._targets | frozenset(english)
        self._variants = dict(variants)
        self._long = sorted(t for t in self._targets if len(t) >= SHORTEST)
        self.closest = lru_cache(maxsize=4096)(self._closest)

    def __call__(self, words: list[Word]) -> list[Word]:
        """The words, mended; offsets stay those of the original text."""
        made: list[Word] = []
        skip = False
        for word, after in zip(words, [*words[1:], None], strict=False):
            if skip:
                skip = False
                continue
            joined = self._joined(word, after)
            if joined and after:
                made.append(Word(joined, word.start, after.end))
                skip = True
            else:
                made.extend(
                    Word(n, word.start, word.end) for n in self._mend(word.norm)
                )
        return made

    def _joined(self, word: Word, after: Word | None) -> str:
        """The one word that two make, when at least one of them means nothing alone."""
        if after is None or not (word.norm.isalpha() and after.norm.isalpha()):
            return ""
        both = word.norm + after.norm
        if len(both) < 6 or len(after.norm) < 3 or both not in self._targets:
            return ""
        return "" if {word.norm, after.norm} <= self._known - {"but"} else both

    def _mend(self, norm: str) -> tuple[str, ...]:
        if norm in self._variants:
            return tuple(self._variants[norm].split())
        if not norm.isalpha() or len(norm) < SHORTEST or self._is_known(norm):
            return (norm,)
        return self._split(norm) or (self.closest(norm),)

    def _is_known(self, norm: str) -> bool:
        """Itself or, without a common ending, a known word."""
        stems = (norm.removesuffix(end) for end in ENDINGS)
        return any(stem in self._known or stem + "e" in self._known for stem in stems)

    def _split(self, norm: str) -> tuple[str, ...]:
        for at in range(3, len(norm) - 2):
            if norm[:at] in self._targets and norm[at:] in self._targets:
                return norm[:at], norm[at:]
        return ()

    def _closest(self, norm: str) -> str:
        if len(norm) > 24:
            return norm
        allowed = 1 if len(norm) < 8 else 2
        best, least = norm, allowed + 1
        for target in self._long:
            if abs(len(target) - len(norm)) > allowed or target[0] != norm[0]:
                continue
            away = OSA.distance(norm, target, score_cutoff=allowed)
            if away < least:
                best, least = target, away
        return best
