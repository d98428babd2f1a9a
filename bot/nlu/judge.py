"""The trained part beside the rules: weighs what they found, except warning signs.

One linear model looks at a mention, its words and the words around it, and says whether
it is there, denied, doubted, past, another's, or no mention at all. It outranks the
rules only when it is sure. It adds nothing: what no phrase finds stays unseen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.knowledge.model import Status
from bot.nlu.linear import LinearModel
from bot.nlu.mention import Found
from bot.nlu.text import Words

NONE = "none"
SURE = 0.5
"""How likely another reading must be before it outranks the rules."""
SURER = 0.75
"""And how likely that there is no mention: what is left out is lost for good."""

ENDS = frozenset({".", "?", ";", "…"})
TURNS = frozenset({",", "but", "and", "-"})
"""Words that open another part of a sentence; beyond them a word counts apart."""


@dataclass(frozen=True)
class Judge:
    """The model, and the findings it may touch.

    Those are neither warning signs nor what its examples hardly show: of what was never
    annotated it would learn only that it is no mention.
    """

    model: LinearModel
    knows: frozenset[str]

    @classmethod
    def from_json(cls, item: Mapping[str, Any]) -> Judge:
        """The judge as `to_json` wrote it."""
        return cls(LinearModel.from_json(item["model"]), frozenset(item["knows"]))

    def to_json(self) -> dict[str, Any]:
        """Plain JSON, for the trained model's folder."""
        return {"model": self.model.to_json(), "knows": sorted(self.knows)}

    def __call__(self, words: Words, found: Sequence[Found]) -> list[Found]:
        """The mentions, some read otherwise, some left out."""
        made = []
        for each in found:
            if each.finding not in self.knows:
                made.append(each)
                continue
            status, likely = self.model.best(features_of(words, each, found))
            needed = SURER if status == NONE else SURE
            if likely <= needed or status == each.status.value:
                made.append(each)
            elif status != NONE:
                made.append(replace(each, status=Status(status)))
        return made


def features_of(
    words: Words, found: Found, others: Sequence[Found]
) -> dict[str, float]:
    """What speaks for a mention's status; a name says what was seen and where."""
    norms, status = words.norms, found.status.value
    first, last = _sentence(words, found.first, found.last)
    said = norms[found.first : found.last]
    seen: dict[str, float] = {
        f"finding={found.finding}": 1.0,
        f"kind={found.kind}": 1.0,
        f"status={status}": 1.0,
        f"kind={found.kind}/{status}": 1.0,
        f"finding={found.finding}/{status}": 1.0,
        f"fixed={found.fixed}": 1.0,
        f"weak={found.weak}": 0.5,
        f"asked={found.asked}": 1.0,
        f"words={min(len(said), 4)}": 1.0,
        "said=" + "_".join(said): 1.0,
        "question": float(last < len(norms) and norms[last] == "?"),
        "length": min(len(norms), 60) / 60,
    }
    seen.update({f"said={found.kind}/{word}": 0.6 for word in said})
    seen.update(_line(norms[found.last : last], "R", found))
    seen.update(_line(tuple(reversed(norms[first : found.first])), "L", found))
    seen.update(_company(found, others, first, last))
    if found.by != (0, 0):
        seen["by"] = 1.0
        seen["by=" + "_".join(norms[found.by[0] : found.by[1]])] = 1.0
    return seen


def _sentence(words: Words, first: int, last: int) -> tuple[int, int]:
    norms = words.norms
    while first > 0 and norms[first - 1] not in ENDS:
        first -= 1
    while last < len(norms) and norms[last] not in ENDS:
        last += 1
    return first, last


def _company(
    found: Found, others: Sequence[Found], first: int, last: int
) -> dict[str, float]:
    """The mentions that share its words or its sentence."""
    seen: dict[str, float] = {}
    for other in others:
        if other is found:
            continue
        if other.overlaps(found.first, found.last):
            seen[f"over={other.kind}"] = 1.0
            seen[f"over={other.finding}"] = 0.7
        if first <= other.first < last:
            seen[f"with={other.kind}"] = 0.3
    return seen


def _line(words: Sequence[str], side: str, found: Found) -> dict[str, float]:
    """The words on one side, nearest first; each counts with the turns before it."""
    seen: dict[str, float] = {}
    turns, before = 0, ""
    for far, word in enumerate(words[:10]):
        turns = min(turns + (word in TURNS), 2)
        weight = 0.7 if far < 5 else 0.35
        seen[f"{side}{turns}={word}"] = weight
        seen[f"{side}/{found.status.value}={word}"] = weight
        if far < 3:
            seen[f"{side}/{found.kind}~{word}"] = 0.7
        if far < 2:
            seen[f"{side}@{far}={word}"] = 0.7
        if before and far < 6:
            pair = f"{before}_{word}" if side == "R" else f"{word}_{before}"
            seen[f"{side}2={pair}"] = 0.5
        before = word
    return seen
