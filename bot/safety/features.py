"""What the second opinion looks at: words, what stands beside and near them, concepts.

A concept is a word list of the rules, so that what is known of one word counts for all
that mean the same; a cue is a context of theirs, such as a denial.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from bot.safety.context import Surroundings
from bot.safety.matching import Span
from bot.safety.page import Word
from bot.safety.phrase import Node
from bot.safety.rules import Context

STEM = 5  # letters by which words are paired
REACH = 5  # words that count as near, fillers left out
CHUNK = 60  # words judged together, at most


def chunks(words: Sequence[Word], span: Span) -> Iterator[Span]:
    """The span in parts of whole sentences, or of CHUNK words where they go on."""
    begin = last = span[0]
    for at in range(span[0], span[1]):
        if words[at].hard:
            last = at
        if at - begin >= CHUNK:
            end = last if last > begin else at
            yield begin, end
            begin = end
    if begin < span[1]:
        yield begin, span[1]


@dataclass(frozen=True)
class Reader:
    """Turns words into features; `known` words are those of the rules.

    Features: `word`, `begin-` (of a long word), `two words`, `now three words`,
    `begin+other` (near one another, either way round), `<concept>`, `!cue`.
    """

    known: frozenset[str]
    fillers: frozenset[str]
    concepts: Mapping[str, Node] = field(default_factory=dict)
    cues: Sequence[Context] = ()

    @cached_property
    def _begun(self) -> Mapping[str, tuple[str, ...]]:
        """The concepts that may show where a symbol does."""
        found: dict[str, list[str]] = {}
        for name, node in self.concepts.items():
            for symbol in node.first:
                found.setdefault(symbol, []).append(name)
        return {symbol: tuple(names) for symbol, names in found.items()}

    def shown(self, around: Surroundings) -> list[tuple[str, int]]:
        """The concepts and cues on the page, each with a mask of where it begins."""
        page, found = around.page, []
        likely = {n for s in page.present & self._begun.keys() for n in self._begun[s]}
        for name in sorted(likely):
            mask = 0
            for places in self.concepts[name].spread(page).values():
                mask |= places
            found.append((f"<{name}>", mask))
        for context in self.cues:
            mask = 0
            for begin, end in around.cues(context):
                mask |= (1 << end) - (1 << begin)
            found.append((f"!{context.id}", mask))
        return [(name, mask) for name, mask in found if mask]

    def features(
        self, around: Surroundings, span: Span, shown: Sequence[tuple[str, int]]
    ) -> set[str]:
        """Everything in this part of the page; `shown` as above."""
        texts = [self.said(word) for word in around.page.words[span[0] : span[1]]]
        inside = (1 << span[1]) - (1 << span[0])
        found = self.words(texts)
        found.update(map(" ".join, pairwise(texts)))
        found.update(map(" ".join, zip(texts, texts[1:], texts[2:], strict=False)))
        found.update(self._near(texts))
        found.update(name for name, mask in shown if mask & inside)
        return found

    def words(self, texts: Sequence[str]) -> set[str]:
        """The words, and the beginnings of long ones."""
        return {*texts, *(f"{text[:STEM]}-" for text in texts if len(text) > STEM)}

    def _near(self, texts: Sequence[str]) -> Iterator[str]:
        heavy = [text[:STEM] for text in texts if text not in self.fillers]
        for at, left in enumerate(heavy):
            for right in heavy[at + 1 : at + 1 + REACH]:
                if left != right:
                    yield f"{left}+{right}" if left < right else f"{right}+{left}"

    def said(self, word: Word) -> str:
        """The word as the rules read it: a misspelt `blader` is `bladder`."""
        if word.text in self.known or len(word.text) < STEM:
            return word.text
        whole = (symbol for symbol in word.symbols if not symbol.endswith("*"))
        return next(whole, word.text)


def is_single(feature: str) -> bool:
    """Whether it is a word, a beginning, a concept or a cue, and no combination."""
    return "+" not in feature and " " not in feature
