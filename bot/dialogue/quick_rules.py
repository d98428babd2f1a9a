"""Compares a conversation only with the rules that can hold, and as far as they reach.

Rasa 3.6.21 holds every rule against every message of the conversation. A rule shorter
than that holds from there on whatever came before; and most rules fall at once, as
another action or intent came last. On any other Rasa this does nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Sequence, Set, Tuple

import rasa
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.constants import PREVIOUS_ACTION, SHOULD_NOT_BE_SET, USER
from rasa.shared.core.domain import State
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

KNOWN_RASA = "3.6.21"
_ATTRIBUTE = "_backstride_rules"  # of the policy: an index for each of its lookups
_stock = RulePolicy._get_possible_keys  # noqa: SLF001 - what we stand in for

# The action before and the intent that a rule wants last; None: whatever they are.
Last = Tuple[Optional[str], Optional[str]]


@dataclass(frozen=True)
class Rules:
    """The keys of a lookup by what they want last, and the length of the longest."""

    lookup: Dict[str, str]
    keys: Mapping[Last, Sequence[str]]
    longest: int

    def that_may_hold(self, state: State) -> Set[str]:
        """All that the latest state does not rule out by action or intent."""
        action = _wanted(state, PREVIOUS_ACTION, ACTION_NAME)
        if action is None:  # the start of a conversation has a rule of its own
            return set(self.lookup)
        intent = _wanted(state, USER, INTENT)
        wanted = {(a, i) for a in (action, None) for i in (intent, None)}
        return {key for last in wanted for key in self.keys.get(last, ())}


def _keys(policy: RulePolicy, lookup: Dict[str, str], states: List[State]) -> Set[str]:
    """As stock: the keys of the rules that hold now."""
    if not states:
        return _stock(policy, lookup, states)
    rules = _rules(policy, lookup)
    few = dict.fromkeys(rules.that_may_hold(states[-1]), "")
    return _stock(policy, few, states[-rules.longest :])


def _rules(policy: RulePolicy, lookup: Dict[str, str]) -> Rules:
    known: Dict[int, Rules] = policy.__dict__.setdefault(_ATTRIBUTE, {})
    rules = known.get(id(lookup))
    if rules is None or rules.lookup is not lookup or _size(rules) != len(lookup):
        rules = known[id(lookup)] = _indexed(policy, lookup)
    return rules


def _size(rules: Rules) -> int:
    return sum(len(keys) for keys in rules.keys.values())


def _indexed(policy: RulePolicy, lookup: Dict[str, str]) -> Rules:
    keys: Dict[Last, List[str]] = {}
    longest = 1
    for key in lookup:
        states = policy._rule_key_to_state(key)  # noqa: SLF001
        longest = max(longest, len(states))
        keys.setdefault(_last(states), []).append(key)
    return Rules(lookup, keys, longest)


def _last(states: Sequence[State]) -> Last:
    if not states:
        return None, None
    return (
        _wanted(states[-1], PREVIOUS_ACTION, ACTION_NAME),
        _wanted(states[-1], USER, INTENT),
    )


def _wanted(state: Mapping[str, Any], part: str, name: str) -> Optional[str]:
    value = state.get(part, {}).get(name)
    return None if not value or value == SHOULD_NOT_BE_SET else str(value)


def install() -> bool:
    """Put it in place on the Rasa it was written for; says whether it did."""
    if rasa.__version__ != KNOWN_RASA:
        return False
    RulePolicy._get_possible_keys = _keys  # noqa: SLF001
    return True
