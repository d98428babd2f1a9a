"""Weighs a sign by the words around it: denied, past, someone else's, only imagined."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from bot.safety.matching import Group, Groups, Span
from bot.safety.page import Page, Word
from bot.safety.rules import Context

_STEP = {
    "lower": {"fire": "ask", "ask": "none", "none": "none"},
    "ask": {"fire": "ask", "ask": "ask", "none": "none"},
}


def overlaps(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


@dataclass
class Surroundings:
    """The page, where each group of phrases stands in it, the sentence of each word.

    A group is looked for when it is first asked for, as most never are. `denied` are
    words after which an excuse does not count.
    """

    page: Page
    groups: Groups
    denied: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.sentence: list[int] = []
        number = 0
        for index, word in enumerate(self.page.words):
            if index and (
                word.hard or word.message != self.page.words[index - 1].message
            ):
                number += 1
            self.sentence.append(number)
        self._cues: dict[str, list[Span]] = {}
        self._spans: dict[Group, list[Span]] = {}
        self._heard: dict[int, list[Context]] = {}
        self._own_no: dict[str, set[int]] = {}

    def spans(self, phrases: Sequence[str]) -> list[Span]:
        """Where any of `phrases` (a tuple that a rule keeps) stands, in order."""
        group = self.groups.group(phrases)
        known = self._spans.get(group)
        if known is None:
            known = self._spans[group] = group.find(self.page)
        return known

    def standing(self, excuses: Sequence[Span]) -> Sequence[Span]:
        """Those of `excuses` that are not taken back: "not the trots"."""
        if not excuses or not self.denied:
            return excuses
        ends = {end for _, end in self.spans(self.denied)}
        return [span for span in excuses if span[0] not in ends]

    def effort(self, phrases: Sequence[str]) -> int:
        """How long it takes to look for `phrases`, roughly."""
        return self.groups.group(phrases).size

    def lacks(self, phrases: Sequence[str]) -> bool:
        """Whether `phrases` surely stand nowhere; cheaper than to look for them."""
        group = self.groups.group(phrases)
        return group.anchors.isdisjoint(self.page.present)

    def cues(self, context: Context) -> list[Span]:
        """Where the context's words stand, without those that only look like it."""
        known = self._cues.get(context.id)
        if known is None:
            known = self._cues[context.id] = self._true_cues(context)
        return known

    def _true_cues(self, context: Context) -> list[Span]:
        if not all(self.spans(group) for group in context.with_):
            return []
        false = self.spans(context.except_)
        return [
            cue
            for cue in self.spans(context.phrases)
            if not any(overlaps(cue, other) for other in false)
        ]

    def heard(self, contexts: Sequence[Context]) -> list[Context]:
        """Those of `contexts` (a tuple that someone keeps) that the page speaks of."""
        known = self._heard.get(id(contexts))
        if known is None:
            known = [context for context in contexts if self.cues(context)]
            self._heard[id(contexts)] = known
        return known

    def applies(self, context: Context, span: Span) -> bool:
        """Whether the context speaks of what stands at `span`."""
        cues = self.cues(context)
        if not cues or span[0] in self._spared(context):
            return False
        if context.anywhere:
            return not self.standing(self.spans(context.lifted_anywhere))
        low = bisect_left(cues, (span[0] - context.before - 8, 0))
        for cue in cues[low:]:
            if cue[0] > span[1] + context.after:
                break
            if self._reaches(context, cue, span) and not self._lifted(
                context, cue, span
            ):
                return True
        return False

    def _spared(self, context: Context) -> set[int]:
        """Where a sign begins that has its own "no"."""
        known = self._own_no.get(context.id)
        if known is None:
            known = {begin for begin, _ in self.spans(context.spares)}
            self._own_no[context.id] = known
        return known

    def _reaches(self, context: Context, cue: Span, span: Span) -> bool:
        if overlaps(cue, span):
            if context.effect == "lower" and cue[0] < span[0]:
                return True
            inside = context.inside and span[0] <= cue[0]
            return inside and not self._between(context, span[0], span[1], cue)
        if cue[1] <= span[0]:
            near = span[0] - cue[1] < context.before and self._same(cue[1] - 1, span[0])
            end = span[1] if context.inside else span[0] + 1
            return near and not self._between(context, cue[1], end, cue)
        return self._follows(context, cue, span)

    def _follows(self, context: Context, cue: Span, span: Span) -> bool:
        if cue[0] - span[1] >= context.after:
            return False
        words = self.page.words
        answered = cue[0] == span[1] and words[cue[0]].question
        if not answered and not self._same(span[1] - 1, cue[0]):
            return False
        if context.alone and not self._ends(cue[1]):
            return False
        return not self._between(context, span[1], cue[0], cue)

    def _ends(self, at: int) -> bool:
        words: Sequence[Word] = self.page.words
        if at >= len(words):
            return True
        return (
            words[at].hard
            or words[at].soft
            or words[at].message != words[at - 1].message
        )

    def _same(self, left: int, right: int) -> bool:
        return self.sentence[left] == self.sentence[right]

    def _between(self, context: Context, begin: int, end: int, cue: Span) -> bool:
        """Whether a word that ends the cue's reach begins in the range."""
        for phrases, comma in (
            (context.blocked_by, False),
            (context.after_comma, True),
        ):
            for start, stop in self.spans(phrases):
                if start >= end:
                    break
                if start < begin or overlaps((start, stop), cue):
                    continue
                if not comma or self.page.words[start].soft:
                    return True
        return False

    def _lifted(self, context: Context, cue: Span, span: Span) -> bool:
        if self.spans(context.lifted_anywhere):
            return True
        return any(
            self._same(lift[0], span[0]) and not overlaps(lift, cue)
            for lift in self.spans(context.lifted_by)
        )


def weigh(
    outcome: str, span: Span, contexts: Sequence[Context], around: Surroundings
) -> str:
    """The outcome of a sign that is not denied, a step down for each doubt."""
    for context in around.heard(contexts):
        if around.applies(context, span):
            outcome = _STEP[context.effect][outcome]
    return outcome
