"""Says which side a mention belongs to: "left buttock and right calf"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.knowledge.model import Status
from bot.nlu.mention import Found
from bot.nlu.text import Words

SIDED_KINDS = frozenset(
    {"location", "radiation", "numbness", "weakness", "red_flag", "body"}
)
FOLLOWING = frozenset({"radiation", "numbness", "weakness", "red_flag"})
"""What spreads from a place: it is on the side that was named before it."""

MARKS = frozenset({".", "?"})
APART = frozenset({",", "and", ".", "?"})
AT = frozenset({"in", "of", "on", "along", "down", "across"})
ONWARDS = frozenset(
    {"into", "down", "to", "through", "towards", "then", "along", "and"}
)


def bind_sides(
    words: Words, mentions: Sequence[Found], sides: Mapping[str, str]
) -> list[Found]:
    """The mentions, with `side` where a side word belongs to them.

    `sides` maps the findings of kind side to left, right or both. A side belongs to
    what follows it closely, else to what stands just before; what spreads goes on on
    the side it came from; a lone left or right, to the only place there is. "Both"
    never reaches further: two legs are a warning sign.
    """
    spoken = [m for m in mentions if m.finding in sides]
    lone = {sides[m.finding] for m in spoken if m.status is Status.PRESENT}
    places = {m.finding for m in mentions if m.kind in SIDED_KINDS}
    only = next(iter(lone)) if len(lone) == 1 and "both" not in lone else ""
    made: list[Found] = []
    for found in sorted(mentions, key=lambda m: (m.first, m.last)):
        if found.kind not in SIDED_KINDS or found.side:
            made.append(found)
            continue
        near = _nearest(words, found, spoken, mentions)
        side = sides[near.finding] if near else ""
        side = side or _carried(words, found, sides, made)
        if not side and found.status is Status.PRESENT:
            alone = len(places) == 1 or found.kind == "radiation"
            side = only if alone else ""
        made.append(replace(found, side=side))
    return [_placed(words, found, made) for found in made]


def _placed(words: Words, found: Found, mentions: Sequence[Found]) -> Found:
    """What is felt "in my right foot" is felt on the right."""
    if found.side or found.kind not in FOLLOWING:
        return found
    for place in mentions:
        between = words.norms[found.last : place.first]
        there = place.kind == "location" and place.side and 0 < len(between) <= 6
        if there and AT & set(between) and not APART & set(between):
            return replace(found, side=place.side)
    return found


def _nearest(
    words: Words, found: Found, spoken: Sequence[Found], mentions: Sequence[Found]
) -> Found | None:
    shared = [s for s in spoken if found.overlaps(s.first, s.last)]
    if shared:
        return shared[0]
    ahead = [s for s in spoken if 0 <= found.first - s.last <= 3]
    ahead = [s for s in ahead if not _stop(words, s.last, found.first)]
    if ahead:
        return ahead[-1]
    behind = [s for s in spoken if 0 <= s.first - found.last <= 4]
    behind = [s for s in behind if _trails(words, found, s, mentions)]
    return behind[0] if behind else None


def _trails(words: Words, found: Found, side: Found, mentions: Sequence[Found]) -> bool:
    """Whether a side after a place belongs to it: "on the left", "hip, right"."""
    if any(0 <= m.first - side.last <= 1 and m.kind == "location" for m in mentions):
        return False
    between = words.norms[found.last : side.first]
    if between[:1] in ((",",), ("(",), ("-",)):
        return not set(between[1:]) & {",", "and", *MARKS}
    return not _stop(words, found.last, side.first)


def _carried(
    words: Words, found: Found, sides: Mapping[str, str], made: Sequence[Found]
) -> str:
    """The side of what was named before in the same sentence, if it goes on there."""
    before = [m for m in made if m.side in ("left", "right") and m.last <= found.first]
    if not before:
        return ""
    last = before[-1]
    between = words.norms[last.last : found.first]
    other = any(m.finding in sides and m.first >= last.last for m in made)
    if other or MARKS & set(between):
        return ""
    near = len(between) <= 6 and bool(ONWARDS & set(between))
    return last.side if found.kind in FOLLOWING or near else ""


def _stop(words: Words, first: int, last: int) -> bool:
    return any(norm in (".", "?", ",", "and") for norm in words.norms[first:last])
