"""Weighs the red flags of an answer against what the whole of the answer comes to.

Signs are found by words, and runners say that all is well with the very same words:
"normal when I wipe", "socks leave the same mark on each". A reader that was trained on
answers tells the two apart; a sign falls only where it reads as a denial.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.answers.features import sentence_bounds
from bot.answers.reader import AnswerReader
from bot.safety.answers import Answers
from bot.safety.context import Surroundings
from bot.safety.mixture import GRAVE
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
    around: Surroundings

    def stands(self, hit: Hit, *, plain: bool) -> bool:
        """Whether the sign is still one. `plain`: it would be one in any message."""
        if self.is_grave(hit):
            return True
        question = self.answers.question_for(hit.rule.id, self.asked)
        begin, end = self._bounds(hit)
        score = self.reader.score(question, self.around.page.text[begin:end])
        return score is None or score > (PLAIN if plain else BARE)

    def is_grave(self, hit: Hit) -> bool:
        """Whether the encoder is sure of the sign, by its sentence, or it is plain.

        Or by what follows the last "but" before it: "no, but I can't hold my wee".
        """
        if hit.plain and hit.outcome == "fire" and not hit.lowered:
            return True
        page = self.around.page
        begin, end = self._bounds(hit)
        turn = self.answers.turn_before(self.around, hit.span[0])
        begins = [begin, *([page.words[turn].start] if turn is not None else [])]
        read = self.reader.encoder.read
        return any(read(page.text[at:end]).alarm > GRAVE for at in begins if at < end)

    def _bounds(self, hit: Hit) -> tuple[int, int]:
        """Of the sentence with the sign in it, or all that the sign runs through."""
        page = self.around.page
        words = page.words[hit.span[0] : hit.span[1]]
        own = [word for word in words if word.message == 0]
        if not own:
            return 0, len(page.text)
        return sentence_bounds(page.text, own[0].start, own[-1].end)
