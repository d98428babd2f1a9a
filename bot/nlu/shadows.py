"""Which mention hides a shorter one inside it: "flat feet" is no pain in the feet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.nlu.mention import Found


class Shadows:
    """Rules from data (cues with `use: shadow`).

    `same_kind` lists kinds within which the longer mention wins; `kinds` says which
    kinds a longer mention of a kind hides; `findings` the same for single findings,
    which need only overlap; `in_relation` lists kinds and findings hidden in what is
    said of an activity; `open` findings whose words name places too ("fell on my hip").
    `enclosing` turns `findings` round where the other stands around it, but not around
    the words that make it ("comes on 2 miles in, gone when I stop" eases no sooner).
    """

    def __init__(self, cues: Iterable[Mapping[str, Any]]) -> None:
        self._same: set[str] = set()
        self._relation: set[str] = set()
        self._kinds: dict[str, list[str]] = {}
        self._findings: dict[str, list[str]] = {}
        self._open: set[str] = set()
        self._enclosing: dict[str, list[str]] = {}
        for cue in cues:
            self._open.update(cue.get("open", ()))
            self._enclosing.update(cue.get("enclosing", {}))
            self._same.update(cue.get("same_kind", ()))
            self._relation.update(cue.get("in_relation", ()))
            self._kinds.update(cue.get("kinds", {}))
            self._findings.update(cue.get("findings", {}))

    def hides(self, longer: Found, shorter: Found) -> bool:
        """Whether `shorter` is no mention of its own beside `longer`."""
        if {shorter.kind, shorter.finding} & self._relation and shorter.overlaps(
            *longer.by
        ):
            return True
        if self._enclosed(shorter, longer):
            return True
        if self._enclosed(longer, shorter):
            return False
        if shorter.finding in self._findings.get(longer.finding, ()):
            return shorter.overlaps(longer.first, longer.last)
        return shorter.inside(longer) and self._covers(longer, shorter)

    def _covers(self, longer: Found, shorter: Found) -> bool:
        if longer.finding == shorter.finding:
            return True
        if longer.kind == shorter.kind and longer.kind in self._same:
            return True
        hidden = self._kinds.get(longer.kind, ())
        return shorter.kind in hidden and longer.finding not in self._open

    def _enclosed(self, inner: Found, outer: Found) -> bool:
        if inner.finding not in self._enclosing.get(outer.finding, ()):
            return False
        return inner.inside(outer) and not outer.overlaps(*inner.by)
