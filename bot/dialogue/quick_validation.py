"""Checks an action's result with a validator built once, instead of at every action.

Rasa 3.6.21 has jsonschema check its own schema anew each time, which takes three
quarters of a turn. The check itself is the same (tests/unit/dialogue holds the two side
by side), and on any other Rasa this does nothing.
"""

from __future__ import annotations

import functools
from typing import Any, Dict

import rasa
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction

KNOWN_RASA = "3.6.21"
_stock = RemoteAction._validate_action_result  # noqa: SLF001 - what we stand in for


@functools.lru_cache(maxsize=1)
def _validator() -> Any:
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def _validate(action: RemoteAction, result: Dict[str, Any]) -> bool:
    """As stock: True, or ValidationError with the stock's words."""
    return bool(
        _is_plain(result) or _validator().is_valid(result) or _stock(action, result)
    )


def _is_plain(result: Any) -> bool:
    """Whether it holds slots and responses alone, as nearly every result does."""
    return (
        isinstance(result, dict)
        and type(result.get("events")) is list
        and type(result.get("responses")) is list
        and all(map(_is_plain_slot, result["events"]))
        and all(type(each) is dict for each in result["responses"])
    )


def _is_plain_slot(event: Any) -> bool:
    return (
        type(event) is dict
        and event.get("event") == "slot"
        and type(event.get("name")) is str
        and "value" in event
        and type(event.get("timestamp")) in (float, int, type(None))
        and "metadata" not in event
    )


def install() -> bool:
    """Put it in place on the Rasa it was written for; says whether it did."""
    if rasa.__version__ != KNOWN_RASA:
        return False
    RemoteAction._validate_action_result = _validate  # noqa: SLF001
    return True
