"""Finds which words of the rules a written word may stand for.

Tolerates stretched letters, digits for letters, one or two typing errors in long words,
and missing spaces. It holds no words itself: they come from the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from bot.safety.page import Word
from bot.safety.text import RawWord

LONGEST = 24  # letters; longer words are only cut up, never corrected
_LEET = [
    str.maketrans("0134578@$", "oieastbas"),
    str.maketrans("0134578@$", "oleastbas"),
]
PIECE = 4  # letters of a word that may be run together with others; keys may be shorter
LONG = 9  # letters from which a known beginning may be words run together
_REMEMBER = 20_000  # spellings kept between messages


def tolerance(word: str) -> int:
    """How many typing errors `word` may suffer."""
    return 0 if len(word) < 5 else 1 if len(word) < 8 else 2


def distance(left: str, right: str, most: int) -> int:
    """Edits (swaps of neighbours count one) between the two, `most` + 1 if more."""
    if abs(len(left) - len(right)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(right, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                best = min(best, earlier[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
    return row[-1]


def _deletions(word: str, most: int) -> set[str]:
    """`word` with up to `most` letters left out."""
    found = {word}
    for _ in range(most):
        found |= {w[:i] + w[i + 1 :] for w in found for i in range(len(w))}
    return found


def _unstretched(word: str) -> list[str]:
    """`soooo` as `soo` and `so`."""
    runs = [(letter, len(list(group))) for letter, group in groupby(word)]
    if max(length for _, length in runs) < 2:
        return []
    double = "".join(letter * min(length, 2) for letter, length in runs)
    mixed = "".join(letter * (1 if length > 2 else length) for letter, length in runs)
    single = "".join(letter for letter, _ in runs)
    return [w for w in dict.fromkeys((double, mixed, single)) if w != word]


def _swaps(words: Iterable[str]) -> dict[str, list[str]]:
    """Four-letter words by their spellings with two neighbours swapped: `nubm`."""
    found: dict[str, list[str]] = {}
    for word in sorted(words):
        for i in range(len(word) - 1 if len(word) == 4 else 0):
            found.setdefault(
                word[:i] + word[i + 1] + word[i] + word[i + 2 :], []
            ).append(word)
    return found


def _plausible(word: str, meant: str) -> bool:
    """People rarely miss the first letter; when they do, the rest must be right."""
    if word[0] == meant[0] or sorted(word) == sorted(meant):
        return True
    return len(meant) >= 7 and distance(word, meant, 1) == 1


class Spelling:
    """The words of the rules, and the ways they are written."""

    def __init__(
        self,
        symbols: Iterable[str],
        ordinary: Iterable[str] = (),
        filler: Iterable[str] = (),
        hurried: Mapping[str, str] | None = None,
        keys: Iterable[str] = (),
    ) -> None:
        """Only `keys` (all words, if none are named) forgive typing errors.

        `ordinary` words are never corrected; `filler` may stand in run-together words.

        `hurried` says what is meant by spellings too far from the word to be corrected.
        """
        symbols = set(symbols)
        self.words = frozenset(s for s in symbols if not s.endswith("*"))
        self.stems = frozenset(s[:-1] for s in symbols if s.endswith("*"))
        self.ordinary = frozenset(ordinary)
        self.hurried = dict(hurried or {})
        self._swapped = _swaps(self.words)
        keys = frozenset(keys)
        # Most short words are parts of others: "friends" is neither "fri" nor "ends".
        self.pieces = frozenset(filler) | frozenset(
            word for word in self.words if len(word) >= PIECE or word in keys
        )
        self._index: dict[str, list[str]] = {}
        for word in sorted(self.words.intersection(keys) or self.words):
            for key in _deletions(word, tolerance(word)) if tolerance(word) else ():
                self._index.setdefault(key, []).append(word)
        self._known: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {}
        self._longest = max((len(piece) for piece in self.pieces), default=0)

    def read(self, raw: RawWord, message: int = 0) -> list[Word]:
        """The word, or the words run together in it, with what they may stand for."""
        parts = self._known.get(raw.text)
        if parts is None:
            if len(self._known) >= _REMEMBER:
                self._known.clear()
            parts = self._known[raw.text] = self._resolve(raw.text)
        if len(parts) == 1:
            return [self._word(raw, parts[0], raw.start, raw.end, True, message)]
        words, at, whole = [], raw.start, raw.end - raw.start == len(raw.text)
        for number, part in enumerate(parts):
            end = at + len(part[0]) if whole else raw.end
            words.append(self._word(raw, part, at, end, number == 0, message))
            at = end if whole else raw.start
        return words

    @staticmethod
    def _word(
        raw: RawWord,
        part: tuple[str, tuple[str, ...]],
        start: int,
        end: int,
        first: bool,
        message: int,
    ) -> Word:
        text, symbols = part
        return Word(
            symbols, start, end, raw.hard and first, raw.soft and first,
            raw.question and first, message, text,
        )  # fmt: skip

    def _exact(self, word: str) -> tuple[str, ...]:
        meant = self.hurried.get(word)
        found = [form for form in (word, meant) if form in self.words]
        beginnings = (word[:length] for length in range(2, len(word) + 1))
        found += [begun + "*" for begun in beginnings if begun in self.stems]
        return tuple(found)

    def _resolve(self, word: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """As it stands, then by its beginning, then corrected, then cut up."""
        forms = [word, *self._forms(word)]
        if word in self.ordinary:
            return ((word, self._exact(word)),)
        for form in forms:
            if form in self.words:
                return ((word, self._exact(form)),)
        begun = next((symbols for form in forms if (symbols := self._exact(form))), ())
        pieces = self._cut(word) if len(word) >= LONG or not begun else []
        if begun and not pieces:
            return ((word, begun),)
        if not begun:
            for form in forms:
                if symbols := self._corrected(form):
                    return ((word, symbols),)
        return tuple((piece, self._exact(piece)) for piece in pieces) or ((word, ()),)

    @staticmethod
    def _forms(word: str) -> list[str]:
        forms = _unstretched(word)
        if not word.isalpha() and not word.isdigit():
            forms += [form for table in _LEET for form in (word.translate(table),)]
        return [form for form in dict.fromkeys(forms) if form != word]

    def _corrected(self, word: str) -> tuple[str, ...]:
        if not 4 <= len(word) <= LONGEST or word.isdigit():
            return ()
        candidates: set[str] = set()
        for key in _deletions(word, 2 if len(word) >= 7 else 1):
            candidates.update(self._index.get(key, ()))
        found: set[str] = {
            meant for swap in self._swapped.get(word, ()) for meant in self._exact(swap)
        }
        for candidate in candidates:
            most = tolerance(candidate)
            if distance(word, candidate, most) <= most and _plausible(word, candidate):
                found.update(self._exact(candidate))
        return tuple(sorted(found))

    def _cut(self, word: str) -> list[str]:
        """`cantfeel` as `cant feel`: the fewest pieces, all of them known words."""
        if len(word) < 6 or word.isdigit():
            return []
        best: list[tuple[int, int] | None] = [(0, 0)] + [None] * len(word)
        for end in range(1, len(word) + 1):
            for begin in range(max(0, end - self._longest), end):
                before = best[begin]
                if before is not None and word[begin:end] in self.pieces:
                    cost = before[0] + (1 if end - begin > 1 else 2)
                    if best[end] is None or cost < best[end][0]:  # type: ignore[index]
                        best[end] = (cost, begin)
        if best[-1] is None or best[-1][0] > len(word) / 2.4:
            return []
        pieces, end = [], len(word)
        while end:
            begin = best[end][1]  # type: ignore[index]
            pieces.append(word[begin:end])
            end = begin
        return pieces[::-1]
