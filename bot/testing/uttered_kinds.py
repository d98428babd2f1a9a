"""Rasa Pro's `bot_uttered` and its like: one message with all that is asked of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.testing.kinds import differs, held, judged, unseen
from bot.testing.model import Check, Scene, Verdict
from bot.testing.problems import Place
from bot.testing.reading import Page, plain, shown

FIELDS = ("utter_name", "text_matches", "buttons")
NAMES = "names of responses"


@dataclass(frozen=True)
class Utterance:
    """A message, with its response's name where that can be seen, and its event."""

    text: str
    buttons: list[dict[str, str]]
    name: str = ""
    at: int = -1


def bot_uttered(page: Page, value: Any, place: Place) -> Check | None:
    """Some message has the name, matches the pattern and carries the buttons."""
    wanted = _wanted(page, value, place, "bot_uttered")
    if wanted is None:
        return None

    def look(scene: Scene) -> Verdict:
        for each in utterances(scene):
            unspent = each.at == -1 or each.at > scene.after
            if unspent and fits(each, wanted):
                return held(each.at)
        return differs(_told(scene))

    return _check("bot_uttered", wanted, place, look)


def bot_did_not_utter(page: Page, value: Any, place: Place) -> Check | None:
    """No message is like that."""
    wanted = _wanted(page, value, place, "bot_did_not_utter")
    if wanted is None:
        return None

    def look(scene: Scene) -> Verdict:
        found = [each for each in utterances(scene) if fits(each, wanted)]
        return judged(not found, _told(scene))

    return _check("bot_did_not_utter", wanted, place, look)


def utters(page: Page, value: Any, place: Place) -> Check | None:
    """The response of that name is said; Rasa Pro's plain `utter` step too."""
    names = page.texts(value, place, "utters")

    def test(scene: Scene) -> Verdict:
        if scene.turn.inside is None:
            return unseen(NAMES)
        said = {each.name for each in utterances(scene)}
        return judged(set(names) <= said, _told(scene))

    return Check("utters", ", ".join(names), place, test)


def _check(
    kind: str, wanted: dict[str, Any], place: Place, look: Callable[[Scene], Verdict]
) -> Check:
    """A check of messages, which cannot be told by name from outside."""

    def test(scene: Scene) -> Verdict:
        if "utter_name" in wanted and scene.turn.inside is None:
            return unseen(NAMES)
        return look(scene)

    return Check(kind, f"{wanted}", place, test)


def utterances(scene: Scene) -> list[Utterance]:
    """What was said: as events where they can be seen, else as it arrived."""
    found = [
        Utterance(each.text, [{"title": t, "payload": p} for t, p in each.buttons])
        for each in scene.turn.replies
    ]
    inside = scene.turn.inside
    for at, event in enumerate(inside.events if inside else ()):
        if event["event"] == "bot":
            buttons = (event.get("data") or {}).get("buttons") or []
            name = str((event.get("metadata") or {}).get("utter_action") or "")
            found.append(Utterance(str(event.get("text") or ""), buttons, name, at))
    in_events = [each for each in found if each.at >= 0]
    return in_events or found


def fits(utterance: Utterance, wanted: Mapping[str, Any]) -> bool:
    """Whether it is all that is wanted."""
    if "utter_name" in wanted and utterance.name != wanted["utter_name"]:
        return False
    pattern = wanted.get("text_matches")
    if pattern is not None and not re.search(pattern, utterance.text):
        return False
    if "buttons" not in wanted:
        return True
    return [_named(each) for each in utterance.buttons] == [
        _named(each) for each in wanted["buttons"]
    ]


def _named(button: Mapping[str, Any]) -> tuple[Any, Any]:
    return button.get("title"), button.get("payload")


def _wanted(page: Page, value: Any, place: Place, kind: str) -> dict[str, Any] | None:
    if not page.fields(value, place, FIELDS, kind):
        return None
    wanted: dict[str, Any] = plain(value)
    if not wanted:
        page.wrong(place, f"{kind} needs one of {', '.join(FIELDS)}.")
    try:
        re.compile(str(wanted.get("text_matches") or ""))
    except re.error as error:
        where = page.at(value, "text_matches")
        page.wrong(where, f"text_matches is no regular expression: {error}.")
    if not isinstance(wanted.get("buttons", []), list):
        where = page.at(value, "buttons")
        page.wrong(where, f"buttons needs a list, not {shown(wanted['buttons'])}.")
    return wanted


def _told(scene: Scene) -> str:
    told = [f'{each.name or "message"}: "{each.text}"' for each in utterances(scene)]
    return "; ".join(told) or "nothing was said"


UTTERED_KINDS = {
    "bot_uttered": bot_uttered,
    "bot_did_not_utter": bot_did_not_utter,
    "utters": utters,
}
