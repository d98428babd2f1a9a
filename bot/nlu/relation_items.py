"""What relations are made of: activities, what is said of them, links and denials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.knowledge.model import Status
from bot.nlu.matcher import Match
from bot.nlu.mention import Found

USES = ("activity", "relation", "link", "denial", "echo")
AS_ASKED = {
    "yes": {"better": "better", "worse": "worse"},
    "pleasant": {"better": "better", "worse": "fine"},
    "nothing": {"better": "useless", "worse": "fine"},
    "dismal": {"better": "useless", "worse": "worse"},
}
"""What "heat: yes", "hills: nothing" or "stairs: no joy" say of what helps or hurts."""


@dataclass(frozen=True)
class Item:
    """An activity, relation, link or denial. `role` says which, `name` which one.

    A relation's `side` is before, after or both: where its activity may stand. A weak
    relation does not reach an activity that one of its `not_after` words leads.
    `extra` is added to its distance, for words that should lose to others; `reach` is
    how many words may stand between. `back` reaches the sentence before ("hates that").
    `mainly` is what an activity is chiefly tried for: better or worse. `implied` is
    symptom or place when no word says "hurts": they give way to words that do, and
    reach only an activity that allows it.
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
    back: bool = False
    mainly: str = "worse"
    implied: str = ""

    def direction(self, activity: Item) -> str:
        """What the relation says of this activity."""
        if self.name in AS_ASKED:
            return AS_ASKED[self.name][activity.mainly]
        return self.name


@dataclass(frozen=True)
class Bond:
    """An activity with its relation, and how far apart they are."""

    activity: Match[Item]
    relation: Match[Item] | None
    direction: str
    cost: float


def read_items(name: str, item: Mapping[str, Any]) -> list[tuple[Sequence[str], Item]]:
    """The phrases of a cue and what they stand for."""
    if item["use"] == "activity":
        return [(item["words"], _activity(name, item))]
    if item["use"] == "relation":
        shared: dict[str, Any] = {
            "side": item.get("side", "both"),
            "extra": float(item.get("extra", 0)),
            "back": bool(item.get("back", False)),
        }
        reach = int(item.get("reach", 9))
        said = item["relation"]
        strong = Item("relation", said, False, reach=reach, **shared)
        weak = Item("relation", said, True, reach=reach + 5, **shared)
        return [(item.get("strong", ()), strong), (item.get("weak", ()), weak)]
    return [(item["phrases"], Item(item["use"], name))]


def _activity(name: str, item: Mapping[str, Any]) -> Item:
    worse, better = item.get("worse", ""), item.get("better", "")
    return Item(
        "activity",
        name,
        worse=worse,
        better=better,
        not_after=frozenset(item.get("not_after", ())),
        mainly=item.get("mainly", "worse" if worse else "better"),
        implied="any" if item.get("implied", True) else "",
    )


def finding_of(bond: Bond) -> Found | None:
    """The finding that a bond makes, if any."""
    item = bond.activity.meaning
    table = {
        "worse": (item.worse, Status.PRESENT),
        "fine": (item.worse, Status.ABSENT),
        "better": (item.better or item.worse, _eased(item)),
        "useless": (item.better or item.worse, Status.ABSENT),
    }
    finding, status = table[bond.direction]
    by = bond.relation
    if not finding and item.implied and by and not by.meaning.weak:
        finding, status = _treatment(item, bond.direction)
    if not finding:
        return None
    return Found(
        finding,
        bond.activity.first,
        bond.activity.last,
        status,
        fixed=True,
        by=(by.first, by.last) if by else (0, 0),
    )


def _eased(item: Item) -> Status:
    """What brings no relief but is called "heaven" is at least no trouble."""
    return Status.PRESENT if item.better else Status.ABSENT


def _treatment(item: Item, direction: str) -> tuple[str, Status]:
    """A treatment that makes it worse does not help; one that is fine does."""
    harms = direction == "worse"
    return item.better, Status.ABSENT if harms else Status.PRESENT
