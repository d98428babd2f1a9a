"""Remembers which class an event's name stands for.

Rasa 3.6.21 walks through all subclasses of Event for each event that it reads, and a
conversation is read anew for every message. On any other Rasa this does nothing.
"""

from __future__ import annotations

from typing import Dict, Optional, Type

import rasa
from rasa.shared.core.events import Event

KNOWN_RASA = "3.6.21"
_stock = Event.resolve_by_type
_known: Dict[str, Type[Event]] = {}


def _resolve(
    type_name: str, default: Optional[Type[Event]] = None
) -> Optional[Type[Event]]:
    """As stock: the class, the default, None for `topic`, or ValueError."""
    found: Optional[Type[Event]] = _known.get(type_name)
    if found is None:
        found = _stock(type_name, default)
        if found is not None and found.type_name == type_name:
            _known[type_name] = found
    return found


def install() -> bool:
    """Put it in place on the Rasa it was written for; says whether it did."""
    if rasa.__version__ != KNOWN_RASA:
        return False
    Event.resolve_by_type = staticmethod(_resolve)
    return True
