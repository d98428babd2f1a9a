"""The language of phrases (data/knowledge/README.md), parsed and matched over words.

A phrase is run over the words without going back, so the work for one start grows with
the phrase and never explodes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

GAP = 3  # words that `...` may skip
_TOKEN = re.compile(r"\.\.\.|[()\[\]|]|<[a-z0-9_]+>|[a-z0-9]+\*?")


class PhraseError(ValueError):
    """A phrase that cannot be read; the message is for its author."""


@dataclass(frozen=True)
class Word:
    """A word on the page: what it may stand for, where it is, what stood before it."""

    symbols: tuple[str, ...]
    start: int
    end: int
    hard: bool = False
    soft: bool = False
    question: bool = False
    message: int = 0
    text: str = ""


class Node:
    """A part of a phrase.

    `first` holds the symbols it can begin with; `needed` says what a page must hold for
    it to match at all: one symbol of each set.
    """

    symbol = ""
    needs_look = False  # whether `first` alone can rule it out
    one_word = False
    follow: frozenset[str] | None = (
        None  # what the second word can be, if that is certain
    )
    first: frozenset[str] = frozenset()
    needed: tuple[frozenset[str], ...] = ()
    empty = False

    def ends(self, page: Page, at: int) -> set[int]:
        raise NotImplementedError


class Literal(Node):
    """One word, or `word*`."""

    def __init__(self, symbol: str) -> None:
        self.symbol = symbol
        self.one_word = True
        self.first = frozenset((symbol,))
        self.needed = (self.first,)

    def ends(self, page: Page, at: int) -> set[int]:
        return {at + 1} if self.symbol in page.symbols[at] else set()


class Gap(Node):
    """`...`: up to three words of anything, not across a full stop."""

    empty = True

    def ends(self, page: Page, at: int) -> set[int]:
        reach = {at}
        for step in range(at, min(at + GAP, page.size)):
            if step > at and page.words[step].hard:
                break
            reach.add(step + 1)
        return reach


class Chain(Node):
    """Parts in their order."""

    def __init__(self, parts: Sequence[Node]) -> None:
        self.parts = tuple(parts)
        self.empty = all(part.empty for part in parts)
        self.needed = tuple(
            need for part in parts if not part.empty for need in part.needed
        )
        first: set[str] = set()
        for part in parts:
            first |= part.first
            if not part.empty:
                break
        self.first = frozenset(first)
        if len(parts) > 1 and parts[0].one_word and not parts[1].empty:
            self.follow = parts[1].first

    def ends(self, page: Page, at: int) -> set[int]:  # noqa: C901  one loop, for speed
        reach = {at}
        for part in self.parts:
            page.work += len(reach)
            after: set[int] = set()
            for begin in reach:
                if begin < page.size and (begin == at or not page.words[begin].hard):
                    if part.symbol:
                        if part.symbol in page.symbols[begin]:
                            after.add(begin + 1)
                    elif part.needs_look and part.first.isdisjoint(page.symbols[begin]):
                        if part.empty:
                            after.add(begin)
                    else:
                        after |= part.ends(page, begin)
                elif part.empty:
                    after.add(begin)
            if not after:
                return after
            reach = after
        return reach


class Either(Node):
    """One of several; asks only those that can begin with the word at hand."""

    needs_look = True

    def __init__(self, options: Sequence[Node], optional: bool = False) -> None:
        self.empty = optional or any(option.empty for option in options)
        self.first = frozenset().union(*(option.first for option in options))
        self.needed = () if self.empty else (self.first,)
        self.one_word = not self.empty and all(option.one_word for option in options)
        self.words = frozenset(option.symbol for option in options if option.symbol)
        self.by_first: dict[str, list[Node]] = {}
        for option in options:
            for symbol in option.first if not option.symbol else ():
                self.by_first.setdefault(symbol, []).append(option)

    def ends(self, page: Page, at: int) -> set[int]:
        memory = page.memory.setdefault(self, {})
        known = memory.get(at)
        if known is not None:
            return known
        reach: set[int] = {at} if self.empty else set()
        for symbol in page.symbols[at]:
            if symbol in self.words:
                reach.add(at + 1)
            if symbol in self.by_first:
                for option in page.possible(self, symbol):
                    page.work += 1
                    if option.follow is None or page.next_in(option.follow, at):
                        reach |= option.ends(page, at)
        memory[at] = reach
        return reach


@dataclass
class Page:
    """The words being read, with what was found out about them so far."""

    words: Sequence[Word]
    symbols: list[tuple[str, ...]] = field(default_factory=list)
    memory: dict[Node, dict[int, set[int]]] = field(default_factory=dict)
    present: set[str] = field(default_factory=set)
    places: dict[str, list[int]] = field(default_factory=dict)
    work: int = 0
    size: int = 0
    _held: dict[Node, bool] = field(default_factory=dict)
    _possible: dict[Node, dict[str, list[Node]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.size = len(self.words)
        self.symbols = [word.symbols for word in self.words]
        for at, symbols in enumerate(self.symbols):
            for symbol in symbols:
                self.places.setdefault(symbol, []).append(at)
        self.present = set(self.places)

    def can_hold(self, node: Node) -> bool:
        """Whether the page has the words that `node` cannot do without."""
        known = self._held.get(node)
        if known is None:
            self.work += 1
            known = not any(map(self.present.isdisjoint, node.needed))
            self._held[node] = known
        return known

    def possible(self, either: Either, symbol: str) -> list[Node]:
        """The options that begin with `symbol` and could match on this page."""
        options = self._possible.setdefault(either, {})
        known = options.get(symbol)
        if known is None:
            known = [
                option for option in either.by_first[symbol] if self.can_hold(option)
            ]
            options[symbol] = known
        return known

    def next_in(self, symbols: frozenset[str], at: int) -> bool:
        """Whether the word after `at` is one of `symbols`."""
        return at + 1 < self.size and not symbols.isdisjoint(self.symbols[at + 1])

    def hide(self, begin: int, end: int) -> None:
        """Takes words out of the reading; what was remembered must go with them."""
        for at in range(begin, end):
            for symbol in self.symbols[at]:
                self.places[symbol].remove(at)
            self.symbols[at] = ()
        self.memory.clear()


def parse(text: str, lists: Mapping[str, Node]) -> Node:
    """The node of a phrase. Raises PhraseError in the author's words."""
    text = _plain(text)
    tokens = _TOKEN.findall(text)
    if "".join(tokens) != re.sub(r"\s+", "", text):
        raise PhraseError(f'"{text}" holds a sign that phrases do not know.')
    node, rest = _sequence(tokens, lists, text)
    if rest:
        raise PhraseError(f'"{text}" closes a bracket that it never opened.')
    if node.empty:
        raise PhraseError(f'"{text}" would match nothing at all.')
    return node


def _sequence(
    tokens: list[str], lists: Mapping[str, Node], text: str
) -> tuple[Node, list[str]]:
    parts: list[Node] = []
    while tokens and tokens[0] not in ")]|":
        token, tokens = tokens[0], tokens[1:]
        if token in "([":
            node, tokens = _either(tokens, ")" if token == "(" else "]", lists, text)
            parts.append(node)
        elif token == "...":
            parts.append(Gap())
        elif token.startswith("<"):
            if token[1:-1] not in lists:
                raise PhraseError(f'There is no word list called "{token[1:-1]}".')
            parts.append(lists[token[1:-1]])
        else:
            parts.append(Literal(token))
    return (parts[0] if len(parts) == 1 else Chain(parts)), tokens


def _either(
    tokens: list[str], closing: str, lists: Mapping[str, Node], text: str
) -> tuple[Node, list[str]]:
    options: list[Node] = []
    while True:
        option, tokens = _sequence(tokens, lists, text)
        options.append(option)
        if not tokens:
            raise PhraseError(f'"{text}" opens a bracket that it never closes.')
        mark, tokens = tokens[0], tokens[1:]
        if mark == closing:
            return Either(options, optional=closing == "]"), tokens
        if mark != "|":
            raise PhraseError(f'"{text}" closes a bracket with the wrong sign.')


def symbols_of(text: str) -> set[str]:
    """The words and `word*` that a phrase names."""
    return {t for t in _TOKEN.findall(_plain(text)) if t[0] not in ".()[]|<"}


def _plain(text: str) -> str:
    """Apostrophes and hyphens are not part of a word on the page either."""
    return text.replace("'", "").replace("-", " ")
