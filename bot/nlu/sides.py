"""Says which side a mention belongs to: "left buttock and right calf"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.knowledge.model import Status
from bot.nlu.mention import Found
from bot.nlu.text import Words

SIDED_KINDS = frozenset({"location", "radiation", "numbness", "weakness"})


def bind_sides(
    words: Words, mentions: Sequence[Found], sides: Mapping[str, str]
) -> list[Found]:
    """The mentions, with `side` where a side word belongs to them.

    `sides` maps the findings of kind side to left, right or both. A side belongs to
    what follows it closely, else to what stands just before; a lone left or right, to
    the only place there is. "Both" never reaches further: two legs are a warning sign.
    """
    spoken = [m for m in mentions if m.finding in sides]
    lone = {sides[m.finding] for m in spoken if m.status is Status.PRESENT}
    places = {m.finding for m in mentions if m.kind in SIDED_KINDS}
    only = len(lone) == 1 and len(places) == 1 and "both" not in lone
    made = []
    for found in mentions:
        if found.kind in SIDED_KINDS and not found.side:
            near = _nearest(words, found, spoken)
            side = sides[near.finding] if near else ""
            if not near and only and found.status is Status.PRESENT:
                side = next(iter(lone))
            made.append(replace(found, side=side))
        else:
            made.append(found)
    return made


def _nearest(words: Words, found: Found, spoken: Sequence[Found]) -> Found | None:
    inside = [s for s in spoken if found.first <= s.first and s.last <= found.last]
    if inside:
        return inside[0]
    ahead = [s for s in spoken if 0 <= found.first - s.last <= 3]
    ahead = [s for s in ahead if not _stop(words, s.last, found.first)]
    if ahead:
        return ahead[-1]
    behind = [s for s in spoken if 0 <= s.first - found.last <= 4]
    behind = [s for s in behind if not _stop(words, found.last, s.first)]
    return behind[0] if behind else None


def _stop(words: Words, first: int, last: int) -> bool:
    return any(norm in (".", "?", ",", "and") for norm in words.norms[first:last])
