"""The encoder beside the rules: adds what no phrase says, drops what is no mention.

For each finding one sum weighs what the encoder, the rules and the judge make of the
message; how far each is believed was learnt from messages that none of them had seen
(`tests/encoder/mixture.py`). Warning signs may be added, never dropped; a short message
in which the rules see anything is left to them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import exp
from pathlib import Path
from typing import Any

from bot.encoder.encoder import Encoded, Encoder, encoder_of
from bot.encoder.network import Part
from bot.encoder.trust import UNSOUND, trust_in
from bot.knowledge.model import Status
from bot.nlu.mention import Found
from bot.nlu.text import Words

TOLD = "findings"
HARDLY = -3.0  # log odds; what shows less is not seen
UNSEEN = -8.0  # what stands for the log odds of that
NAMED = ":"  # a diagnosis by its name: the encoder has seen few of each
DROPS = -1.0  # log odds below which a mention goes that the judge had kept
FEW = 9  # words and marks; what the rules see in fewer is believed, and all there is


@dataclass(frozen=True)
class Trust:
    """How much each voice counts for a mention (log odds).

    `both` is added to the encoder's weight where the rules see the finding too. A
    status of the encoder's outranks the rules' above `surely` (probability).
    """

    bias: float
    encoder: float
    rules: float
    judge: float
    both: float
    surely: float

    def score(self, seen: float, *, rules: bool, judge: bool) -> float:
        weight = self.encoder + self.both * rules
        return self.bias + weight * seen + self.rules * rules + self.judge * judge


@dataclass(frozen=True)
class Sight:
    """Where the encoder sees a finding: log odds, characters, status and how surely."""

    seen: float
    start: int
    end: int
    status: str
    likely: float


@dataclass(frozen=True)
class Tagger:
    """The encoder, how far it is believed, and the warning signs."""

    encoder: Encoder
    trust: Trust
    watched: frozenset[str] = frozenset()

    @classmethod
    def load(cls, root: Path, watched: frozenset[str]) -> Tagger | None:
        """The tagger of a knowledge folder, or None where a part of it is missing."""
        encoder = encoder_of(root)
        try:
            trust = Trust(**trust_in(root, TOLD))
        except UNSOUND:
            return None
        return cls(encoder, trust, watched) if encoder else None

    def __call__(
        self,
        words: Words,
        said: Sequence[Found],
        judged: Sequence[Found],
        valued: frozenset[str] = frozenset(),
    ) -> list[Found]:
        """The mentions that stay, and those that are added, without kind and side.

        `said`: what the rules found; `judged`: what the judge left of it; `valued`:
        findings that need a value, which only the rules can read.
        """
        if len(words) < FEW and judged:
            return list(judged)
        sights = self.sights(self.encoder.read(words.text))
        ruled = {found.finding for found in said}
        made: list[Found] = []
        for finding in sorted(ruled):
            own = [found for found in judged if found.finding == finding]
            sight = sights.get(finding)
            plain = any(f.value is not None or _is_mended(words, f) for f in own)
            if plain or self._stays(finding, sight, judged=bool(own)):
                own = own or [found for found in said if found.finding == finding]
                made += self._settled(own, sight)
        for finding in sorted(sights.keys() - ruled - valued):
            score = self.trust.score(sights[finding].seen, rules=False, judge=False)
            if score > 0:
                made.append(_found(words, finding, sights[finding]))
        return made

    def believed(self, words: Words, found: Sequence[Found]) -> list[Found]:
        """Without values of which the encoder sees nothing at the words they stand in.

        "Bub's ten weeks": no phrase tells from which of all ages and times a runner
        names how long it has hurt.
        """
        if len(words) < FEW or not any(each.value is not None for each in found):
            return list(found)
        encoded = self.encoder.read(words.text)
        return [
            each
            for each in found
            if each.value is None
            or each.finding not in self.encoder.labels.findings
            or _is_mended(words, each)
            or self._shown(words, each, encoded) > HARDLY
        ]

    def _shown(self, words: Words, found: Found, encoded: Encoded) -> float:
        """How surely the encoder sees the finding at these words (log odds)."""
        number = self.encoder.labels.findings.index(found.finding)
        start, end = words.words[found.first].start, words.words[found.last - 1].end
        return max(
            (
                float(part.findings[at, number])
                for part in encoded.parts
                for at, piece in enumerate(part.pieces)
                if piece.start < end and piece.end > start
            ),
            default=UNSEEN,
        )

    def _stays(self, finding: str, sight: Sight | None, *, judged: bool) -> bool:
        """Whether what the rules found is kept; `judged`: the judge kept it."""
        if finding in self.watched or (judged and NAMED in finding):
            return True
        if finding not in self.encoder.labels.findings:
            return judged
        seen = sight.seen if sight else UNSEEN
        score = self.trust.score(seen, rules=True, judge=judged)
        return score > (DROPS if judged else 0.0)

    def sights(self, encoded: Encoded) -> dict[str, Sight]:
        """What the encoder sees, each finding where it shows most."""
        found: dict[str, Sight] = {}
        for part in encoded.parts:
            for finding, sight in self._in_part(part):
                if finding not in found or sight.seen > found[finding].seen:
                    found[finding] = sight
        return found

    def _in_part(self, part: Part) -> Iterator[tuple[str, Sight]]:
        if not part.pieces:
            return
        most = part.findings.max(axis=0)
        for number in (most > HARDLY).nonzero()[0]:
            odds = part.findings[:, number]
            at = int(odds.argmax())
            first, last = _around(odds, at)
            sums = part.statuses[first:last].mean(axis=0)
            best = int(sums.argmax())
            likely = 1.0 / sum(exp(float(each - sums[best])) for each in sums)
            yield (
                self.encoder.labels.findings[number],
                Sight(
                    float(odds[at]),
                    part.pieces[first].start,
                    part.pieces[last - 1].end,
                    self.encoder.labels.statuses[best],
                    likely,
                ),
            )

    def _settled(self, own: Sequence[Found], sight: Sight | None) -> list[Found]:
        """The mentions, with the encoder's status where it is surer than the rules."""
        if sight is None or len(own) > 1 or sight.likely <= self.trust.surely:
            return list(own)
        if own[0].finding in self.watched or own[0].asked or own[0].kept:
            return list(own)
        return [replace(each, status=Status(sight.status)) for each in own]


def _around(odds: Any, at: int) -> tuple[int, int]:
    """The pieces around the likeliest that are likely themselves."""
    first, last = at, at + 1
    while first > 0 and odds[first - 1] > 0:
        first -= 1
    while last < len(odds) and odds[last] > 0:
        last += 1
    return first, last


def _is_mended(words: Words, found: Found) -> bool:
    """Whether its spelling was mended: the encoder read what was written."""
    return any(
        word.norm not in words.text[word.start : word.end].lower()
        for word in words.words[found.first : found.last]
        if word.norm.isalpha()
    )


def _found(words: Words, finding: str, sight: Sight) -> Found:
    """As a mention of the words that the pieces stand in.

    Pieces that are no word of their own ("'s") belong to the word before.
    """
    inside = [
        at
        for at, word in enumerate(words.words)
        if word.start < sight.end and word.end > sight.start
    ]
    if not inside:
        before = (at for at, word in enumerate(words.words) if word.end <= sight.start)
        inside = [max(before, default=0)]
    return Found(finding, inside[0], inside[-1] + 1, Status(sight.status))
