"""The validator built once gives what stock Rasa gives."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction

from bot.dialogue import quick_validation

STOCK = quick_validation._stock
RESULTS: list[Any] = [
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "a"}], "responses": [{"text": "b"}]},
    {"events": [{"event": "slot", "name": "a", "value": None, "timestamp": None}]},
    {"events": [{"event": "slot", "name": "a", "value": 1}], "responses": [{}]},
    {"events": [{"event": "slot", "name": 1, "value": 1}], "responses": []},
    {"events": [{"event": "slot", "name": "a"}], "responses": []},
    {
        "events": [{"event": "slot", "name": "a", "value": 1, "timestamp": "b"}],
        "responses": [],
    },
    {
        "events": [{"event": "slot", "name": "a", "value": 1, "timestamp": True}],
        "responses": [],
    },
    {"events": [{"event": "slot", "name": "a", "value": 1}], "responses": ["b"]},
    {"responses": [{}]},
    {},
    {"events": "none"},
    {"events": [{}]},
    {"events": [{"event": 3}]},
    {"events": [{"event": "slot"}]},
    {"events": [{"event": "no such event"}]},
    {"responses": "none"},
    {"responses": ["text"]},
    [],
    None,
]  # fmt: skip


def verdict(validate: Any, result: Any) -> str:
    try:
        return f"valid: {validate(RemoteAction('action_x', None), result)}"
    except ValidationError as error:
        return f"invalid: {error.message}"


@pytest.mark.parametrize("result", RESULTS, ids=str)
def test_it_says_what_stock_says(result: Any) -> None:
    ours = verdict(quick_validation._validate, result)
    assert ours == verdict(STOCK, result)


def test_both_verdicts_occur() -> None:
    verdicts = {verdict(STOCK, result).split(":")[0] for result in RESULTS}
    assert verdicts == {"valid", "invalid"}


def test_it_is_put_in_place_only_on_the_rasa_it_was_written_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(RemoteAction, "_validate_action_result", STOCK)
    monkeypatch.setattr("rasa.__version__", "3.6.99")
    assert not quick_validation.install()
    assert RemoteAction._validate_action_result is STOCK
    monkeypatch.setattr("rasa.__version__", quick_validation.KNOWN_RASA)
    assert quick_validation.install()
    assert RemoteAction._validate_action_result is not STOCK
