"""Which relation each activity of a message belongs to."""

from __future__ import annotations

from bot.nlu.matcher import Match, longest
from bot.nlu.pieces import Pieces
from bot.nlu.relation_items import Bond, Item
from bot.nlu.text import Words

OPPOSITE = {"worse": "fine", "better": "useless", "fine": "worse", "useless": "better"}
FAR = 99
BEFORE = 0.5
"""Of two equally near, the one that follows: "uphill is heaven downhill is hell"."""
STARTS = frozenset({",", ".", "?", ";", ":", "and", "but", "-", "…"})
COSTLY = frozenset({",", "and", "-", "…"})
PACE = frozenset({"week", "weeks", "day", "days", "month", "per", "year", "years"})
"""Words of a habit: "I run 40 miles a week, my back hurts" blames nothing."""
LEADS = frozenset(
    {"any", "anything", "every", "minutes", "mins", "hour", "hours", "of"}
)
CONTRASTS = frozenset({(",", "not"), ("and", "not"), ("-", "not")})
"""Before what is not so: "standing kills me, not sitting"."""
OWN = frozenset({"it", "my", "the", "i", "am", "that", "both", "all", "this", "there"})
"""What a consequence is said of, after "and"."""


def _said(relation: Match[Item]) -> bool:
    return not relation.meaning.implied


class Scene:
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
        hurts = [b.activity for b in made if b is not None and b.direction == "worse"]
        pieces = Pieces(self.words.norms, self.relations, self.activities)
        for i, activity in enumerate(self.activities):
            if made[i] is None and pieces.blames(activity, hurts):
                made[i] = Bond(activity, None, "worse", FAR)
                hurts.append(activity)
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
            return self._around(activity, relation)
        after = activity.last <= relation.first
        if relation.meaning.side not in ("both", "after" if after else "before"):
            return None
        first, last = (
            (activity.last, relation.first)
            if after
            else (relation.last, activity.first)
        )
        cost = self._distance(activity, relation, first, last)
        if cost >= FAR or any(
            r.first >= first and r.last <= last for r in self.relations if _said(r)
        ):
            return None
        hedged = relation.meaning.weak or relation.meaning.name == "only"
        if hedged and self._led_away(activity):
            return None
        if relation.meaning.weak and not self._linked(activity, relation, after):
            return None
        direction = self._direction(activity, relation)
        if self._denied(relation, activity, after):
            direction = OPPOSITE[direction]
        cost += relation.meaning.extra + (0 if after else BEFORE)
        return Bond(activity, relation, direction, cost)

    def _around(self, activity: Match[Item], relation: Match[Item]) -> Bond | None:
        """A relation that the activity stands inside: "can sit all day"."""
        if activity.first < relation.first or relation.last < activity.last:
            return None
        return Bond(activity, relation, self._direction(activity, relation), 0)

    def _direction(self, activity: Match[Item], relation: Match[Item]) -> str:
        """What the relation says; some say it by what was said before them."""
        name = relation.meaning.name
        if name not in ("except", "same", "only"):
            return relation.meaning.direction(activity.meaning)
        said = self._said_before(relation, activity)
        if name == "same":
            return said or "worse"
        if name == "only":
            better = said == "useless" and activity.meaning.better
            return "better" if better else "worse"
        if said in ("useless", "worse"):
            return "better" if activity.meaning.better else "fine"
        return "worse"

    def _said_before(self, relation: Match[Item], activity: Match[Item]) -> str:
        """What the relation before this one says, in the same sentence; or nothing."""
        before = [r for r in self.relations if r.last <= relation.first and _said(r)]
        before = [r for r in before if r.meaning.name not in ("except", "same", "only")]
        if not before or "." in self.words.norms[before[-1].last : relation.first]:
            return ""
        heard = before[-1]
        said = heard.meaning.direction(activity.meaning)
        return OPPOSITE[said] if self._denied(heard, activity, True) else said

    def _distance(
        self, activity: Match[Item], relation: Match[Item], first: int, last: int
    ) -> float:
        """Words between, commas dearer; FAR past a break or the relation's reach."""
        if relation.meaning.back:
            stops = self.words.norms[first:last].count(".")
            back = activity.last <= first and stops <= 1 and last - first <= 12
            return last - first + 8 if back else FAR
        asked = first if self._asked(activity, relation, first) else -1
        between = range(first, last)
        if any(i in self.breaks and i != asked for i in between):
            return FAR
        if last - first > relation.meaning.reach:
            return FAR
        commas = sum(self.words.norms[i] in COSTLY for i in between)
        stops = sum(self.words.norms[i] == ";" for i in between)
        return last - first + 3.5 * commas + 7.0 * stops

    def _asked(self, activity: Match[Item], relation: Match[Item], first: int) -> bool:
        """Whether the activity is a short question that the relation answers."""
        norms = self.words.norms
        if norms[first : first + 1] != ("?",) or not 1 <= relation.first - first <= 3:
            return False
        start = activity.first
        while start and norms[start - 1] not in (".", "?", ",", ";", ":", "and", "but"):
            start -= 1
        return activity.first - start <= 3

    def _led_away(self, activity: Match[Item]) -> bool:
        """Whether it hurts not in, but after it."""
        led_by = self.words.norms[max(activity.first - 3, 0) : activity.first]
        return bool(activity.meaning.not_after & set(led_by))

    def _linked(
        self, activity: Match[Item], relation: Match[Item], after: bool
    ) -> bool:
        if relation.meaning.implied and not activity.meaning.implied:
            return False
        if relation.meaning.implied == "place":
            return self._named(activity, relation)
        if not after:
            return activity.first == relation.last or any(
                relation.last <= link.first and 0 <= activity.first - link.last <= 4
                for link in self.links
            )
        led = any(0 <= activity.first - link.last <= 3 for link in self.links)
        subject = activity.first == 0 or self.words.norms[activity.first - 1] in STARTS
        near = relation.first - activity.last <= (6 if subject else 1)
        return (
            led
            or near
            or self._follows(activity, relation)
            or self._brings(activity, relation)
        )

    def _brings(self, activity: Match[Item], relation: Match[Item]) -> bool:
        """A bare sequence: "I stand 30 min, low back starts"."""
        norms = self.words.norms
        lead = norms[max(activity.first - 2, 0) : activity.first]
        if lead[-1:] != ("i",) or (len(lead) == 2 and lead[0] not in STARTS):
            return False
        between = norms[activity.last : relation.first]
        if PACE.intersection(between) or "i" in between:
            return False
        then = [i for i, norm in enumerate(between) if norm in (",", "and", ":", "-")]
        return bool(then) and then[0] <= 4 and len(between) - then[0] <= 5

    def _follows(self, activity: Match[Item], relation: Match[Item]) -> bool:
        """Whether the relation is said to come of it: "any hill and my hip grabs"."""
        norms = self.words.norms
        between = norms[activity.last : relation.first]
        lead = norms[max(activity.first - 3, 0) : activity.first]
        if not LEADS.intersection(lead) or "and" not in between:
            return False
        return bool(OWN.intersection(between[between.index("and") :]))

    def _named(self, activity: Match[Item], relation: Match[Item]) -> bool:
        """A place and an activity without a verb: "left hip, when I sit"."""
        norms = self.words.norms
        if "i" in norms[max(relation.first - 5, 0) : relation.first]:
            return False
        between = norms[relation.last : activity.first]
        if any(o.first - relation.last in (0, 1) for o in self.links):
            return between[:1] == (",",) or len(between) <= 3
        doing = norms[activity.first].endswith("ing") or norms[activity.first] == "sat"
        return between == (",",) and doing

    def _denied(
        self, relation: Match[Item], activity: Match[Item], after: bool
    ) -> bool:
        """A denial just before the relation, or between it and its activity."""
        start = relation.first
        others = {r.last for r in self.relations if _said(r)} | self.breaks
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
        denied = any(d.first >= first and d.last <= last for d in self.denials)
        contrast = step == 1 and between[-2:] in CONTRASTS
        own = near.relation if contrast else None
        said = (r for r in self.relations if _said(r) and r is not own)
        if any(r.first >= first and r.last <= last for r in said):
            return None
        joined = {",", "and", "or", "/", "nor", "then", "-"} & set(between)
        if not joined and not denied:
            return None
        direction = OPPOSITE[near.direction] if denied else near.direction
        return Bond(activity, near.relation, direction, near.cost + 10)
