"""The language of phrases (data/knowledge/README.md), parsed and matched over words.

A phrase is compared with the whole page at once, so the work grows with the phrase and
not with the page, and never explodes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from bot.safety.page import Page, Spread

GAP = 3  # words that `...` may skip
_TOKEN = re.compile(r"\.\.\.|[()\[\]|]|<[a-z0-9_]+>|[a-z0-9]+\*?")


class PhraseError(ValueError):
    """A phrase that cannot be read; the message is for its author."""


class Node:
    """A part of a phrase.

    `first` holds the symbols it can begin with; `needed` says what a page must hold for
    it to match at all: one symbol of each set. `empty`: it may match no word at all,
    which `spread` leaves out.
    """

    first: frozenset[str] = frozenset()
    needed: tuple[frozenset[str], ...] = ()
    empty = False

    def spread(self, page: Page) -> Spread:
        """Where it matches, by how many words it takes; remembered on the page."""
        known = page.memory.get(self)
        if known is None:
            page.work += 1
            known = {} if page.lacks(self.needed) else self._spread(page)
            page.memory[self] = known
        return known

    def ends(self, page: Page, at: int) -> set[int]:
        """Behind which words a match that begins at `at` may end."""
        return {at + n for n, places in self.spread(page).items() if places >> at & 1}

    def _spread(self, page: Page) -> Spread:
        raise NotImplementedError


class Literal(Node):
    """One word, or `word*`."""

    def __init__(self, symbol: str) -> None:
        self.symbol = symbol
        self.first = frozenset((symbol,))
        self.needed = (self.first,)

    def spread(self, page: Page) -> Spread:
        mask = page.masks.get(self.symbol)
        return {1: mask} if mask else {}


class Gap(Node):
    """`...`: up to three words of anything, not across a full stop."""

    empty = True

    def _spread(self, page: Page) -> Spread:
        reach, found = page.whole, {1: page.whole}
        for step in range(1, GAP):
            reach &= page.open >> step
            found[step + 1] = reach
        return found


class Chain(Node):
    """Parts in their order, within one sentence."""

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

    def _spread(self, page: Page) -> Spread:
        reach = {0: page.whole}
        for part in self.parts:
            reach = _joined(reach, part, page)
            if not reach:
                break
        reach.pop(0, None)
        return reach


def _joined(reach: Spread, part: Node, page: Page) -> Spread:
    """What `reach` comes to with `part` behind it."""
    after = dict(reach) if part.empty else {}
    found = part.spread(page)
    page.work += len(reach) * len(found)
    for length, places in found.items():
        inside = places & page.open
        for taken, begins in reach.items():
            both = begins & (inside >> taken if taken else places)
            if both:
                whole = taken + length
                after[whole] = after.get(whole, 0) | both
    return after


class Either(Node):
    """One of several; asks only those whose words are on the page."""

    def __init__(self, options: Sequence[Node], optional: bool = False) -> None:
        self.empty = optional or any(option.empty for option in options)
        self.first = frozenset().union(*(option.first for option in options))
        self.needed = () if self.empty else (self.first,)
        self.words = frozenset(o.symbol for o in options if isinstance(o, Literal))
        self.longer = tuple(o for o in options if not isinstance(o, Literal))
        self.arrange({})

    def arrange(self, usage: Mapping[str, int]) -> None:
        """Keeps each longer option by those of its words that are rarest by `usage`."""
        self.by_anchor: dict[str, list[Node]] = {}
        for option in self.longer:
            for symbol in anchor(option, usage):
                self.by_anchor.setdefault(symbol, []).append(option)
        self.anchors = frozenset(self.by_anchor)

    def _spread(self, page: Page) -> Spread:
        found: Spread = {}
        single = 0
        for symbol in self.words & page.present:
            single |= page.masks[symbol]
        if single:
            found[1] = single
        options = {o for s in self.anchors & page.present for o in self.by_anchor[s]}
        page.work += len(options)
        for option in options:
            for length, places in option.spread(page).items():
                found[length] = found.get(length, 0) | places
        return found


def anchor(node: Node, usage: Mapping[str, int]) -> frozenset[str]:
    """Of the sets of words that a page must hold, the one it most rarely does.

    Words that many phrases name are taken to be common: "my", "the", "back".
    """
    needed = node.needed or (node.first,)
    return min(needed, key=lambda need: sum(usage.get(word, 1) for word in need))


def parts_of(node: Node) -> Iterator[Node]:
    """The node and everything in it."""
    yield node
    inside = node.parts if isinstance(node, Chain) else ()
    inside = node.longer if isinstance(node, Either) else inside
    for part in inside:
        yield from parts_of(part)


def parse(
    text: str, lists: Mapping[str, Node], known: dict[str, Node] | None = None
) -> Node:
    """The node of a phrase. Raises PhraseError in the author's words.

    Parts written alike are one node where `known` is shared: each is looked for once.
    """
    text = _plain(text)
    tokens = _TOKEN.findall(text)
    if "".join(tokens) != re.sub(r"\s+", "", text):
        raise PhraseError(f'"{text}" holds a sign that phrases do not know.')
    parser = _Parser(text, tokens, lists, {} if known is None else known)
    node = parser.sequence()
    if parser.at < len(tokens):
        raise PhraseError(f'"{text}" closes a bracket that it never opened.')
    if node.empty:
        raise PhraseError(f'"{text}" would match nothing at all.')
    return node


class _Parser:
    """Reads the tokens of one phrase; `at` is the next one."""

    def __init__(
        self,
        text: str,
        tokens: Sequence[str],
        lists: Mapping[str, Node],
        known: dict[str, Node],
    ) -> None:
        self.text, self.tokens = text, tokens
        self.lists, self.known, self.at = lists, known, 0

    def sequence(self) -> Node:
        begin = self.at
        parts: list[Node] = []
        while self.at < len(self.tokens) and self.tokens[self.at] not in ")]|":
            parts.append(self._part())
        if len(parts) == 1:
            return parts[0]
        return self._once(begin, lambda: Chain(parts))

    def _part(self) -> Node:
        begin, token = self.at, self.tokens[self.at]
        self.at += 1
        if token in "([":
            options = self._options(")" if token == "(" else "]")
            return self._once(begin, lambda: Either(options, optional=token == "["))
        if token == "...":
            return self._once(begin, Gap)
        if not token.startswith("<"):
            return self._once(begin, lambda: Literal(token))
        if token[1:-1] not in self.lists:
            raise PhraseError(f'There is no word list called "{token[1:-1]}".')
        return self.lists[token[1:-1]]

    def _options(self, closing: str) -> list[Node]:
        options: list[Node] = []
        while True:
            options.append(self.sequence())
            if self.at == len(self.tokens):
                raise PhraseError(
                    f'"{self.text}" opens a bracket that it never closes.'
                )
            self.at += 1
            mark = self.tokens[self.at - 1]
            if mark == closing:
                return options
            if mark != "|":
                raise PhraseError(
                    f'"{self.text}" closes a bracket with the wrong sign.'
                )

    def _once(self, begin: int, make: Callable[[], Node]) -> Node:
        written = " ".join(self.tokens[begin : self.at])
        if written not in self.known:
            self.known[written] = make()
        return self.known[written]


def symbols_of(text: str) -> set[str]:
    """The words and `word*` that a phrase names."""
    return {t for t in _TOKEN.findall(_plain(text)) if t[0] not in ".()[]|<"}


def _plain(text: str) -> str:
    """Apostrophes and hyphens are not part of a word on the page either."""
    return text.replace("'", "").replace("-", " ")
