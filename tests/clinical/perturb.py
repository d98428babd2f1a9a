"""Copies of vignettes as other runners would have typed them; always the same ones."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

Vignette = Mapping[str, Any]

WORD = re.compile(r"[A-Za-z]{5,}")
# One long word in eight is misspelt.
TYPO_RATE = 0.125
CHATTER = (
    "My watch died at mile 3 btw.",
    "It rained the whole way round, loved it.",
    "New medal hanger arrived today!",
    "Dog came along as usual.",
    "Sorry for the essay.",
    "Coffee first, then this.",
    "Anyway my club mates say hi.",
    "I should be working right now.",
)
ASIDES = (", love my new watch btw", ", anyway", " lol", ", thanks for asking", " tbh")


def misspelt(vignette: Vignette, keep: AbstractSet[str]) -> dict[str, Any]:
    """Swapped, dropped and doubled letters, in every sentence the runner types."""
    dice = random.Random(f"typos {vignette['id']}")
    facts = {key: typos(text, dice) for key, text in vignette["facts"].items()}
    return {**vignette, "opening": typos(vignette["opening"], dice), "facts": facts}


def typos(text: str, dice: random.Random) -> str:
    """The text with some of its longer words misspelt."""

    def spoil(match: re.Match[str]) -> str:
        word = match[0]
        if dice.random() >= TYPO_RATE:
            return word
        at = dice.randrange(1, len(word) - 2)
        slips = (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
        )
        return dice.choice(slips)

    return WORD.sub(spoil, text)


def halved(vignette: Vignette, keep: AbstractSet[str]) -> dict[str, Any]:
    """Half the facts unknown, except those in `keep`, which decide about safety."""
    dice = random.Random(f"half {vignette['id']}")
    facts = vignette["facts"]
    others = sorted(key for key in facts if key not in keep)
    gone = set(dice.sample(others, len(others) // 2))
    return {
        **vignette,
        "facts": {key: text for key, text in facts.items() if key not in gone},
    }


def chatty(vignette: Vignette, keep: AbstractSet[str]) -> dict[str, Any]:
    """Something beside the point before and after, and in a third of the answers."""
    dice = random.Random(f"chatter {vignette['id']}")
    before, after = dice.sample(CHATTER, 2)
    facts = {
        key: text + dice.choice(ASIDES) if dice.random() < 1 / 3 else text
        for key, text in vignette["facts"].items()
    }
    return {
        **vignette,
        "opening": f"{before} {vignette['opening']} {after}",
        "facts": facts,
    }


#: Name → what it makes of a vignette; the second argument is what `halved` keeps.
PERTURBATIONS: dict[str, Callable[[Vignette, AbstractSet[str]], dict[str, Any]]] = {
    "typos": misspelt,
    "half told": halved,
    "chatter": chatty,
}
