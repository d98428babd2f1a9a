"""Works out a conversation's states once, and then only what each new event adds.

Rasa 3.6.21 plays the whole conversation back three times a prediction. The states are
the same here (tests hold the two side by side over whole conversations): what has been
played stays with the tracker, and is dropped as soon as the history is another one. On
any other Rasa this does nothing.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from typing import Any, Dict, Hashable, List, Optional, Tuple

import rasa
from rasa.shared.core.constants import PREVIOUS_ACTION
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import ActionExecuted, Event
from rasa.shared.core.trackers import DialogueStateTracker

KNOWN_RASA = "3.6.21"
_stock = Domain.states_for_tracker_history
_KEPT = "_backstride_played"  # an attribute of the tracker


@dataclass
class _Played:
    """What was played so far, and the states before each action of it."""

    domain: Domain
    tracker: DialogueStateTracker
    events: List[Event] = field(default_factory=list)
    states: List[State] = field(default_factory=list)
    last_action: Optional[Dict[str, str]] = None
    hidden: bool = False

    def goes_on_in(self, domain: Domain, events: List[Event]) -> bool:
        """Whether `events` begins with just what was played."""
        played = len(self.events)
        return (
            domain is self.domain
            and len(events) >= played
            and all(map(operator.is_, self.events, events))
        )


@dataclass(frozen=True)
class _Wish:
    """The settings that states are made by."""

    omit_unset_slots: bool
    ignore_rule_only_turns: bool
    rule_only_data: Optional[Dict[str, Any]]

    @property
    def key(self) -> Hashable:
        rule_only = self.rule_only_data or {}
        return (
            self.omit_unset_slots,
            self.ignore_rule_only_turns,
            tuple((name, tuple(rule_only[name] or ())) for name in sorted(rule_only)),
        )


def _states(
    domain: Domain,
    tracker: DialogueStateTracker,
    omit_unset_slots: bool = False,
    ignore_rule_only_turns: bool = False,
    rule_only_data: Optional[Dict[str, Any]] = None,
) -> List[State]:
    """As stock; the caller may change what it gets."""
    wish = _Wish(omit_unset_slots, ignore_rule_only_turns, rule_only_data)
    events = tracker.applied_events()
    kept = tracker.__dict__.setdefault(_KEPT, {})
    played = kept.get(wish.key)
    if played is None or not played.goes_on_in(domain, events):
        played = kept[wish.key] = _Played(domain, tracker.init_copy())
    for event in events[len(played.events) :]:
        if isinstance(event, ActionExecuted):
            played.states, played.last_action, played.hidden = _with_state(
                played, wish, event.hide_rule_turn
            )
        played.tracker.update(event)
        played.events.append(event)
    return _copied(_with_state(played, wish, hide_rule_turn=False)[0])


def _with_state(
    played: _Played, wish: _Wish, hide_rule_turn: bool
) -> Tuple[List[State], Optional[Dict[str, str]], bool]:
    """The states with the present one; then what stock calls the last ML action, and
    whether the turn is hidden.
    """
    domain, now = played.domain, played.tracker
    states, last_action, hidden = played.states, played.last_action, played.hidden
    if wish.ignore_rule_only_turns:
        if not hidden:
            last_action = domain._get_prev_action_sub_state(now)  # noqa: SLF001
        if not now.followup_action and now.latest_action_name != now.active_loop_name:
            hidden = hide_rule_turn
        if hidden:
            return states, last_action, hidden
    state = domain.get_active_state(now, omit_unset_slots=wish.omit_unset_slots)
    if wish.ignore_rule_only_turns:
        domain._remove_rule_only_features(state, wish.rule_only_data)  # noqa: SLF001
        if states:
            domain._substitute_rule_only_user_input(state, states[-1])  # noqa: SLF001
        if last_action:
            state[PREVIOUS_ACTION] = last_action
    return [*states, domain._clean_state(state)], last_action, hidden  # noqa: SLF001


def _copied(states: List[State]) -> List[State]:
    """Copies to two levels deep, which is all there is; what was one part stays one."""
    copies: Dict[int, Any] = {}

    def copied(part: Any) -> Any:
        if id(part) not in copies:
            copies[id(part)] = dict(part)
        return copies[id(part)]

    return [{name: copied(part) for name, part in each.items()} for each in states]


def install() -> bool:
    """Put it in place on the Rasa it was written for; says whether it did."""
    if rasa.__version__ != KNOWN_RASA:
        return False
    Domain.states_for_tracker_history = _states
    return True
