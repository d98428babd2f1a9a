"""Activities in pieces of sentences without a verb: "Left bum, car seat, stairs."."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.nlu.matcher import Match
from bot.nlu.relation_items import Item

ENDS = frozenset({".", "?", ";", "-", "("})
MARKS = ENDS | {",", ":", "and", "or", "/", "…", ")"}
WHEN = frozenset({"when", "whenever", "while", "only", "mostly", "mainly"})
LITTLE = frozenset(
    {"the", "a", "my", "any", "also", "then", "too", "plus", "even", "doing", "long"}
)


class Pieces:
    """The pieces of a message, and what stands in them."""

    def __init__(
        self,
        norms: Sequence[str],
        relations: Iterable[Match[Item]],
        activities: Iterable[Match[Item]],
    ) -> None:
        self._norms = norms
        self._relations = list(relations)
        self._activities = list(activities)

    def blames(self, activity: Match[Item], hurts: Sequence[Match[Item]]) -> bool:
        """Whether a piece with no more than this activity says that it hurts.

        `hurts` are the activities already known to.
        """
        item = activity.meaning
        if not item.worse or item.mainly != "worse":
            return False
        return self._when(activity) or (
            bool(item.implied) and self._listed(activity, hurts)
        )

    def _when(self, activity: Match[Item]) -> bool:
        """A sentence that only says when, after one that says where: "When I sit."."""
        start, end = self._piece(activity, ENDS)
        whole = activity.first - start <= 3 and end - activity.last <= 3
        told = any(r.last <= start for r in self._relations)
        asks = WHEN.isdisjoint(self._norms[start : activity.first])
        if not whole or not told or asks or self._norms[end : end + 1] == ("?",):
            return False
        return not any(start <= r.first < end for r in self._relations)

    def _listed(self, activity: Match[Item], hurts: Sequence[Match[Item]]) -> bool:
        """One of a list that begins with a place or with what hurts."""
        start, end = self._piece(activity, MARKS)
        rest = (*self._norms[start : activity.first], *self._norms[activity.last : end])
        if not start or set(rest) - LITTLE or self._norms[end : end + 1] == ("?",):
            return False
        before = self._piece_before(start)
        if before is None:
            return False
        first, last = before
        return any(h.first >= first and h.last <= last for h in hurts) or any(
            r.meaning.implied == "place" and last - first <= r.last - r.first + 4
            for r in self._relations
            if r.first >= first and r.last <= last
        )

    def _piece_before(self, start: int) -> tuple[int, int] | None:
        last = start - 1
        if self._norms[last] not in (",", "and", "or", "/"):
            return None
        if last and self._norms[last - 1] == ",":
            last -= 1
        first = last
        while first and self._norms[first - 1] not in MARKS:
            first -= 1
        return (first, last) if first < last else None

    def _piece(self, activity: Match[Item], marks: frozenset[str]) -> tuple[int, int]:
        start, end = activity.first, activity.last
        while start and self._norms[start - 1] not in marks:
            start -= 1
        while end < len(self._norms) and self._norms[end] not in marks:
            end += 1
        return start, end
