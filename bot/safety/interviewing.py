"""Looks for red flags in an answer to an open question.

Rules find signs in any words and a yes or no to what was asked; a reader of answers
knows what the whole comes to; and where enough is said all of them are weighed together
(`seconding`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.answers.features import sentence_around
from bot.answers.reader import AnswerReader
from bot.safety.answers import SHORT, Answers
from bot.safety.context import Surroundings
from bot.safety.rules import Rule
from bot.safety.scan import Flag, Hit
from bot.safety.seconding import Seconding
from bot.safety.weight import PLAIN, Weight

ASKED = "asked"  # in a message's metadata: the question that was open
FEW_WORDS = 4  # "a bit numb maybe?" still answers


@dataclass(frozen=True)
class Interviewing:
    """The questions, and those who read the answers to them."""

    questions: Answers
    reader: AnswerReader
    rules: Mapping[str, Rule]

    def heed(
        self,
        seconding: Seconding,
        around: Surroundings,
        hits: Sequence[Hit],
        asked: str,
    ) -> list[Hit]:
        """What stands of the hits in an answer to `asked`, and what it says itself."""
        page = around.page
        answered = [] if _asks_back(page.text) else self.reported(around, asked)
        covers = self.questions.covers(asked)
        weight = Weight(self.reader, self.questions, asked, around)
        if not self.questions.is_chosen(asked, page.text):
            told = [*hits, *answered]
            if self.questions.screens(asked) and seconding.may_weigh(page, told):
                fired = (hit for hit in told if hit.outcome == "fire")
                grave = [hit for hit in fired if weight.is_grave(hit)]
                said = self.says(page.text, asked)
                weighed = seconding.weigh(around, told, said, covers)
                known = {hit.rule.id for hit in grave}
                return [*grave, *(h for h in weighed if h.rule.id not in known)]
            hits = [hit for hit in hits if weight.stands(hit, plain=True)]
            # A second "not sure", which has a level of its own, denies nothing.
            answered = [
                hit
                for hit in answered
                if hit.triage != hit.rule.triage or weight.stands(hit, plain=False)
            ]
        if answered:
            return [*hits, *answered]
        if page.size > SHORT:
            return seconding.heed(around, hits)
        heard = seconding.hear(around, hits, covers)
        return [hit for hit in heard if weight.stands(hit, plain=False)]

    def reported(self, around: Surroundings, asked: str) -> list[Hit]:
        """The red flags that it reports as an answer, by the rules."""
        found = self.questions.read(asked, around)
        return [
            Hit(self.rules[rule], outcome, triage or self.rules[rule].triage, span)
            for rule, outcome, triage, span in found
            if rule in self.rules
        ]

    def says(self, text: str, asked: str) -> float:
        """Log odds that it says yes to what was asked; 0 where that cannot be said.

        Yes always means the trouble.
        """
        return self.reader.score(asked.removeprefix("ask:"), text) or 0.0

    def goes_on(self, around: Surroundings, asked: str) -> bool:
        """Whether it may go on with what was said before, rather than answer.

        What answers a question is read by itself: joined to an earlier message it can
        seem to say anything.
        """
        if asked.startswith("ask:"):
            return not self.questions.begins(around)
        return self.questions.goes_on(around)

    def denies(self, text: str, flags: Sequence[Flag]) -> bool:
        """Whether each sign would, as an answer to its own question, be a no."""
        scores = [
            self.reader.score(
                self.questions.question_for(flag.id, ""),
                sentence_around(text, flag.start, flag.end),
            )
            for flag in flags
        ]
        return bool(scores) and all(s is not None and s <= PLAIN for s in scores)


def _asks_back(text: str) -> bool:
    """Whether a question is answered by a question, which tells nothing."""
    return text.rstrip().endswith("?") and len(text.split()) > FEW_WORDS
