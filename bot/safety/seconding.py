"""Where the second opinion is heard, and what comes of it beside the rules."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.safety.context import Surroundings
from bot.safety.features import Reader
from bot.safety.matching import Span
from bot.safety.page import Page, Word
from bot.safety.rules import Rule
from bot.safety.scan import Hit
from bot.safety.second_opinion import Opinion, SecondOpinion

# By so much more (log odds) it must be sure to outweigh what the rules make less: a
# doubt, or words about somebody else.
SURE = 2.5
# Only what is mostly made of words it knows may be doubted: not other languages.
FAMILIAR = 0.55
EVEN = 0.0  # log odds: as likely as not
ENOUGH = 8  # words; fewer say too little to doubt an alarm
LONG = 40  # words; in a longer message the sentence of a sign is judged by itself
MORE = 0.5  # A long one has more chances to seem to say anything: so much surer for it.


@dataclass(frozen=True)
class Seconding:
    """The model beside the rules.

    `speaker`: words of whoever tells of a body; `openers`: what questions begin with.
    """

    model: SecondOpinion
    reader: Reader
    rules: Mapping[str, Rule]
    speaker: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()

    def opinion(self, around: Surroundings) -> Opinion:
        """What the model thinks of the current message."""
        page = around.page
        own = page.size - len(_own(page)), page.size
        return self.model.judge(around, own, self.reader)

    def heed(self, around: Surroundings, hits: Sequence[Hit]) -> list[Hit]:
        """The hits, and what the second opinion makes of them.

        A sign that the rules ask about, or that the words around it make less ("my
        dad", "no", "years ago"), is left to them, as is a question in general, unless
        the model is very sure.
        """
        fired = [hit for hit in hits if hit.outcome == "fire"]
        opinion = self.opinion(around)
        if not fired:
            return self._raised(around.page, opinion, hits)
        doubted = self._doubted(around, opinion, fired)
        return [replace(hit, outcome="ask") for hit in fired] if doubted else fired

    def hear(
        self, around: Surroundings, hits: Sequence[Hit], covers: Sequence[str]
    ) -> list[Hit]:
        """The hits, and what the model makes of an answer in which there are none.

        Only of one to a question that `covers` red flags: few words tell little else.
        """
        if not covers or any(hit.lowered or hit.outcome != "none" for hit in hits):
            return list(hits)
        opinion = self.opinion(around)
        flag = opinion.flag if opinion.flag in covers else covers[0]
        if flag not in self.rules or opinion.score <= self.model.answer_asks:
            return []
        outcome = "fire" if opinion.score > self.model.answer_fires else "ask"
        rule = self.rules[flag]
        return [Hit(rule, outcome, rule.triage, opinion.span)]

    def _raised(self, page: Page, opinion: Opinion, hits: Sequence[Hit]) -> list[Hit]:
        """An alarm or a question where the rules see nothing or are in doubt."""
        asks = [hit for hit in hits if hit.outcome == "ask"]
        rule = self.rules.get(opinion.flag)
        if rule is None:
            return asks
        weighed = bool(asks) or any(hit.rule.id == rule.id for hit in hits)
        needed = SURE if weighed or self._in_general(page) else 0.0
        length = MORE if page.size > LONG else 0.0
        if opinion.score > self.model.fires + needed + length:
            return [Hit(rule, "fire", rule.triage, opinion.span)]
        if not asks and not needed and opinion.score > self.model.asks:
            return [Hit(rule, "ask", rule.triage, opinion.span)]
        return asks

    def _doubted(
        self, around: Surroundings, opinion: Opinion, fired: Sequence[Hit]
    ) -> bool:
        """Whether the alarm is surely none: of one told in two messages it never is.

        The words must be known ones and say so: all of them, where they are not too
        many. No sign's own sentence may speak for it.
        """
        page, of = around.page, around.sentence
        if page.words[0].message != 0 or page.size < ENOUGH:
            return False
        if not opinion.flag or opinion.score >= self.model.doubts:
            return False
        shown = self.reader.shown(around)

        def score(part: Span) -> float:
            found = self.reader.features(around, part, shown)
            return self.model.score(found, undiluted=True)

        def is_doubted(span: Span) -> bool:
            sign = page.words[span[0] : span[1]]
            if self.model.familiar(sign, self.reader) < FAMILIAR:
                return False
            sentence = of.index(of[span[0]]), bisect_right(of, of[span[1] - 1])
            return score(sentence) < EVEN

        if page.size <= LONG and score((0, page.size)) >= self.model.doubts:
            return False
        return all(is_doubted(hit.span) for hit in fired)

    def _in_general(self, page: Page) -> bool:
        """Whether the current message only asks a question, and tells of nobody."""
        own = _own(page)
        if not own or any(word.text in self.speaker for word in own):
            return False
        return own[-1].question or own[0].text in self.openers


def _own(page: Page) -> list[Word]:
    """The words of the current message, which are the last of the page."""
    return [word for word in page.words if word.message == 0]
