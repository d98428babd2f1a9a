"""Keeps a conversation's applied events, and copies a tracker without a replay.

Rasa 3.6.21 sorts out the applied events ten times a turn from the first one on, and
plays the whole conversation back to copy a tracker, once for every action. On any other
Rasa this does nothing.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from itertools import islice
from typing import List, Tuple

import rasa
from rasa.shared.constants import DEFAULT_SENDER_ID
from rasa.shared.core.events import (
    ActionReverted,
    ActiveLoop,
    Event,
    Restarted,
    SessionStarted,
    UserUtteranceReverted,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

KNOWN_RASA = "3.6.21"
_stock_applied = DialogueStateTracker.applied_events
_stock_copy = DialogueStateTracker.copy
_KEPT = "_backstride_applied"  # an attribute of the tracker
# These replay into something else than their own effect.
_REPLAYED = frozenset((ActionReverted, UserUtteranceReverted, ActiveLoop))
# After one of these, what was applied before may not be any more.
_REACH_BACK = _REPLAYED | {Restarted, SessionStarted}
# What tells a tracker from a new one, beside its events and slots.
_STATE = (
    "_paused",
    "followup_action",
    "latest_action",
    "latest_message",
    "latest_bot_utterance",
    "active_loop",
)


@dataclass
class _Applied:
    """The first and last of the events looked at, their number, and what applied."""

    ends: Tuple[Event, Event]
    number: int
    events: List[Event]
    loops: bool

    def goes_on_in(self, tracker: DialogueStateTracker) -> bool:
        """Whether the tracker has these events still, and perhaps more."""
        return (
            len(tracker.events) >= self.number
            and tracker.events[0] is self.ends[0]
            and tracker.events[self.number - 1] is self.ends[1]
        )


def _applied(tracker: DialogueStateTracker) -> List[Event]:
    """As stock; the caller may change the list."""
    if not tracker.events:
        return []
    kept = tracker.__dict__.get(_KEPT)
    if kept is not None and kept.goes_on_in(tracker):
        new = list(islice(tracker.events, kept.number, None))
        if not kept.loops and _REACH_BACK.isdisjoint(map(type, new)):
            kept.events += new
            kept.number += len(new)
            kept.ends = (kept.ends[0], tracker.events[-1])
            return list(kept.events)
    events = _stock_applied(tracker)
    tracker.__dict__[_KEPT] = _Applied(
        (tracker.events[0], tracker.events[-1]),
        len(tracker.events),
        list(events),
        ActiveLoop in map(type, tracker.events),
    )
    return list(events)


def _copy(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """As stock: the same events and the state they led to, in objects of its own."""
    if not _REPLAYED.isdisjoint(map(type, tracker.events)):
        return _stock_copy(tracker)
    # As `init_copy`, but for the slots: it would copy them, too, and empty the copies.
    twin = DialogueStateTracker(
        tracker.sender_id or DEFAULT_SENDER_ID,
        (),
        tracker._max_event_history,  # noqa: SLF001
        is_rule_tracker=tracker.is_rule_tracker,
    )
    twin.events.extend(tracker.events)
    twin.slots = {name: _twin(slot) for name, slot in tracker.slots.items()}
    for name in _STATE:
        setattr(twin, name, copy.copy(getattr(tracker, name)))
    # Not copied: a message is told from another by being the same object.
    twin.latest_message = tracker.latest_message
    twin.latest_bot_utterance = tracker.latest_bot_utterance
    return twin


def _twin(slot: Slot) -> Slot:
    """What `copy.copy` makes of a slot, in a tenth of the time."""
    twin: Slot = object.__new__(type(slot))
    twin.__dict__.update(slot.__dict__)
    return twin


def install() -> bool:
    """Put it in place on the Rasa it was written for; says whether it did."""
    if rasa.__version__ != KNOWN_RASA:
        return False
    DialogueStateTracker.applied_events = _applied
    DialogueStateTracker.copy = _copy
    return True
