"""Finds where the phrases of the rules stand on a page, looking only at likely ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from bot.safety.page import Page, bits
from bot.safety.phrase import Either, Node, anchor, parse, parts_of

Span = tuple[int, int]


class Group:
    """Phrases that mean the same to a rule, each kept by its rarest words."""

    def __init__(self, nodes: Iterable[Node], usage: Mapping[str, int]) -> None:
        self.by_anchor: dict[str, list[Node]] = {}
        for node in nodes:
            for symbol in anchor(node, usage):
                self.by_anchor.setdefault(symbol, []).append(node)
        self.anchors = frozenset(self.by_anchor)
        self.size = sum(len(nodes) for nodes in self.by_anchor.values())

    def find(self, page: Page) -> list[Span]:
        """Where any of the phrases stands on the page, in order.

        A phrase that matches more or fewer words from one place counts with the most.
        """
        spans: set[Span] = set()
        for node in {n for s in self.anchors & page.present for n in self.by_anchor[s]}:
            seen = 0
            for length, places in sorted(node.spread(page).items(), reverse=True):
                spans.update((at, at + length) for at in bits(places & ~seen))
                seen |= places
        return sorted(spans)


class Groups:
    """The groups of all rules. A group is known by its tuple, which a rule keeps."""

    def __init__(
        self, phrases: Iterable[Sequence[str]], nodes: Mapping[str, Node]
    ) -> None:
        self._kept = [group for group in phrases if group]
        known: dict[str, Node] = {}
        parsed = {
            phrase: parse(phrase, nodes, known)
            for group in self._kept
            for phrase in group
        }
        usage = Counter(
            symbol
            for node in (*nodes.values(), *parsed.values())
            for need in node.needed
            for symbol in need
        )
        everything = {
            part
            for node in (*nodes.values(), *parsed.values())
            for part in parts_of(node)
        }
        for part in everything:
            if isinstance(part, Either):
                part.arrange(usage)
        equal = {
            group: Group((parsed[phrase] for phrase in group), usage)
            for group in dict.fromkeys(map(tuple, self._kept))
        }
        self._groups = {id(group): equal[tuple(group)] for group in self._kept}

    def group(self, phrases: Sequence[str]) -> Group:
        """The same object for the same phrases; an empty one for none."""
        return self._groups.get(id(phrases), _NOTHING)


_NOTHING = Group((), {})
