"""Assertions on what happens inside: intents, actions, slots and forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.testing.kinds import differs, held, judged, unseen
from bot.testing.model import Check, Inside, Scene, Verdict
from bot.testing.problems import Place
from bot.testing.reading import Page, plain, shown

Look = Callable[[Inside, Scene], Verdict]


def looks(kind: str, wanted: str, place: Place, look: Look) -> Check:
    """A check that needs to see inside."""

    def test(scene: Scene) -> Verdict:
        inside = scene.turn.inside
        if inside is None:
            return unseen("events and slots")
        return look(inside, scene)

    return Check(kind, wanted, place, test)


def action_executed(page: Page, value: Any, place: Place) -> Check:
    """Each of the actions ran."""
    names = page.texts(value, place, "action_executed")

    def look(inside: Inside, scene: Scene) -> Verdict:
        at = scene.after
        for name in names:
            at = _find(inside, scene.after, event="action", name=name)
            if at < 0:
                return differs(f"ran: {', '.join(inside.actions) or 'nothing'}")
        return held(at)

    return looks("action_executed", ", ".join(names), place, look)


def actions(page: Page, value: Any, place: Place) -> Check:
    """Just these actions ran, in this order."""
    names = page.texts(value, place, "actions")

    def look(inside: Inside, scene: Scene) -> Verdict:
        return judged(list(inside.actions) == names, ", ".join(inside.actions))

    return looks("actions", ", ".join(names), place, look)


def intent(page: Page, value: Any, place: Place) -> Check:
    """The message is taken for one of these intents."""
    names = page.texts(value, place, "intent")

    def look(inside: Inside, scene: Scene) -> Verdict:
        return judged(inside.intent in names, inside.intent or "no intent")

    return looks("intent", " or ".join(names), place, look)


def slot_was_set(page: Page, value: Any, place: Place) -> Check:
    """Set in this turn: `[{name, value}]` as in Rasa Pro, or `{name: value}`."""
    pairs = slots_of(page, value, place, "slot_was_set")

    def look(inside: Inside, scene: Scene) -> Verdict:
        at = scene.after
        for name, wanted in pairs:
            at = _find_slot(inside, scene.after, name, wanted)
            if at < 0:
                return differs(_set_here(inside, name))
        return held(at)

    return looks("slot_was_set", _told(pairs), place, look)


def slot_was_not_set(page: Page, value: Any, place: Place) -> Check:
    """Not set in this turn, or not to that value."""
    pairs = slots_of(page, value, place, "slot_was_not_set")

    def look(inside: Inside, scene: Scene) -> Verdict:
        for name, banned in pairs:
            if _find_slot(inside, -1, name, banned) >= 0:
                return differs(_set_here(inside, name))
        return held()

    return looks("slot_was_not_set", _told(pairs), place, look)


def slots(page: Page, value: Any, place: Place) -> Check:
    """What slots hold after the turn, whenever they were set."""
    pairs = slots_of(page, value, place, "slots")

    def look(inside: Inside, scene: Scene) -> Verdict:
        wrong = [
            f"{name} is {inside.slots.get(name)!r}"
            for name, wanted in pairs
            if inside.slots.get(name) != wanted[0]
        ]
        return judged(not wrong, "; ".join(wrong))

    return looks("slots", _told(pairs), place, look)


def flow_started(page: Page, value: Any, place: Place) -> Check:
    """Rasa Pro's flow is a form here: its loop begins."""
    name = _flow(value)

    def look(inside: Inside, scene: Scene) -> Verdict:
        at = _find(inside, scene.after, event="active_loop", name=name)
        return held(at) if at >= 0 else differs("its form did not begin")

    return looks("flow_started", name, place, look)


def flow_completed(page: Page, value: Any, place: Place) -> Check:
    """The form was running, and its loop ends."""
    name = _flow(value)

    def look(inside: Inside, scene: Scene) -> Verdict:
        began = _find(inside, -1, event="active_loop", name=name) >= 0
        running = inside.slots_before.get(LOOP) == name
        at = _find(inside, scene.after, event="active_loop", name=None)
        ended = at >= 0 and (began or running)
        return held(at) if ended else differs("its form did not end")

    return looks("flow_completed", name, place, look)


LOOP = "active loop"  # among `slots_before`: Rasa keeps it apart, a test need not
Pair = tuple[str, tuple[Any, ...]]


def slots_of(page: Page, value: Any, place: Place, kind: str) -> list[Pair]:
    """Names with the value wanted, () when any will do."""
    entries = value if isinstance(value, list) else [value]
    pairs: list[Pair] = []
    for entry in entries:
        if isinstance(entry, str):
            pairs.append((entry, ()))
        elif isinstance(entry, Mapping) and "name" in entry:
            rest = (plain(entry["value"]),) if "value" in entry else ()
            pairs.append((str(entry["name"]), rest))
        elif isinstance(entry, Mapping) and entry:
            pairs += [(str(name), (plain(each),)) for name, each in entry.items()]
        else:
            page.wrong(
                place, f"{kind} needs name and value of a slot, not {shown(entry)}."
            )
    return pairs


def _flow(value: Any) -> str:
    return str(value.get("flow_id") if isinstance(value, Mapping) else value)


def _find(inside: Inside, after: int, **wanted: Any) -> int:
    for at, event in enumerate(inside.events):
        if at > after and all(event.get(key) == each for key, each in wanted.items()):
            return at
    return -1


def _find_slot(inside: Inside, after: int, name: str, value: tuple[Any, ...]) -> int:
    wanted = {"event": "slot", "name": name}
    return _find(inside, after, **wanted, **({"value": value[0]} if value else {}))


def _set_here(inside: Inside, name: str) -> str:
    values = [
        repr(each.get("value"))
        for each in inside.events
        if each["event"] == "slot" and each["name"] == name
    ]
    return (
        f"{name} was set to {', then '.join(values)}" if values else f"{name} was not"
    )


def _told(pairs: list[Pair]) -> str:
    return ", ".join(
        f"{name}: {value[0]!r}" if value else name for name, value in pairs
    )


EVENT_KINDS = {
    "action_executed": action_executed,
    "actions": actions,
    "intent": intent,
    "slot_was_set": slot_was_set,
    "slot_was_not_set": slot_was_not_set,
    "slots": slots,
    "flow_started": flow_started,
    "flow_completed": flow_completed,
}
