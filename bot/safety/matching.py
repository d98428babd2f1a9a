"""Finds where the phrases of the rules stand on a page, looking only at likely ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.safety.phrase import Node, Page, parse

Span = tuple[int, int]


class Group:
    """Phrases that mean the same to a rule, by the words they can begin with."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.by_first: dict[str, list[Node]] = {}
        for node in nodes:
            for symbol in node.first:
                self.by_first.setdefault(symbol, []).append(node)
        self.first = frozenset(self.by_first)

    def find(self, page: Page) -> list[Span]:
        """Where any of the phrases stands on the page, in order."""
        spans: set[Span] = set()
        for symbol in self.first & page.present:
            likely = [node for node in self.by_first[symbol] if page.can_hold(node)]
            for at in page.places[symbol] if likely else ():
                for node in likely:
                    if node.follow is not None and not page.next_in(node.follow, at):
                        continue
                    page.work += 1
                    if ends := ({at + 1} if node.one_word else node.ends(page, at)):
                        spans.add((at, max(ends)))
        return sorted(spans)


class Groups:
    """The groups of all rules. A group is known by its tuple, which a rule keeps."""

    def __init__(
        self, phrases: Iterable[Sequence[str]], nodes: Mapping[str, Node]
    ) -> None:
        parsed: dict[str, Node] = {}
        self._groups: dict[int, Group] = {}
        self._kept = [group for group in phrases if group]
        for group in self._kept:
            for phrase in group:
                if phrase not in parsed:
                    parsed[phrase] = parse(phrase, nodes)
            self._groups[id(group)] = Group(parsed[phrase] for phrase in group)

    def find(self, page: Page, phrases: Sequence[str]) -> list[Span]:
        group = self._groups.get(id(phrases))
        return group.find(page) if group else []
