"""Finds questions, and says what the findings inside them are worth.

"Do I need new shoes?" tells of no shoes; "could it be a disc?" of a doubt; "why does my
back hurt?" of a back that hurts. Which beginnings do which is data (cues with
`use: question`, `question_end` and `question_more`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.knowledge.model import Status
from bot.nlu.language import PhraseLanguage
from bot.nlu.matcher import PhraseMatcher
from bot.nlu.mention import Found
from bot.nlu.text import Words

HARD = frozenset({".", "?", ";", "…"})
KEPT = frozenset({"age", "sex"})
"""Kinds that a question tells all the same: "can I, at 60, …"."""


@dataclass(frozen=True)
class Question:
    """Words `first` up to `last`. `tells`: nothing, doubt or fact."""

    first: int
    last: int
    tells: str


class QuestionFinder:
    """Finds the questions of a message by how they begin."""

    def __init__(self, language: PhraseLanguage, cues: Mapping[str, Any]) -> None:
        asking = [c for c in cues.values() if c.get("use") == "question"]
        self._openers = PhraseMatcher(
            language,
            [(c["phrases"], (c["tells"], bool(c.get("mark")))) for c in asking],
        )
        self._ends = PhraseMatcher(
            language,
            [(c["phrases"], "") for c in cues.values() if c["use"] == "question_end"],
        )
        more = [c["words"] for c in cues.values() if c["use"] == "question_more"]
        self._more = frozenset(word for words in more for word in words)

    def __call__(self, words: Words) -> list[Question]:
        """The questions, first to last; where several begin, the longest opener."""
        ends = {m.first for m in self._ends.find(words)}
        kept: list[Question] = []
        openers = self._openers.find(words)
        for match in sorted(openers, key=lambda m: (m.first, -m.length)):
            tells, mark = match.meaning
            if kept and match.first < kept[-1].last:
                continue
            last = self._end(words, match.last, ends)
            asked = last < len(words) and words.norms[last] == "?"
            if asked or not mark:
                kept.append(Question(match.first, last, tells))
        return kept

    def _end(self, words: Words, first: int, ends: set[int]) -> int:
        for i in range(first, len(words)):
            norm = words.norms[i]
            if norm in HARD or i in ends:
                return i
            goes_on = words.norms[i + 1 : i + 2]
            if norm == "," and not (goes_on and goes_on[0] in self._more):
                return i
        return len(words)


def weigh(found: Sequence[Found], questions: Sequence[Question]) -> list[Found]:
    """The mentions, without those that are only asked about; doubts are doubtful."""
    made = []
    for each in found:
        inside = next((q for q in questions if q.first <= each.first < q.last), None)
        if inside is None or each.kind in KEPT:
            made.append(each)
        elif inside.tells == "doubt":
            made.append(replace(each, status=Status.UNCERTAIN, asked=True))
        elif inside.tells == "fact":
            made.append(replace(each, asked=True))
    return made
