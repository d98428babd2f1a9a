"""The machine payloads of a turn, and what is known of the runner after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.testing.model import Turn

ASSESSMENT = "assessment"
QUESTION = "question"
RED_FLAG = "red_flag"


def payload(turn: Turn, type_: str) -> Mapping[str, Any] | None:
    """The turn's payload of that type, the last if there are several."""
    for custom in reversed(turn.customs):
        if custom.get("type") == type_:
            return custom
    return None


def question(turn: Turn) -> str:
    """The finding asked for, or nothing."""
    return str((payload(turn, QUESTION) or {}).get("finding") or "")


def triage(turn: Turn) -> str:
    """How soon to be seen, as this turn says; nothing when it does not."""
    judged = payload(turn, RED_FLAG) or payload(turn, ASSESSMENT) or {}
    return str(judged.get("triage") or "")


def red_flag(turn: Turn) -> str:
    """The red flag raised in this turn, or nothing."""
    return str((payload(turn, RED_FLAG) or {}).get("id") or "")


def ranking(turn: Turn) -> list[str]:
    """Conditions, the likeliest first; empty when the turn gives no assessment."""
    conditions = (payload(turn, ASSESSMENT) or {}).get("conditions") or []
    return [str(each["id"]) for each in conditions]


def ids(turn: Turn, key: str) -> list[str]:
    """Ids of the assessment's factors, advice or sources."""
    return [str(each["id"]) for each in (payload(turn, ASSESSMENT) or {}).get(key, [])]


def evidence(turn: Turn) -> Mapping[str, Mapping[str, Any]] | None:
    """What is known of each finding after the turn; None where nobody can look."""
    if turn.inside is None:
        return None
    known = turn.inside.slots.get("evidence") or {}
    return dict(known.get("observations") or {})


def unanswered(turn: Turn) -> Sequence[str]:
    """Findings asked for that the runner could not say."""
    known = turn.inside.slots.get("evidence") if turn.inside else None
    return tuple((known or {}).get("unknown") or ())


def mentions(turn: Turn) -> list[Mapping[str, Any]]:
    """The findings of this one message, as the extractor gives them."""
    entities = turn.inside.entities if turn.inside else ()
    return [each for each in entities if each.get("role") in STATUSES]


STATUSES = ("present", "absent", "uncertain", "past", "other_person")
