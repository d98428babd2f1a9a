"""How far the rules, the second opinion and the encoder are believed together.

One formula of a few numbers, learnt by `tests/encoder/mixture.py` from messages that
none of the three had seen, and kept in a file that can be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

from bot.encoder.trust import FILE, UNSOUND, trust_in

WITH, WITHOUT = "alarms", "alarms_without_encoder"
IN_ANSWERS = "alarms_in_answers"
# Log odds of a red flag by the encoder alone, from which a sign stands whatever else is
# said: "no, but I can't hold my wee".
GRAVE = 4.0
LEAST = -6.0  # log odds; a second opinion below it says no more


@dataclass(frozen=True)
class Mixture:
    """Weights of each voice, and what the sum must reach (log odds of a red flag).

    Above `fires` there is an alarm, above `asks` a question. What the rules see is
    still asked about above `dismisses`. `aside` is the weight of how much surer the
    encoder is of a sentence than of the whole, `said` of the log odds that an answer
    says yes.
    """

    bias: float = 0.0
    linear: float = 1.0
    encoder: float = 0.0
    aside: float = 0.0
    said: float = 0.0
    fired: float = 0.0
    asked: float = 0.0
    lowered: float = 0.0
    fires: float = inf
    asks: float = inf
    dismisses: float = -inf
    problem: str = ""

    @classmethod
    def load(cls, root: Path, what: str = WITH) -> Mixture:
        """The mixture of that name, kept under `root`.

        One that leaves everything to the rules, and says why in `problem`, when the
        file is not sound.
        """
        try:
            found: dict[str, Any] = {**trust_in(root, what)}
            return cls(**found)
        except UNSOUND as error:
            return cls(problem=f"{FILE}: It cannot be read ({type(error).__name__}).")

    def score(
        self,
        linear: float,
        encoder: float,
        rules: str,
        *,
        lowered: bool = False,
        aside: float = 0.0,
        said: float = 0.0,
    ) -> float:
        """Log odds; `rules`: what the rules come to, "fire", "ask" or "none".

        `lowered`: a sign was made less by the words around it; `aside`: log odds by
        which a sentence alone is surer; `said`: log odds that an answer says yes.
        """
        told = self.fired if rules == "fire" else self.asked if rules == "ask" else 0.0
        told += self.lowered * lowered + self.aside * aside + self.said * said
        heard = self.encoder * encoder if self.encoder else 0.0
        return self.bias + self.linear * max(linear, LEAST) + heard + told
