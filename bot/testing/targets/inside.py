"""What a Rasa tracker shows of the latest turn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa.shared.core.trackers import DialogueStateTracker

from bot.testing.event_kinds import LOOP
from bot.testing.model import Inside, Reply

_DROPPED = ("parse_data", "timestamp")


def inside_of(
    tracker: DialogueStateTracker, before: Mapping[str, Any], last: str
) -> Inside | None:
    """The turn after `last`, a message's id; None if there was no new message."""
    events = [each.as_dict() for each in tracker.events]
    heard = [at for at, each in enumerate(events) if each["event"] == "user"]
    if not heard or events[heard[-1]].get("message_id") == last:
        return None
    parsed = events[heard[-1]].get("parse_data") or {}
    return Inside(
        intents=_ranking(parsed),
        entities=tuple(parsed.get("entities") or ()),
        events=tuple(_shown(each) for each in events[heard[-1] + 1 :]),
        slots=slots_of(tracker),
        slots_before=before,
    )


def slots_of(tracker: DialogueStateTracker) -> dict[str, Any]:
    """All slots, and the form that runs."""
    return {**tracker.current_slot_values(), LOOP: tracker.active_loop_name}


def latest_message(tracker: DialogueStateTracker | None) -> str:
    """The id of the latest message, or nothing."""
    latest = tracker.latest_message if tracker else None
    return str(latest.message_id or "") if latest else ""


def reply_of(message: Mapping[str, Any]) -> Reply:
    """A reply as the REST channel would carry it."""
    return Reply(
        text=str(message.get("text") or ""),
        buttons=tuple(
            (str(each.get("title") or ""), str(each.get("payload") or ""))
            for each in message.get("buttons") or ()
        ),
        custom=message.get("custom"),
    )


def _ranking(parsed: Mapping[str, Any]) -> tuple[tuple[str, float], ...]:
    """The intent taken first: a component may have overruled the ranking."""
    taken = parsed.get("intent") or {}
    ranking = [taken, *(parsed.get("intent_ranking") or ())]
    named = {
        str(each["name"]): float(each.get("confidence") or 0.0)
        for each in reversed(ranking)
        if each.get("name")
    }
    first = str(taken.get("name") or "")
    rest = sorted(named.items(), key=lambda each: (each[0] != first, -each[1]))
    return tuple(rest)


def _shown(event: Mapping[str, Any]) -> dict[str, Any]:
    return {key: each for key, each in event.items() if key not in _DROPPED}
