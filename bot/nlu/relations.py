"""Links an activity ("sitting") with what it does ("kills me") into a finding.

Activities and relation words are data: data/knowledge/cues/activity_*.yml and
relation_*.yml. A *weak* relation word ("hurts") needs a link ("when", "after"), since
it may only describe the pain; a *strong* one ("sets it off") needs only to be near.
Symptoms mentioned ("my legs go weak") are weak ones too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.nlu.language import PhraseLanguage
from bot.nlu.matcher import Match, PhraseMatcher, longest
from bot.nlu.mention import Found
from bot.nlu.relation_items import USES, Item, finding_of, read_items
from bot.nlu.scene import Scene
from bot.nlu.text import Words

SYMPTOM = Item("relation", "worse", weak=True, extra=2, reach=7, implied="symptom")
PLACE = Item("relation", "worse", True, "before", extra=6, reach=4, implied="place")


class RelationFinder:
    """Finds aggravating and relieving activities, and those denied to be."""

    def __init__(self, language: PhraseLanguage, cues: Mapping[str, Any]) -> None:
        entries = []
        for name, item in cues.items():
            if item.get("use") in USES:
                entries.extend(read_items(name, item))
        self._matcher = PhraseMatcher(language, entries)

    def __call__(
        self,
        words: Words,
        breaks: frozenset[int],
        symptoms: Iterable[tuple[int, int]] = (),
        places: Iterable[tuple[int, int]] = (),
    ) -> list[Found]:
        """The findings that relations in these words make.

        `symptoms` and `places` are spans of mentions that may stand for "it hurts".
        """
        items = self._matcher.find(words)
        activities = longest(i for i in items if i.meaning.role == "activity")
        others = [i for i in items if i.meaning.role != "activity"]
        said = longest(i for i in others if i.meaning.role == "relation")
        taken = [r for r in said if not any(_within(r, a) for a in activities)]
        blocked = [*taken, *activities]
        taken += _implied(symptoms, SYMPTOM, blocked) + _implied(places, PLACE, blocked)
        taken = [r for r in taken if r.meaning.name != "none"]
        scene = Scene(words, breaks, activities, taken, others)
        found = [finding_of(bond) for bond in scene.bonds()]
        return [f for f in found if f is not None]


def _within(inner: Match[Item], outer: Match[Item]) -> bool:
    return outer.first <= inner.first and inner.last <= outer.last


def _implied(
    spans: Iterable[tuple[int, int]], item: Item, blocked: Iterable[Match[Item]]
) -> list[Match[Item]]:
    """Spans that no relation or activity has taken, as relations."""
    others = list(blocked)
    return [
        Match(item, first, last)
        for first, last in spans
        if not any(o.first < last and first < o.last for o in others)
    ]
