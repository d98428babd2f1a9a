"""Decides whether what was mentioned is there, denied, doubted, past or another's.

In the manner of ConText, for lay speech. Which words do this, which way they look and
what stops them is data: data/knowledge/cues.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.knowledge.model import Status
from bot.nlu.language import PhraseLanguage
from bot.nlu.matcher import Match, PhraseMatcher, longest
from bot.nlu.mention import Found
from bot.nlu.text import Words

HARD = frozenset({".", "?", "\n"})
STRENGTH = (Status.OTHER_PERSON, Status.PAST, Status.ABSENT, Status.UNCERTAIN)
"""When several cues govern a mention, the first of these wins."""


@dataclass(frozen=True)
class Cue:
    """What a cue does. `looks`: before (it stands before), after, or sentence.

    `status` None is a decoy ("not only"): it takes the words away from other cues.
    `through`: only the end of a sentence or a turn ("now") stops it, not other breaks.
    """

    name: str
    status: Status | None
    looks: str
    reach: int
    kinds: tuple[str, ...] = ()
    not_kinds: tuple[str, ...] = ()
    through: bool = False

    def covers(self, found: Found) -> bool:
        """Whether it can govern this kind of finding."""
        names = (found.kind, found.finding)
        if self.kinds and not any(name in self.kinds for name in names):
            return False
        return not any(name in self.not_kinds for name in names)


def read_cue(name: str, item: Mapping[str, Any]) -> Cue:
    """A cue from its YAML."""
    status = item.get("status", "none")
    return Cue(
        name=name,
        status=None if status == "none" else Status(status),
        looks=item.get("looks", "before"),
        reach=int(item.get("reach", 8)),
        kinds=tuple(item.get("kinds", ())),
        not_kinds=tuple(item.get("not_kinds", ())),
        through=bool(item.get("through", False)),
    )


class StatusFinder:
    """Gives each mention its status from the cues around it."""

    def __init__(self, language: PhraseLanguage, cues: Mapping[str, Any]) -> None:
        mine = {k: v for k, v in cues.items() if v.get("use") == "status"}
        self._cues = PhraseMatcher(
            language, [(v["phrases"], read_cue(k, v)) for k, v in mine.items()]
        )
        self._negations = frozenset(
            word
            for v in cues.values()
            if v.get("use") == "negation"
            for word in v["words"]
        )
        self._clause = frozenset(
            word
            for v in cues.values()
            if v.get("use") == "clause"
            for word in v["words"]
        )
        turns = {k: v for k, v in cues.items() if v.get("use") == "turn"}
        self._turns = PhraseMatcher(
            language, [(v["phrases"], k) for k, v in turns.items()]
        )
        breaks = [v for v in cues.values() if v.get("use") == "break"]
        self._breaks = PhraseMatcher(
            language, [(v["phrases"], bool(v.get("status_only"))) for v in breaks]
        )

    def __call__(self, words: Words, mentions: Sequence[Found]) -> list[Found]:
        """The same mentions, each with its status."""
        cues = _chosen(self._cues.find(words))
        breaks = self.breaks(words, cues)
        turns = frozenset(match.first for match in self._turns.find(words))
        return [
            self._judge(words, found, mentions, cues, breaks, turns)
            for found in mentions
        ]

    def breaks(
        self, words: Words, cues: Sequence[Match[Cue]] = (), *, relations: bool = False
    ) -> frozenset[int]:
        """Words that nothing looks past (those inside a cue do not count).

        For `relations` the breaks marked `status_only` are left out: "ice and it goes".
        """
        inside = {i for cue in cues for i in range(cue.first + 1, cue.last)}
        marks = {i for i, norm in enumerate(words.norms) if norm in HARD}
        found = {
            match.first
            for match in self._breaks.find(words)
            if not (relations and match.meaning)
        }
        return frozenset((found - inside) | marks)

    def _judge(
        self,
        words: Words,
        found: Found,
        mentions: Sequence[Found],
        cues: Sequence[Match[Cue]],
        breaks: frozenset[int],
        turns: frozenset[int],
    ) -> Found:
        statuses = {
            cue.meaning.status
            for cue in cues
            if cue.meaning.status is not None
            and cue.meaning.covers(found)
            and not _claimed(cue, mentions)
            and _governs(cue, found, words, breaks, turns)
            and not self._left_list(cue, found, words)
            and not self._lends_negation(cue, mentions, words)
        }
        for status in STRENGTH:
            if status in statuses and not (found.fixed and status in STRENGTH[2:]):
                return replace(found, status=status)
        return replace(found, kept=any(_keeps(cue, found) for cue in cues))

    def _lends_negation(
        self, cue: Match[Cue], mentions: Sequence[Found], words: Words
    ) -> bool:
        """Whether "has no" lends its "no" to a finding such as "no power"."""
        return cue.meaning.status is Status.ABSENT and any(
            cue.first < m.first < cue.last
            and m.status is not Status.ABSENT
            and words.norms[m.first] in self._negations
            for m in mentions
        )

    def _left_list(self, cue: Match[Cue], found: Found, words: Words) -> bool:
        """Denial passes a comma only within a list, not in "no ops, hip is sore"."""
        if cue.meaning.status is not Status.ABSENT or cue.last > found.first:
            return False
        commas = [i for i in range(cue.last, found.first) if words.norms[i] == ","]
        if not commas:
            return False
        end = commas[-1] + 1
        while end < len(words) and words.norms[end] not in (",", ";", "but", *HARD):
            end += 1
        own = range(found.first, found.last)
        item = {words.norms[i] for i in range(commas[-1] + 1, end) if i not in own}
        return bool(self._clause & item)


def _keeps(cue: Match[Cue], found: Found) -> bool:
    """Whether a decoy ends where the mention begins."""
    return cue.meaning.status is None and cue.first < found.first <= cue.last


def _chosen(found: Sequence[Match[Cue]]) -> list[Match[Cue]]:
    """The longest cues; of the same words, a decoy or a reply alone, else each."""
    kept = longest(sorted(found, key=_precedence))
    chosen: list[Match[Cue]] = []
    for cue in kept:
        same = [c for c in found if (c.first, c.last) == (cue.first, cue.last)]
        alone = cue.meaning.status is None or cue.meaning.reach <= 1
        chosen += [cue] if alone else same
    return chosen


def _precedence(cue: Match[Cue]) -> tuple[bool, int]:
    """For the same words: a decoy before a cue, a cue of short reach before others."""
    return cue.meaning.status is not None, cue.meaning.reach


def _claimed(cue: Match[Cue], mentions: Sequence[Found]) -> bool:
    """A cue inside a finding's own words ("no control of") is part of the finding.

    The "no" of "no fever" still leads a list: it is a denial itself, not a loss.
    """
    return any(
        m.first <= cue.first
        and cue.last <= m.last
        and not (m.status is Status.ABSENT and cue.first == m.first)
        for m in mentions
    )


def _governs(
    cue: Match[Cue],
    found: Found,
    words: Words,
    breaks: frozenset[int],
    turns: frozenset[int],
) -> bool:
    before = cue.first < found.first
    if found.overlaps(cue.first, cue.last) and not before:
        return False
    looks = cue.meaning.looks
    if looks not in ("sentence", "before" if before else "after"):
        return False
    first, last = (cue.last, found.first) if before else (found.last, cue.first)
    first = min(first, last)
    if last - first > cue.meaning.reach:
        return False
    between = range(first, last)
    denied_after = not before and cue.meaning.status is Status.ABSENT
    if denied_after and any(words.norms[i] == "," for i in between):
        return False  # "leaked again, otherwise fine"
    if cue.meaning.through:
        return not any(words.norms[i] in HARD or i in turns for i in between)
    return not any(i in breaks for i in (*between, *([found.first] if before else [])))
