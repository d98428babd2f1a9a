"""The language of phrases, compiled to regular expressions on a line of words.

Described for authors in data/knowledge/README.md. A compiled phrase also knows which
words must be there (`anchors`), so that most phrases are never tried on a message.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot.nlu.text import words_of

PIECE = re.compile(r"\.\.\.|<[a-z0-9_]+>|[()\[\]|]|[^\s()\[\]|<>]+")
NUMBER = r"\d+(?:[.,:-]\d+)? "
BEGIN = r"(?:(?<=^ )|(?<= [.?,;:(…-] ))"
END = r"(?=[.?,;:)…-] |$)"
DIGITS = frozenset(f"{digit}*" for digit in range(10))
MARKS = {"#": NUMBER, "^": BEGIN, "$": END}
"""Any number; the beginning and the end of a stretch between marks."""

GAP = r"(?:[a-z0-9'%_-]+ ){0,3}?"


class PhraseError(ValueError):
    """A phrase that cannot be read; the message says where it stops making sense."""


@dataclass(frozen=True)
class Compiled:
    """One part of a phrase: its pattern, the words one of which it needs, if any."""

    pattern: str
    needs: frozenset[str] | None = None
    """None: may match without any particular word."""


@dataclass
class Phrase:
    """A phrase ready to be looked for, compiled when first needed."""

    source: str
    compiled: Compiled = field(repr=False)

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Compiled on first use: most phrases are never needed."""
        return re.compile(r"(?<= )" + self.compiled.pattern)

    def denies(self, line: str, negations: frozenset[str]) -> bool:
        """Whether this match needs one of the negations to fall in a gap."""
        if not negations.intersection(line.split()):
            return False
        words = "|".join(sorted(negations))
        strict = GAP.replace("[a-z", f"(?!(?:{words}) )[a-z", 1)
        return not re.fullmatch(self.compiled.pattern.replace(GAP, strict), line)

    @property
    def anchors(self) -> frozenset[str]:
        """A match contains one of these words (`numb*` stands for a beginning)."""
        return self.compiled.needs or frozenset()


class PhraseLanguage:
    """Reads phrases; knows the word lists that `<names>` refer to."""

    def __init__(
        self,
        lists: Mapping[str, Sequence[str]],
        variants: Mapping[str, str] | None = None,
    ) -> None:
        self._lists = lists
        self._variants = variants or {}
        self._known: dict[str, Compiled] = {}
        self._open: list[str] = []
        self.vocabulary: set[str] = set()

    def phrase(self, source: str) -> Phrase:
        """The phrase written as `source`; raises PhraseError."""
        compiled = self._read(source)
        if compiled.needs is None:
            raise PhraseError(f'"{source}" needs at least one word that must be there.')
        return Phrase(source, compiled)

    def any_of(self, sources: Sequence[str]) -> Compiled:
        """One part that matches any of the phrases."""
        return _either([self._read(source) for source in sources])

    def _read(self, source: str) -> Compiled:
        pieces = PIECE.findall(source)
        if "".join(pieces) != re.sub(r"\s+", "", source):
            raise PhraseError(f'"{source}" has a stray "<" or ">".')
        read, rest = self._alternatives(pieces, source)
        if rest:
            raise PhraseError(f'"{source}" closes "{rest[0]}" that was never opened.')
        return read

    def _alternatives(
        self, pieces: list[str], source: str
    ) -> tuple[Compiled, list[str]]:
        options: list[Compiled] = []
        parts: list[Compiled] = []
        while pieces and pieces[0] not in (")", "]"):
            if pieces[0] == "|":
                options.append(_sequence(parts))
                parts, pieces = [], pieces[1:]
                continue
            part, pieces = self._part(pieces, source)
            parts.append(part)
        options.append(_sequence(parts))
        return _either(options), pieces

    def _part(self, pieces: list[str], source: str) -> tuple[Compiled, list[str]]:
        piece, rest = pieces[0], pieces[1:]
        if piece in "([":
            inner, rest = self._alternatives(rest, source)
            closing = ")" if piece == "(" else "]"
            if not rest or rest[0] != closing:
                raise PhraseError(f'"{source}" opens "{piece}" but does not close it.')
            maybe = Compiled(f"(?:{inner.pattern})?") if piece == "[" else inner
            return maybe, rest[1:]
        if piece == "...":
            return Compiled(GAP), rest
        if piece in MARKS:
            return Compiled(MARKS[piece], DIGITS if piece == "#" else None), rest
        if piece.startswith("<"):
            return self._list(piece[1:-1], source), rest
        return self._words(piece), rest

    def _words(self, piece: str) -> Compiled:
        if piece.endswith("*") and len(piece) > 1:
            stem = piece[:-1].lower()
            self.vocabulary.add(stem)
            return Compiled(re.escape(stem) + "[a-z0-9]* ", frozenset({stem + "*"}))
        words = [w for n in words_of(piece) for w in self._variants.get(n, n).split()]
        self.vocabulary.update(words)
        pattern = "".join(re.escape(word) + " " for word in words)
        return Compiled(pattern, frozenset(words[:1]) or None)

    def _list(self, name: str, source: str) -> Compiled:
        if name not in self._known:
            if name not in self._lists:
                raise PhraseError(
                    f'"{source}" names the list <{name}>, which is missing.'
                )
            if name in self._open:
                raise PhraseError(f"The list <{name}> contains itself.")
            self._open.append(name)
            self._known[name] = self.any_of(self._lists[name])
            self._open.pop()
        return self._known[name]


def _sequence(parts: Sequence[Compiled]) -> Compiled:
    needed = [part.needs for part in parts if part.needs]
    return Compiled(
        "".join(part.pattern for part in parts),
        min(needed, key=_commonness) if needed else None,
    )


def _either(options: Sequence[Compiled]) -> Compiled:
    patterns = sorted({o.pattern for o in options}, key=lambda p: (-len(p), p))
    needs: frozenset[str] | None = frozenset()
    for option in options:
        needs = None if needs is None or option.needs is None else needs | option.needs
    if len(patterns) == 1:
        return Compiled(patterns[0], needs)
    return Compiled(f"(?:{'|'.join(patterns)})", needs)


COMMON = frozenset(
    """
    i it is the a an my me and or in on of to for at with when do not no have can be
    was so up down out from after just get go went been going if that this any
    """.split()  # noqa: SIM905
)


def _commonness(words: frozenset[str]) -> tuple[int, int, str]:
    """Prefer to look a phrase up by few and rare words."""
    common = sum(word in COMMON for word in words)
    return (100 * common + len(words), -max(map(len, words)), min(words))


class PhraseIndex:
    """Phrases by the words they cannot do without, each with what it stands for."""

    def __init__(self) -> None:
        self._by_word: dict[str, list[int]] = {}
        self._by_stem: dict[str, list[int]] = {}
        self._entries: list[tuple[Phrase, object]] = []

    def add(self, phrase: Phrase, meaning: object) -> None:
        """Remember a phrase."""
        number = len(self._entries)
        self._entries.append((phrase, meaning))
        for word in phrase.anchors:
            place = self._by_stem if word.endswith("*") else self._by_word
            place.setdefault(word.rstrip("*"), []).append(number)

    def candidates(
        self, norms: Iterable[str], beginnings: Iterable[str]
    ) -> list[tuple[Phrase, object]]:
        """The phrases that could match, in the order they were added.

        `norms` are the words of a line, `beginnings` all their beginnings.
        """
        found: set[int] = set()
        for norm in norms:
            found.update(self._by_word.get(norm, ()))
        for beginning in beginnings:
            found.update(self._by_stem.get(beginning, ()))
        return [self._entries[number] for number in sorted(found)]
