"""Where the second opinion and the encoder are heard, and what comes of it.

The rules say what they see, and two trained models how likely it is a red flag. Neither
is left to itself: a sum of the three decides (`mixture`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from math import inf
from operator import itemgetter

from bot.encoder.encoder import Encoder
from bot.safety.context import Surroundings
from bot.safety.features import Reader
from bot.safety.matching import Span
from bot.safety.mixture import GRAVE, Mixture
from bot.safety.page import Page, Word
from bot.safety.rules import LEVELS, Rule
from bot.safety.scan import Hit, worst
from bot.safety.second_opinion import Opinion, SecondOpinion

# Only what is mostly made of words it knows may be doubted: not other languages.
FAMILIAR = 0.55
ENOUGH = 9  # words; fewer say too little to doubt an alarm
SAYING = 3  # words of a sentence that says anything by itself
PARTS = 40  # sentences of a message that are read each by itself, about
TALE = 1500  # words of a message too long for that
FEW = 5  # words of an answer; so few are left to the rules
# Log odds of a red flag by the encoder and by the linear model below which both see
# none at all. No true alarm of strangers in five words and more had that against it.
CALM, AT_EASE = -6.0, -2.0
SURER = 3.2  # log odds by which it takes more to make an alarm of few words
DOUBTED = 1.7  # the same of a sign that the rules ask about: a question settles it
LONG = 130  # words of an answer; a longer one is a story, read as any message


@dataclass(frozen=True)
class Seconding:
    """The models beside the rules."""

    model: SecondOpinion
    reader: Reader
    rules: Mapping[str, Rule]
    encoder: Encoder = field(default_factory=Encoder)
    mixture: Mixture = field(default_factory=Mixture)
    answers: Mixture = field(default_factory=Mixture)

    def opinion(self, around: Surroundings) -> Opinion:
        """What the second opinion alone is of the current message."""
        page = around.page
        own = page.size - len(_own(page)), page.size
        return self.model.judge(around, own, self.reader)

    def heed(self, around: Surroundings, hits: Sequence[Hit]) -> list[Hit]:
        """The hits, and what the models make of them.

        What the rules say and may not be doubted stands. Any other alarm of theirs may
        become its question, or nothing when all else speaks against it.
        """
        fired = [hit for hit in hits if hit.outcome == "fire"]
        asks = [hit for hit in hits if hit.outcome == "ask"]
        told = fired or asks
        doubtful = self._may_doubt(around.page, told)
        if not self._is_trained():
            return told
        if fired and not doubtful:
            calm = self._is_calm(around, fired)
            return [replace(hit, outcome="ask") for hit in told] if calm else told
        opinion = self.opinion(around)
        score = self._score(around, opinion, hits)
        surer = 0.0 if doubtful else inf if any(h.lowered for h in hits) else SURER
        surer = max(surer, DOUBTED if asks and not fired else 0.0)
        if score > self.mixture.fires + surer:
            return fired or self._named(around, opinion, "fire") or asks
        if not doubtful:
            return asks
        if score <= (self.mixture.dismisses if told else self.mixture.asks):
            return []
        signs = [replace(hit, outcome="ask") for hit in told]
        return signs or self._named(around, opinion, "ask")

    def hear(
        self, around: Surroundings, hits: Sequence[Hit], covers: Sequence[str]
    ) -> list[Hit]:
        """The hits, and what the model makes of an answer in which there are none.

        Few words tell little: more of one to a question that `covers` red flags, and of
        others what is very sure.
        """
        told = [hit for hit in hits if hit.outcome != "none"]
        if told and self._is_calm(around, told):
            return []
        if told or any(hit.lowered for hit in hits):
            return list(hits)
        opinion = self.opinion(around)
        if self._score(around, opinion, hits) > self.mixture.fires + SURER:
            return self._named(around, opinion, "fire")
        if not covers or opinion.score <= self.model.answer_asks:
            return []
        outcome = "fire" if opinion.score > self.model.answer_fires else "ask"
        return self._hits(around.page, opinion, covers, outcome)

    def may_weigh(self, page: Page, hits: Sequence[Hit]) -> bool:
        """Whether an answer says enough, in one message and known words, to be weighed.

        Of "yes", "a bit" and the like the rules know best.
        """
        if not self._is_trained() or self.answers.fires == inf:
            return False
        if not FEW < page.size <= LONG or page.words[0].message != 0:
            return False
        return self._knows(page, hits)

    def weigh(
        self,
        around: Surroundings,
        hits: Sequence[Hit],
        said: float,
        covers: Sequence[str],
    ) -> list[Hit]:
        """What comes of an answer to a question that covers red flags.

        `said`: log odds that it says yes to what was asked.
        """
        fired = [hit for hit in hits if hit.outcome == "fire"]
        told = fired or [hit for hit in hits if hit.outcome == "ask"]
        opinion, alarm = self.opinion(around), self.encoder.read(around.page.text).alarm
        lowered = any(hit.lowered for hit in hits)
        score = self.answers.score(
            opinion.score, alarm, worst(hits), lowered=lowered, said=said
        )
        if score <= self.answers.asks:
            return []
        outcome = "fire" if score > self.answers.fires else "ask"
        signs = [replace(hit, outcome=outcome) for hit in told]
        signs = signs or self._about(around, opinion, covers, outcome)
        if outcome == "fire":
            signs += self._graver(around, opinion, signs, covers)
        return signs

    def _graver(
        self,
        around: Surroundings,
        opinion: Opinion,
        told: Sequence[Hit],
        covers: Sequence[str],
    ) -> list[Hit]:
        """A graver red flag among those asked for, in a sentence of its own.

        "Swollen and warm. Had to stop twice on the stairs tonight, that's new."
        """
        levels = [hit.triage for hit in told]
        for text in sentences_of(around):
            heard = self.encoder.read(text)
            rule = self.rules.get(heard.flag(self.encoder.labels, covers))
            if rule is None or heard.alarm <= GRAVE:
                continue
            if all(_is_graver(rule.triage, level) for level in levels):
                return [_guess(rule, "fire", rule.triage, opinion)]
        return []

    def _about(
        self,
        around: Surroundings,
        opinion: Opinion,
        covers: Sequence[str],
        outcome: str,
    ) -> list[Hit]:
        """A hit of the red flag among those asked for that the models suspect."""
        named = self._named(around, opinion, outcome)
        if named and named[0].rule.id in covers:
            # Asked for in plain words, it is not told in odd ones.
            return [replace(hit, triage=hit.rule.triage) for hit in named]
        return self._hits(around.page, opinion, covers, outcome)

    def _hits(
        self, page: Page, opinion: Opinion, covers: Sequence[str], outcome: str
    ) -> list[Hit]:
        """A hit of what the linear model suspects, or else the likeliest asked for."""
        flag = opinion.flag
        if flag not in covers:
            heard = self.encoder.read(page.text)
            flag = heard.flag(self.encoder.labels, covers) or covers[0]
        rule = self.rules.get(flag)
        return [_guess(rule, outcome, rule.triage, opinion)] if rule else []

    def _score(
        self,
        around: Surroundings,
        opinion: Opinion,
        hits: Sequence[Hit],
    ) -> float:
        """How likely a red flag is, in the message or in the sentence of a sign.

        Of a sentence out of its story the encoder must be sure; where neither model
        sees anything in the story, both must see something, or it is asked about.
        """
        said = worst(hits)
        lowered = any(hit.lowered for hit in hits)

        def score(linear: float, alarm: float, aside: float = 0.0) -> float:
            return self.mixture.score(linear, alarm, said, lowered=lowered, aside=aside)

        alarm = self.encoder.read(around.page.text).alarm
        whole = score(opinion.score, alarm, self.aside(around))
        signs = [hit.span for hit in hits if hit.outcome == said == "fire"]
        if not signs:
            return whole
        heard = [
            (linear, self.encoder.read(text).alarm)
            for linear, text in self._sentences(around, signs)
        ]
        plain = [each for each in heard if not self.encoder or each[1] > GRAVE]
        told = [score(*each) for each in plain]
        if self._sees_nothing(around, opinion) and all(
            linear < 0 for linear, _ in plain
        ):
            told = [min(each, self.mixture.fires) for each in told]
        return max([whole, *told])

    def aside(self, around: Surroundings) -> float:
        """By how much the encoder is surer of one sentence than of all of it."""
        if not self.encoder:
            return 0.0
        alarm = self.encoder.read(around.page.text).alarm
        return self.encoder.read(self._loudest(around)).alarm - alarm

    def _loudest(self, around: Surroundings) -> str:
        """The sentence of the message that alarms most by itself, or all of it.

        A sign is soon drowned by talk of races.
        """
        every = [around.page.text, *sentences_of(around)]
        return max(every, key=lambda text: self.encoder.read(text).alarm)

    def _sentences(
        self, around: Surroundings, signs: Iterable[Span]
    ) -> Iterator[tuple[float, str]]:
        """What the linear model makes of each sign's own sentence, and its words."""
        page, of = around.page, around.sentence
        shown = self.reader.shown(around)
        for begin, end in sorted(set(signs)):
            part = (of.index(of[begin]), bisect_right(of, of[end - 1]))
            if page.words[part[0]].message != 0:
                continue
            found = self.reader.features(around, part, shown)
            text = _text_of(page.words[slice(*part)], page)
            yield self.model.score(found, undiluted=True), text

    def _named(self, around: Surroundings, opinion: Opinion, outcome: str) -> list[Hit]:
        """A hit of the red flag that the models suspect; of two, the graver."""
        heard = self.encoder.read(self._loudest(around))
        flag = heard.flag(self.encoder.labels)
        rule, other = self.rules.get(flag or opinion.flag), self.rules.get(opinion.flag)
        if rule is None:
            return []
        triage = rule.unworded or rule.triage
        if other and opinion.score > GRAVE and _is_graver(other.triage, triage):
            rule, triage = other, other.triage
        return [_guess(rule, outcome, triage, opinion)]

    def _is_trained(self) -> bool:
        return bool(self.model.terms.weights) and self.mixture.fires < inf

    def _may_doubt(self, page: Page, signs: Sequence[Hit]) -> bool:
        """Whether more is said than the signs, in one message and in known words."""
        if not signs:
            return True
        if page.words[0].message != 0 or page.size < ENOUGH:
            return False
        return self._knows(page, signs)

    def _is_calm(self, around: Surroundings, signs: Sequence[Hit]) -> bool:
        """Whether neither model sees anything at all in a few words it knows well."""
        page = around.page
        if page.size < FEW or page.words[0].message != 0:
            return False
        calm = self._sees_nothing(around, self.opinion(around))
        return calm and self._knows(page, signs)

    def _sees_nothing(self, around: Surroundings, opinion: Opinion) -> bool:
        if not self.encoder or opinion.score >= AT_EASE:
            return False
        return self.encoder.read(around.page.text).alarm < CALM

    def _knows(self, page: Page, signs: Sequence[Hit]) -> bool:
        """Whether each sign is told mostly in words that the linear model knows."""
        said = (page.words[hit.span[0] : hit.span[1]] for hit in signs)
        return all(self.model.familiar(each, self.reader) >= FAMILIAR for each in said)


def sentences_of(around: Surroundings) -> list[str]:
    """The sentences of the current message; none of a single one, or of a whole tale.

    "Numbness down there? No." is one, and where there are very many, some are read as
    one.
    """
    page = around.page
    own = _own(page)
    sentence = around.sentence[page.size - len(own) :]
    least = len(own) // PARTS
    parts: list[list[Word]] = []
    for _, each in groupby(zip(own, sentence, strict=True), key=itemgetter(1)):
        part = [word for word, _ in each]
        if parts and (len(part) < SAYING or len(parts[-1]) < least):
            parts[-1] += part
        else:
            parts.append(part)
    if len(parts) == 1 or len(own) > TALE:
        return []
    return [_text_of(part, page) for part in parts if len(part) >= SAYING]


def _text_of(words: Sequence[Word], page: Page) -> str:
    return page.text[words[0].start : words[-1].end]


def _guess(rule: Rule, outcome: str, triage: str, opinion: Opinion) -> Hit:
    return Hit(rule, outcome, triage, opinion.span, guessed=True)


def _is_graver(one: str, other: str) -> bool:
    return LEVELS.index(one) < LEVELS.index(other)


def _own(page: Page) -> list[Word]:
    """The words of the current message, which are the last of the page."""
    return [word for word in page.words if word.message == 0]
