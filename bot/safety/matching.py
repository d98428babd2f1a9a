"""Finds where the phrases of the rules stand on a page, looking only at likely ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.safety.context import Span
from bot.safety.phrase import Node, Page, parse

Index = Mapping[str, Sequence[tuple[str, Node]]]  # phrases by what they can begin with


def index_phrases(phrases: Iterable[str], nodes: Mapping[str, Node]) -> Index:
    """The phrases by the words they can begin with."""
    index: dict[str, list[tuple[str, Node]]] = {}
    for phrase in sorted(set(phrases)):
        node = parse(phrase, nodes)
        for symbol in node.first:
            index.setdefault(symbol, []).append((phrase, node))
    return index


def find(page: Page, index: Index) -> dict[str, list[Span]]:
    """Where each phrase of the index stands on the page, in order."""
    held: dict[str, bool] = {}
    possible = {
        symbol: _possible(page, index.get(symbol, ()), held)
        for symbol in sorted(page.present)
    }
    found: dict[str, list[Span]] = {}
    for at, symbols in enumerate(page.symbols):
        for symbol in symbols:
            for head, entries in possible[symbol]:
                if head is not None and not head.ends(page, at):
                    continue
                for phrase, node in entries:
                    if node.follow is not None and not page.next_in(node.follow, at):
                        continue
                    page.work += 1
                    ends = {at + 1} if node.one_word else node.ends(page, at)
                    if ends:
                        found.setdefault(phrase, []).append((at, max(ends)))
    return found


def _possible(
    page: Page, entries: Sequence[tuple[str, Node]], held: dict[str, bool]
) -> list[tuple[Node | None, list[tuple[str, Node]]]]:
    """The phrases that this page can hold, those that begin with the same list together."""
    groups: dict[int, tuple[Node | None, list[tuple[str, Node]]]] = {}
    for phrase, node in entries:
        known = held.get(phrase)
        if known is None:
            known = held[phrase] = page.can_hold(node)
        if known:
            groups.setdefault(id(node.head), (node.head, []))[1].append((phrase, node))
    return list(groups.values())
