"""Weighs the red flags of an answer against what the whole of the answer comes to.

Signs are found by words, and runners say that all is well with the very same words:
"normal when I wipe", "socks leave the same mark on each". A reader that was trained on
answers tells the two apart; a sign falls only where it reads as a denial.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.answers.features import sentence_around
from bot.answers.reader import AnswerReader
from bot.safety.answers import Answers
from bot.safety.mixture import GRAVE
from bot.safety.page import Page
from bot.safety.scan import Hit

# Log odds of trouble below which a sign falls: one that is plain in itself, and one
# that only a yes, or a word of an answer, makes.
PLAIN, BARE = -1.2, -0.2


@dataclass(frozen=True)
class Weight:
    """An answer, the question that it answers, and the words that were read in it."""

    reader: AnswerReader
    answers: Answers
    asked: str
    text: str
    page: Page

    def stands(self, hit: Hit, *, plain: bool) -> bool:
        """Whether the sign is still one. `plain`: it would be one in any message."""
        said = self._around(hit)
        if self.reader.encoder.read(said).alarm > GRAVE:
            return True
        question = self.answers.question_for(hit.rule.id, self.asked)
        score = self.reader.score(question, said)
        return score is None or score > (PLAIN if plain else BARE)

    def _around(self, hit: Hit) -> str:
        """The sentence with the sign in it, or all that the sign runs through."""
        words = self.page.words[hit.span[0] : hit.span[1]]
        own = [word for word in words if word.message == 0]
        if not own:
            return self.text
        return sentence_around(self.text, own[0].start, own[-1].end)
