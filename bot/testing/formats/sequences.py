"""The order a test story tells: actions, slots and forms after what the user said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.testing.event_kinds import LOOP, looks
from bot.testing.kinds import HELD, differs
from bot.testing.model import RASAS_OWN, Check, Inside, Scene, Verdict
from bot.testing.problems import Place


@dataclass(frozen=True)
class Expected:
    """A step of a story: `kind` is action, bot, slot or loop."""

    kind: str
    name: str
    value: tuple[Any, ...]
    place: Place

    def __str__(self) -> str:
        """As the story has it."""
        told = f" {self.value[0]!r}" if self.value else ""
        return f"{self.kind} {self.name or 'none'}{told}"


def as_told(order: Sequence[Expected], place: Place) -> list[Check]:
    """One check: the turn takes just these actions, and slots hold in between."""

    def look(inside: Inside, scene: Scene) -> Verdict:
        return _walk(inside, order)

    told = ", then ".join(str(each) for each in order) or "no action"
    return [looks("story", told, order[0].place if order else place, look)]


def _walk(inside: Inside, order: Sequence[Expected]) -> Verdict:
    """Go through events and story together; the first difference ends it."""
    state = {**inside.slots_before}
    position = 0
    for event in inside.events:
        if event["event"] == "action" and event["name"] not in RASAS_OWN:
            position, problem = _settle(order, position, state)
            if problem:
                return differs(problem)
            here = order[position] if position < len(order) else None
            if here is None or (here.kind, here.name) != ("action", event["name"]):
                told = f"instead of {here}" if here else "which the story does not tell"
                return differs(f"action {event['name']}, {told}")
            position += 1
        _follow(state, event)
    position, problem = _settle(order, position, state)
    if problem:
        return differs(problem)
    if position < len(order):
        return differs(f"the turn ended before {order[position]}")
    return HELD


def _settle(
    order: Sequence[Expected], position: int, state: Mapping[str, Any]
) -> tuple[int, str]:
    """Pass what is told of slots, forms and texts at this point."""
    while position < len(order) and order[position].kind != "action":
        each = order[position]
        if each.kind == "bot" and each.name not in state.get(SAID, ()):
            return position, f"not said: {each.name!r}"
        if each.kind == "loop" and (state.get(LOOP) or "") != each.name:
            return position, f"the form is {state.get(LOOP) or 'none'}, not {each.name}"
        if each.kind == "slot" and not _holds(each, state):
            return position, f"{each.name} is {state.get(each.name)!r}, told: {each}"
        position += 1
    return position, ""


def _holds(expected: Expected, state: Mapping[str, Any]) -> bool:
    value = state.get(expected.name)
    if not expected.value:
        return value is not None
    return bool(value == expected.value[0])


SAID = "said in this turn"


def _follow(state: dict[str, Any], event: Mapping[str, Any]) -> None:
    if event["event"] == "slot":
        state[str(event["name"])] = event.get("value")
    elif event["event"] == "active_loop":
        state[LOOP] = event.get("name")
    elif event["event"] == "bot":
        state[SAID] = (*state.get(SAID, ()), str(event.get("text") or "").strip())
