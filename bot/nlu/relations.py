"""Links an activity ("sitting") with what it does ("kills me") into a finding.

Activities and relation words are data: data/knowledge/cues/activity_*.yml and
relation_*.yml. A *weak* relation word ("hurts") needs a link ("when", "after"), since
it may only describe the pain; a *strong* one ("sets it off") needs only to be near.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.knowledge.model import Status
from bot.nlu.language import PhraseLanguage
from bot.nlu.matcher import Match, PhraseMatcher, longest
from bot.nlu.mention import Found
from bot.nlu.text import Words

OPPOSITE = {"worse": "fine", "better": "useless", "fine": "worse", "useless": "better"}
FAR = 99
STARTS = frozenset({",", ".", "?", ";", ":", "and", "but", "-", "…"})


@dataclass(frozen=True)
class Item:
    """An activity, relation, link or denial. `role` says which, `name` which one.

    A relation's `side` is before, after or both: where its activity may stand. A weak
    relation does not reach an activity that one of its `not_after` words leads.
    `extra` is added to its distance, for words that should lose to others; `reach` is
    how many words may stand between.
    """

    role: str
    name: str
    weak: bool = False
    side: str = "both"
    worse: str = ""
    better: str = ""
    not_after: frozenset[str] = frozenset()
    extra: float = 0.0
    reach: int = 9


@dataclass(frozen=True)
class Bond:
    """An activity with its relation, and how far apart they are."""

    activity: Match[Item]
    relation: Match[Item] | None
    direction: str
    cost: float


class RelationFinder:
    """Finds aggravating and relieving activities, and those denied to be."""

    def __init__(self, language: PhraseLanguage, cues: Mapping[str, Any]) -> None:
        entries = []
        for name, item in cues.items():
            if item.get("use") in ("activity", "relation", "link", "denial", "echo"):
                for phrases, meaning in _items(name, item):
                    entries.append((phrases, meaning))
        self._matcher = PhraseMatcher(language, entries)

    def __call__(self, words: Words, breaks: frozenset[int]) -> list[Found]:
        """The findings that relations in these words make."""
        items = self._matcher.find(words)
        activities = longest(i for i in items if i.meaning.role == "activity")
        others = [i for i in items if i.meaning.role != "activity"]
        taken = [
            r
            for r in longest(i for i in others if i.meaning.role == "relation")
            if r.meaning.name != "none"
            and not any(a.first <= r.first and r.last <= a.last for a in activities)
        ]
        scene = _Scene(words, breaks, activities, taken, others)
        found = [_finding(bond) for bond in scene.bonds()]
        return [f for f in found if f is not None]


def _items(name: str, item: Mapping[str, Any]) -> list[tuple[Sequence[str], Item]]:
    if item["use"] == "activity":
        made = Item(
            "activity",
            name,
            worse=item.get("worse", ""),
            better=item.get("better", ""),
            not_after=frozenset(item.get("not_after", ())),
        )
        return [(item["words"], made)]
    if item["use"] == "relation":
        side = item.get("side", "both")
        extra = float(item.get("extra", 0))
        reach = int(item.get("reach", 9))
        name_ = item["relation"]
        strong = Item("relation", name_, False, side, extra=extra, reach=reach)
        weak = Item("relation", name_, True, side, extra=extra, reach=reach + 5)
        return [(item.get("strong", ()), strong), (item.get("weak", ()), weak)]
    return [(item["phrases"], Item(item["use"], name))]


def _finding(bond: Bond) -> Found | None:
    item = bond.activity.meaning
    table = {
        "worse": (item.worse, Status.PRESENT),
        "fine": (item.worse, Status.ABSENT),
        "better": (item.better, Status.PRESENT),
        "useless": (item.better or item.worse, Status.ABSENT),
    }
    finding, status = table[bond.direction]
    if not finding:
        return None
    by = bond.relation
    return Found(
        finding,
        bond.activity.first,
        bond.activity.last,
        status,
        fixed=True,
        by=(by.first, by.last) if by else (0, 0),
    )


class _Scene:
    """The activities and relations of one message, and what stands between them."""

    def __init__(
        self,
        words: Words,
        breaks: frozenset[int],
        activities: list[Match[Item]],
        relations: list[Match[Item]],
        others: list[Match[Item]],
    ) -> None:
        self.words, self.breaks = words, breaks
        self.activities, self.relations = activities, relations
        self.links = [o for o in others if o.meaning.role == "link"]
        self.echoes = [o for o in others if o.meaning.role == "echo"]
        self.denials = longest(o for o in others if o.meaning.role == "denial")

    def bonds(self) -> list[Bond]:
        """The best bond of every activity that has one, lists shared out."""
        made: list[Bond | None] = []
        for activity in self.activities:
            echo = self._echo(activity, made[-1] if made else None)
            made.append(echo or self._best(activity))
        for step in (1, -1):
            order = range(len(made)) if step == 1 else range(len(made) - 1, -1, -1)
            for i in order:
                near = i - step
                other = made[near] if 0 <= near < len(made) else None
                if made[i] is None and other is not None:
                    made[i] = self._inherit(self.activities[i], other, step)
        return [bond for bond in made if bond is not None]

    def _echo(self, activity: Match[Item], before: Bond | None) -> Bond | None:
        """After "leaning back is fine", "leaning forward isn't" says the opposite."""
        heard = [e for e in self.echoes if 0 <= e.first - activity.last <= 1]
        if not heard or before is None:
            return None
        opposite = (
            dict(OPPOSITE, better="worse") if activity.meaning.worse else OPPOSITE
        )
        return Bond(activity, before.relation, opposite[before.direction], before.cost)

    def _best(self, activity: Match[Item]) -> Bond | None:
        options = [self._bond(activity, relation) for relation in self.relations]
        options = [bond for bond in options if bond is not None]
        return min(options, key=lambda b: b.cost) if options else None  # type: ignore[union-attr]

    def _bond(self, activity: Match[Item], relation: Match[Item]) -> Bond | None:
        if activity.first < relation.last and relation.first < activity.last:
            return None
        after = activity.last <= relation.first
        if relation.meaning.side not in ("both", "after" if after else "before"):
            return None
        first, last = (
            (activity.last, relation.first)
            if after
            else (relation.last, activity.first)
        )
        cost = self._distance(first, last, relation.meaning.reach)
        if relation.meaning.weak and not self._linked(activity, relation, after):
            return None
        if cost >= FAR or any(
            r.first >= first and r.last <= last for r in self.relations
        ):
            return None
        direction = relation.meaning.name
        if self._denied(relation, activity, after):
            direction = OPPOSITE[direction]
        return Bond(activity, relation, direction, cost + relation.meaning.extra)

    def _distance(self, first: int, last: int, most: int) -> float:
        """Words between, commas dearer; FAR past a break or `most` words."""
        between = range(first, last)
        if any(i in self.breaks for i in between) or last - first > most:
            return FAR
        commas = sum(self.words.norms[i] in (",", "and", "-", "…") for i in between)
        return last - first + 3.5 * commas

    def _linked(
        self, activity: Match[Item], relation: Match[Item], after: bool
    ) -> bool:
        led_by = self.words.norms[max(activity.first - 3, 0) : activity.first]
        if activity.meaning.not_after & set(led_by):
            return False
        if not after:
            return activity.first == relation.last or any(
                relation.last <= link.first and 0 <= activity.first - link.last <= 4
                for link in self.links
            )
        led = any(0 <= activity.first - link.last <= 3 for link in self.links)
        subject = activity.first == 0 or self.words.norms[activity.first - 1] in STARTS
        return led or relation.first - activity.last <= (6 if subject else 1)

    def _denied(
        self, relation: Match[Item], activity: Match[Item], after: bool
    ) -> bool:
        """A denial just before the relation, or between it and its activity."""
        start = relation.first
        others = {r.last for r in self.relations} | self.breaks
        near = [
            d
            for d in self.denials
            if 0 <= start - d.last <= 2
            and "," not in self.words.norms[d.last : start]
            and not others & set(range(d.last, start + 1))
        ]
        if near:
            return True
        if after:
            return False
        return any(
            relation.last <= d.first and 0 <= activity.first - d.last <= 2
            for d in self.denials
        )

    def _inherit(self, activity: Match[Item], near: Bond, step: int) -> Bond | None:
        """In "sitting, driving and stairs" what holds for one holds for all."""
        other = near.activity
        first, last = (
            (other.last, activity.first) if step == 1 else (activity.last, other.first)
        )
        between = self.words.norms[first:last]
        if len(between) > 6 or any(i in self.breaks for i in range(first, last)):
            return None
        if any(r.first >= first and r.last <= last for r in self.relations):
            return None
        denied = any(d.first >= first and d.last <= last for d in self.denials)
        joined = {",", "and", "or", "/", "nor", "then", "-"} & set(between)
        if not joined and not denied:
            return None
        direction = OPPOSITE[near.direction] if denied else near.direction
        return Bond(activity, near.relation, direction, near.cost + 10)
