"""Coverage of what every Rasa bot has: intents, actions, responses, stories, rules.

A story or rule is covered when some stretch of a conversation goes just as it tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.testing.event_kinds import LOOP
from bot.testing.model import RASAS_OWN, Turn

KINDS = {"stories": "story", "rules": "rule"}
_TELLS = tuple(f"{kind}:" for kind in KINDS)


@dataclass(frozen=True)
class Beat:
    """An intent or an action, and the slots as they were just before it."""

    kind: str
    name: str
    slots: Mapping[str, Any]


@dataclass(frozen=True)
class Telling:
    """A story or rule: `beats` as (kind, name, slots that must hold before it).

    `end` are slots that must hold after the last one.
    """

    beats: tuple[tuple[str, str, tuple[tuple[str, Any], ...]], ...]
    end: tuple[tuple[str, Any], ...] = ()


def stories_of(folder: Path) -> dict[str, set[str]]:
    """All there is, by group."""
    domain = _domain(folder)
    return {
        "intents": {_name(each) for each in domain.get("intents") or []},
        "actions": {_name(each) for each in domain.get("actions") or []},
        "responses": set(domain.get("responses") or {}),
        **{kind: set(tellings(folder)[kind]) for kind in KINDS},
    }


def stories_covered(folder: Path, turns: Sequence[Turn]) -> dict[str, set[str]]:
    """What a conversation touched, by group."""
    beats = [beat for turn in turns for beat in _beats(turn)]
    names = {each.name for each in beats} | _responses(turns)
    everything = stories_of(folder)
    found = {
        group: everything[group] & names
        for group in ("intents", "actions", "responses")
    }
    last = next((each.inside.slots for each in reversed(turns) if each.inside), {})
    for kind in KINDS:
        told = tellings(folder)[kind]
        found[kind] = {name for name, each in told.items() if _goes(each, beats, last)}
    return found


def _responses(turns: Sequence[Turn]) -> set[str]:
    """Those that a form or an action said, too."""
    return {
        str((event.get("metadata") or {}).get("utter_action"))
        for turn in turns
        for event in (turn.inside.events if turn.inside else ())
        if event["event"] == "bot"
    }


def _goes(telling: Telling, beats: Sequence[Beat], last: Mapping[str, Any]) -> bool:
    length = len(telling.beats)
    for start in range(len(beats) - length + 1):
        stretch = beats[start : start + length]
        if not all(_fits(*pair) for pair in zip(telling.beats, stretch, strict=True)):
            continue
        after = start + length
        slots = beats[after].slots if after < len(beats) else last
        if _hold(telling.end, slots):
            return length > 0
    return False


def _fits(told: tuple[str, str, tuple[tuple[str, Any], ...]], beat: Beat) -> bool:
    kind, name, slots = told
    return (kind, name) == (beat.kind, beat.name) and _hold(slots, beat.slots)


def _hold(wanted: Sequence[tuple[str, Any]], slots: Mapping[str, Any]) -> bool:
    return all(slots.get(name) == value for name, value in wanted)


def _beats(turn: Turn) -> Iterator[Beat]:
    inside = turn.inside
    if inside is None:
        return
    slots = dict(inside.slots_before)
    yield Beat("intent", inside.intent, dict(slots))
    for event in inside.events:
        if event["event"] == "slot":
            slots[str(event["name"])] = event.get("value")
        elif event["event"] == "active_loop":
            slots[LOOP] = event.get("name")
        elif event["event"] == "action" and event["name"] not in RASAS_OWN:
            yield Beat("action", str(event["name"]), dict(slots))


@lru_cache(maxsize=4)
def tellings(folder: Path) -> dict[str, dict[str, Telling]]:
    """Every story and rule of the bot's data, by name."""
    found: dict[str, dict[str, Telling]] = {kind: {} for kind in KINDS}
    for path in sorted((folder / "data").rglob("*.y*ml")):
        text = path.read_text(encoding="utf-8")
        if not any(line.startswith(_TELLS) for line in text.splitlines()):
            continue
        content = YAML(typ="safe").load(text)
        for kind, word in KINDS.items():
            for entry in content.get(kind) or []:
                found[kind][str(entry[word])] = _telling(entry)
    return found


def _telling(entry: Mapping[str, Any]) -> Telling:
    beats: list[tuple[str, str, tuple[tuple[str, Any], ...]]] = []
    slots = _pairs(entry.get("condition") or [])
    for step in entry.get("steps") or []:
        if "slot_was_set" in step:
            slots += _pairs([step])
        for kind in ("intent", "action"):
            if kind in step:
                beats.append((kind, str(step[kind]), tuple(slots)))
                slots = []
    return Telling(tuple(beats), tuple(slots))


def _pairs(steps: Sequence[Mapping[str, Any]]) -> list[tuple[str, Any]]:
    """Slots with their values; a slot named without one may have any."""
    return [
        pair
        for step in steps
        for slot in step.get("slot_was_set") or []
        if isinstance(slot, Mapping)
        for pair in slot.items()
    ]


@lru_cache(maxsize=4)
def _domain(folder: Path) -> dict[str, Any]:
    path = folder / "domain.yml"
    if not path.is_file():
        return {}
    return dict(YAML(typ="safe").load(path.read_text(encoding="utf-8")) or {})


def _name(entry: Any) -> str:
    return str(next(iter(entry))) if isinstance(entry, Mapping) else str(entry)
