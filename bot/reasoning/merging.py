"""Settles what is known of one finding when the runner speaks of it again.

Latest words win, with three exceptions: doubt does not undo a statement, another
person's trouble never replaces the runner's own, and an unasked single side does not
shrink what was said of both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.knowledge.model import Status
from bot.reasoning.model import Correction, Mention, Observation

# Within one message the more worrying reading of a finding is kept.
_STRENGTH = (
    Status.PRESENT,
    Status.UNCERTAIN,
    Status.ABSENT,
    Status.PAST,
    Status.OTHER_PERSON,
)
# What each new status replaces, besides itself.
_REPLACES = {
    Status.PRESENT: frozenset(Status),
    Status.ABSENT: frozenset(Status),
    Status.UNCERTAIN: frozenset({Status.ABSENT, Status.PAST, Status.OTHER_PERSON}),
    Status.PAST: frozenset({Status.PRESENT, Status.UNCERTAIN, Status.OTHER_PERSON}),
    Status.OTHER_PERSON: frozenset[Status](),
}
_STATED = (Status.PRESENT, Status.ABSENT, Status.PAST)


def observe(mentions: Iterable[Mention], turn: int) -> dict[str, Observation]:
    """One observation for each finding that a message mentions."""
    groups: dict[str, list[Mention]] = {}
    for mention in sorted(mentions, key=lambda m: (m.start, m.end)):
        groups.setdefault(mention.finding, []).append(mention)
    return {finding: _observe(group, turn) for finding, group in groups.items()}


def join_sides(sides: Iterable[str]) -> str:
    """Left and right make both; no side said makes none."""
    said = {side for side in sides if side}
    if "both" in said or len(said) > 1:
        return "both"
    return said.pop() if said else ""


def reconcile(old: Observation | None, new: Observation) -> Observation:
    """What is known after `new`, given what was known before."""
    if old is None:
        return new
    if old.status is new.status:
        return _refine(old, new)
    if old.status not in _REPLACES[new.status] or _is_earlier_amount(new):
        return old
    return replace(new, side=new.side or old.side)


def correction(
    finding: str, old: Observation | None, new: Observation
) -> Correction | None:
    """What the runner took back, or None when nothing."""
    if old is None:
        return None
    if old.status is not new.status:
        if old.status not in _STATED:
            return None
        return Correction(finding, old.status.value, new.status.value)
    if old.value is not None and new.value != old.value:
        return Correction(finding, str(old.value), str(new.value))
    if old.side and new.side != old.side:
        return Correction(finding, old.side, new.side)
    return None


def _is_earlier_amount(observation: Observation) -> bool:
    """Whether this is the length, or the strength, of an episode that is over."""
    return observation.status is Status.PAST and observation.value is not None


def _observe(mentions: list[Mention], turn: int) -> Observation:
    statuses = {mention.status for mention in mentions}
    status = next(status for status in _STRENGTH if status in statuses)
    kept = [mention for mention in mentions if mention.status is status]
    values = [mention.value for mention in kept if mention.value is not None]
    return Observation(
        status=status,
        text=kept[0].text if not values else _with_value(kept).text,
        value=values[-1] if values else None,
        side=join_sides(mention.side for mention in kept),
        turn=turn,
    )


def _with_value(mentions: list[Mention]) -> Mention:
    """The last mention that carries a value: the current episode is said last."""
    return [mention for mention in mentions if mention.value is not None][-1]


def _refine(old: Observation, new: Observation) -> Observation:
    return Observation(
        status=new.status,
        text=new.text or old.text,
        value=old.value if new.value is None else new.value,
        side=_new_side(old.side, new),
        turn=new.turn,
        asked=old.asked or new.asked,
    )


def _new_side(old_side: str, new: Observation) -> str:
    if not new.side:
        return old_side
    if old_side == "both" and not new.asked:
        return "both"
    return new.side
