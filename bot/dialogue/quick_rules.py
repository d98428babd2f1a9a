"""Compares rules with as much of a conversation as the longest rule is long.

Rasa 3.6.21 goes back to the first message, though a rule shorter than that holds from
there on whatever came before. On any other Rasa this does nothing.
"""

from __future__ import annotations

from typing import Dict, List, Set

import rasa
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.domain import State

KNOWN_RASA = "3.6.21"
_stock = RulePolicy._get_possible_keys  # noqa: SLF001 - what we stand in for


def _keys(policy: RulePolicy, lookup: Dict[str, str], states: List[State]) -> Set[str]:
    """As stock: the keys of the rules that hold now."""
    lengths = (len(policy._rule_key_to_state(key)) for key in lookup)  # noqa: SLF001
    longest = max(lengths, default=0)
    return _stock(policy, lookup, states[-longest:])


def install() -> bool:
    """Put it in place on the Rasa it was written for; says whether it did."""
    if rasa.__version__ != KNOWN_RASA:
        return False
    RulePolicy._get_possible_keys = _keys  # noqa: SLF001
    return True
