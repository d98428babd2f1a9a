"""A conversation in two parts: what the slots were, and the turns since.

Rasa replays what it is given, so a conversation of a thousand messages would cost ever
more. The evidence is in a slot and stays whole; only the turns are counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, Iterable, List, Optional

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

# Rules look back over one turn, stories over two, the red-flag policy over two messages
# that answered nothing: an interview has twelve questions at most.
FEWEST_TURNS = 20
MOST_TURNS = 30

Slots = Dict[str, Any]


@dataclass
class History:
    """`turns` as Rasa's events; `slots` before the first of them, None at the start."""

    slots: Optional[Slots] = None
    turns: List[List[Event]] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many events a tracker of this history begins with."""
        return len(self._opening()) + sum(len(turn) for turn in self.turns)

    def tracker(self, sender: str, slots: Iterable[Any]) -> DialogueStateTracker:
        """A new tracker that stands where the conversation does."""
        events = [*self._opening(), *(each for turn in self.turns for each in turn)]
        return DialogueStateTracker.from_events(sender, events, slots)

    def add(self, events: List[Event], slots: Iterable[Any]) -> Optional[Slots]:
        """Add a turn. If that cut the history: the slots before the turns kept."""
        self.turns.append(events)
        if len(self.turns) <= MOST_TURNS:
            return None
        before = History(self.slots, self.turns[:-FEWEST_TURNS])
        self.slots = _values(before.tracker("", slots))
        self.turns = self.turns[-FEWEST_TURNS:]
        return self.slots

    def _opening(self) -> List[Event]:
        """What stands for the turns that were cut off: each ended with listening."""
        if self.slots is None:
            return []
        begun = self.turns[0][0].timestamp if self.turns else 0.0
        values = sorted(self.slots.items(), key=lambda each: each[0])
        return [
            *(SlotSet(name, value, timestamp=begun) for name, value in values),
            ActionExecuted(ACTION_LISTEN_NAME, timestamp=begun),
        ]


def _values(tracker: DialogueStateTracker) -> Slots:
    """The slots that are not as they were in the beginning."""
    return {
        name: slot.value
        for name, slot in tracker.slots.items()
        if slot.value != slot.initial_value
    }
