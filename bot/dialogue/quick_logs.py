"""Spares the processor the copies it makes for a debug log that nobody keeps.

Rasa 3.6.21 copies in depth all that it is about to log, whether it logs or not. A log
line is written out at once, so the thing itself serves as well. The module copies
nothing else (tests/unit/dialogue reads it to see); on any other Rasa this does nothing.
"""

from __future__ import annotations

import copy
from types import SimpleNamespace
from typing import Any

import rasa
from rasa.core import processor

KNOWN_RASA = "3.6.21"
_stock = copy


def _as_it_is(value: Any) -> Any:
    return value


def install() -> bool:
    """Put it in place on the Rasa it was written for; says whether it did."""
    if rasa.__version__ != KNOWN_RASA:
        return False
    processor.copy = SimpleNamespace(deepcopy=_as_it_is)
    return True
