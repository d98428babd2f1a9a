"""A conversation in memory, and what of it is still to be written."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Deque, Iterable, List, Optional, Tuple

from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue.history import History, Slots

_KNOWN = "_backstride_known"  # an attribute of the tracker: events that are kept


@dataclass
class Held:
    """`version` is the number of the latest turn in the database, 0 for none."""

    history: History = field(default_factory=History)
    version: int = 0
    agreed: bool = False
    used: float = field(default_factory=time.monotonic)
    _tracker: Optional[DialogueStateTracker] = None

    def take(self, sender: str, slots: Iterable[Any]) -> DialogueStateTracker:
        """The tracker of the last turn, or a new one if a turn failed half way."""
        size = self.history.size
        tracker = self._tracker
        if tracker is None or len(tracker.events) != size:
            tracker = self._tracker = self.history.tracker(sender, slots)
            setattr(tracker, _KNOWN, size)
        return tracker

    def new_events(self, tracker: DialogueStateTracker) -> List[Event]:
        """What was added since it was taken or given back."""
        return list(islice(tracker.events, getattr(tracker, _KNOWN, 0), None))

    def give_back(self, tracker: DialogueStateTracker) -> None:
        """Keep it for the next turn, if it still says what the history says."""
        size = len(tracker.events)
        setattr(tracker, _KNOWN, size)
        self._tracker = tracker if size == self.history.size else None


@dataclass
class Later:
    """Turns that wait to be written, oldest first.

    With a turn go the slots to go on from, if the history was cut when it was added.
    """

    held: Held
    _turns: Deque[Tuple[List[Event], Optional[Slots]]] = field(default_factory=deque)

    @property
    def done(self) -> bool:
        """Whether all is written."""
        return not self._turns

    @property
    def next(self) -> Tuple[List[Event], Optional[Slots]]:
        """The oldest one."""
        return self._turns[0]

    def add(self, turn: List[Event], slots: Optional[Slots]) -> None:
        """As the last one."""
        self._turns.append((turn, slots))

    def written(self, number: int) -> None:
        """The oldest one is in the database as this number."""
        self._turns.popleft()
        self.held.version = number

    def after_another(self, version: int) -> None:
        """Somebody else wrote meanwhile: no slots of ours hold for theirs."""
        self.held.version = version
        self._turns = deque((turn, None) for turn, _ in self._turns)
