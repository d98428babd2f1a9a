"""Tells whether a domain is empty without building an empty one for each message.

On any other Rasa than 3.6.21 this does nothing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Dict

import rasa
from rasa.shared.core.domain import Domain

KNOWN_RASA = "3.6.21"
_stock = Domain.is_empty


def _is_empty(domain: Domain) -> bool:
    """As stock."""
    return bool(domain.as_dict() == _empty())


@lru_cache(maxsize=1)
def _empty() -> Dict[str, Any]:
    return dict(Domain.empty().as_dict())


def install() -> bool:
    """Put it in place on the Rasa it was written for; says whether it did."""
    if rasa.__version__ != KNOWN_RASA:
        return False
    Domain.is_empty = _is_empty
    return True
