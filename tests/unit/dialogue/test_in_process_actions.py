"""Actions in process: a failure or a delay becomes an apology and `failed`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.dialogue.actions import InProcessActions

MODULE = """
import time
from rasa_sdk import Action

class Works(Action):
    def name(self): return "action_works"
    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text="done")
        return []

class Raises(Action):
    def name(self): return "action_raises"
    def run(self, dispatcher, tracker, domain):
        raise ValueError(tracker.latest_message["text"])

class Slow(Action):
    def name(self): return "action_slow"
    def run(self, dispatcher, tracker, domain):
        time.sleep(0.6)
        return []
"""


@pytest.fixture
def endpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[InProcessActions]:
    package = tmp_path / "stand_in_actions"
    package.mkdir()
    (package / "__init__.py").write_text(MODULE)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield InProcessActions("stand_in_actions", time_limit=0.2)
    sys.modules.pop("stand_in_actions", None)


def call(endpoint: InProcessActions, action: str) -> Any:
    tracker = {
        "sender_id": "a1",
        "slots": {},
        "latest_message": {"text": "my secret words"},
        "events": [],
        "paused": False,
        "followup_action": None,
        "active_loop": {},
        "latest_action_name": None,
    }
    request = {"next_action": action, "tracker": tracker, "domain": {}}
    return asyncio.run(endpoint.request(json=request))


def test_an_action_s_messages_come_back(endpoint: InProcessActions) -> None:
    assert call(endpoint, "action_works")["responses"][0]["text"] == "done"


@pytest.mark.parametrize("action", ["action_raises", "action_slow", "action_missing"])
def test_a_failing_action_apologises_and_fails(
    endpoint: InProcessActions, action: str, caplog: pytest.LogCaptureFixture
) -> None:
    result = call(endpoint, action)
    assert result["events"] == [
        {"event": "slot", "name": "next_step", "value": "failed"}
    ]
    assert "999" in result["responses"][0]["text"]
    assert "secret" not in caplog.text
