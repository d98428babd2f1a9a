"""Assertions on what is known and said: findings, the items a reply explains."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.testing.backstride.items import Items
from bot.testing.backstride.payloads import STATUSES, evidence, mentions, unanswered
from bot.testing.backstride.said import items_said
from bot.testing.kinds import Kinds, Parse, judged, unseen
from bot.testing.model import Check, Scene, Turn, Verdict
from bot.testing.problems import Place, suggestion
from bot.testing.reading import Page, plain, shown

UNKNOWN = "unknown"
NOT = "not "
SIDES = ("left", "right", "both")
FIELDS = ("status", "side", "value")
WANTED = "wanted"  # the slot of promised topics
INSIDE = "what is known of the runner"


@dataclass(frozen=True)
class Wanted:
    """A finding as a test wants it; "" is whatever it may be."""

    finding: str
    status: str = ""
    side: str = ""
    value: Any = None

    def __str__(self) -> str:
        """In words."""
        value = "" if self.value is None else str(self.value)
        return " ".join(filter(None, (self.finding, self.status, self.side, value)))


Seen = Callable[[Turn], "Mapping[str, list[Mapping[str, Any]]] | None"]


class FindingKinds:
    """Each knows the ids it may be given."""

    def __init__(self, items: Items) -> None:
        """`items` are those of the bot under test."""
        self._items = items

    def kinds(self) -> Kinds:
        """By the name a test uses."""
        return {
            "finding": self._of("finding", _known),
            "understood": self._of("understood", _understood),
            "tells": self.tells,
            "takes_up": self.takes_up,
        }

    def tells(self, page: Page, value: Any, place: Place) -> Check:
        """The reply explains these: facts, topics, advice, conditions, factors."""
        names = page.texts(value, place, "tells")
        groups = ("facts", "topics", "advice", "conditions", "factors")
        for each in names:
            self._items.known(page, place, each, *groups)

        def test(scene: Scene) -> Verdict:
            told = items_said(self._items.words, scene.turn)
            there = {id_ for group in groups for id_ in told[group]}
            return judged(set(names) <= there, f"told: {', '.join(sorted(there))}")

        return Check("tells", ", ".join(names), place, test)

    def takes_up(self, page: Page, value: Any, place: Place) -> Check:
        """The topic is answered now, or promised for the end of the interview."""
        names = page.texts(value, place, "takes_up")
        for each in names:
            self._items.known(page, place, each, "topics")

        def test(scene: Scene) -> Verdict:
            inside = scene.turn.inside
            told = set(items_said(self._items.words, scene.turn)["topics"])
            told.update((inside.slots.get(WANTED) or []) if inside else ())
            if inside is None and not set(names) <= told:
                return unseen("what is promised for later")
            got = ", ".join(sorted(told)) or "nothing"
            return judged(set(names) <= told, f"taken up: {got}")

        return Check("takes_up", ", ".join(names), place, test)

    def _of(self, kind: str, seen: Seen) -> Parse:
        def parse(page: Page, value: Any, place: Place) -> Check | None:
            if not isinstance(value, Mapping):
                names = page.texts(value, place, kind)
                value = dict.fromkeys(names, STATUSES[0])
            wanted = [
                self._wanted(page, place, str(id_), each) for id_, each in value.items()
            ]

            def test(scene: Scene) -> Verdict:
                known = seen(scene.turn)
                if known is None:
                    return unseen(INSIDE)
                wrong = [
                    f"{each.finding} {_told(known.get(each.finding, []))}"
                    for each in wanted
                    if not _is_so(each, known.get(each.finding, []))
                ]
                return judged(not wrong, "; ".join(wrong))

            return Check(kind, ", ".join(map(str, wanted)), place, test)

        return parse

    def _wanted(self, page: Page, place: Place, id_: str, value: Any) -> Wanted:
        """`present`, `present left`, `unknown`, `not absent`, or a mapping."""
        self._items.known(page, place, id_, "findings")
        if isinstance(value, Mapping):
            page.fields(value, place, FIELDS, "a finding")
            given = {str(key): plain(each) for key, each in value.items()}
        else:
            said = str(value)
            words = said.removeprefix(NOT).split()
            sides = [each for each in words if each in SIDES]
            status = " ".join(each for each in words if each not in SIDES)
            given = {"status": status, "side": "".join(sides)}
            if said.startswith(NOT):
                given["status"] = NOT + status
        status = str(given.get("status") or "")
        if status.removeprefix(NOT) not in ("", UNKNOWN, *STATUSES):
            hint = suggestion(status, STATUSES) or f" Known: {', '.join(STATUSES)}."
            page.wrong(place, f"a finding has no status {shown(status)}.{hint}")
        return Wanted(id_, status, str(given.get("side") or ""), given.get("value"))


def _known(turn: Turn) -> Mapping[str, list[Mapping[str, Any]]] | None:
    """After the turn, from the evidence; what the runner could not say is unknown."""
    known = evidence(turn)
    if known is None:
        return None
    seen: dict[str, list[Mapping[str, Any]]] = {
        each: [{"status": UNKNOWN}] for each in unanswered(turn)
    }
    seen.update({id_: [each] for id_, each in known.items()})
    return seen


def _understood(turn: Turn) -> Mapping[str, list[Mapping[str, Any]]] | None:
    """In this message alone."""
    if turn.inside is None:
        return None
    found: dict[str, list[Mapping[str, Any]]] = {}
    for each in mentions(turn):
        seen = {
            "status": each.get("role"),
            "side": each.get("side") or "",
            "value": each.get("amount"),
        }
        found.setdefault(str(each.get("value")), []).append(seen)
    return found


def _is_so(wanted: Wanted, seen: list[Mapping[str, Any]]) -> bool:
    if wanted.status.startswith(NOT):
        banned = wanted.status.removeprefix(NOT)
        return all(each.get("status", UNKNOWN) != banned for each in seen)
    if wanted.status == UNKNOWN:
        return all(each.get("status") == UNKNOWN for each in seen)
    return any(_fits(wanted, each) for each in seen)


def _fits(wanted: Wanted, seen: Mapping[str, Any]) -> bool:
    return (
        (not wanted.status or seen.get("status") == wanted.status)
        and (not wanted.side or seen.get("side") == wanted.side)
        and (wanted.value is None or seen.get("value") == wanted.value)
    )


def _told(seen: list[Mapping[str, Any]]) -> str:
    told = [
        " ".join(str(each[key]) for key in FIELDS if each.get(key) not in (None, ""))
        for each in seen
    ]
    return " and ".join(told) or "is not known"
