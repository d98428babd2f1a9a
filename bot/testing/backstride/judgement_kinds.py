"""Assertions on the judgement: triage, red flags, ranking, sources, what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.knowledge.model import Triage
from bot.testing.backstride.items import Items
from bot.testing.backstride.payloads import (
    ASSESSMENT,
    ids,
    payload,
    question,
    ranking,
    red_flag,
    triage,
)
from bot.testing.kinds import Kinds, Parse, differs, held, judged, unseen
from bot.testing.model import Check, Scene, Turn, Verdict
from bot.testing.problems import Place, suggestion
from bot.testing.reading import Page, shown

LEVELS = tuple(each.value for each in Triage)
PAYLOADS = "machine payloads"
RUNNING = ("stop", "adapt", "run")
ANY, NONE = "any", "none"
MOST_LEADERS = 3


class JudgementKinds:
    """Each knows the ids it may be given."""

    def __init__(self, items: Items) -> None:
        """`items` are those of the bot under test."""
        self._items = items

    def kinds(self) -> Kinds:
        """By the name a test uses."""
        kinds = {
            "asks": self.asks,
            "triage": self.triage,
            "red_flag": self.red_flag,
            "condition_ranked": self.condition_ranked,
            "not_leading": self.not_leading,
            "explanation_cites": self.explanation_cites,
            "running": self.running,
            "factor": self._listed("factor", "factors"),
            "advice": self._listed("advice", "advice"),
        }
        return {name: _looking(parse) for name, parse in kinds.items()}

    def asks(self, page: Page, value: Any, place: Place) -> Check:
        """The question put: a finding, one of several, `any` or `none`."""
        names = page.texts(value, place, "asks")
        if names not in ([ANY], [NONE]):
            for each in names:
                self._items.known(page, place, each, "findings", "red_flags")

        def test(scene: Scene) -> Verdict:
            asked = question(scene.turn)
            got = f"asked for {asked}" if asked else "no question"
            if names == [ANY]:
                return judged(bool(asked), got)
            return judged(asked in names or (names == [NONE] and not asked), got)

        return Check("asks", " or ".join(names), place, test)

    def triage(self, page: Page, value: Any, place: Place) -> Check:
        """A level, one of several, or `at_least: urgent`."""
        if isinstance(value, Mapping):
            page.fields(value, place, ("at_least",), "triage")
            least = str(value.get("at_least"))
            names = list(LEVELS[: LEVELS.index(least) + 1]) if least in LEVELS else [""]
        else:
            names = page.texts(value, place, "triage")
        for each in names:
            if each not in LEVELS:
                hint = suggestion(each, LEVELS) or f" Known: {', '.join(LEVELS)}."
                page.wrong(place, f"triage has no level {shown(each)}.{hint}")

        def test(scene: Scene) -> Verdict:
            level = triage(scene.turn)
            return judged(level in names, level or "no judgement in this turn")

        return Check("triage", " or ".join(names), place, test)

    def red_flag(self, page: Page, value: Any, place: Place) -> Check:
        """The flag raised: its id, one of several, `any` or `none`."""
        names = page.texts(value, place, "red_flag")
        if names not in ([ANY], [NONE]):
            for each in names:
                groups = ("red_flags", "findings", "triage")
                self._items.known(page, place, each, *groups)

        def test(scene: Scene) -> Verdict:
            raised = red_flag(scene.turn)
            got = f"{raised} was raised" if raised else "none was raised"
            if names == [ANY]:
                return judged(bool(raised), got)
            return judged(raised in names or (names == [NONE] and not raised), got)

        return Check("red_flag", " or ".join(names), place, test)

    def condition_ranked(self, page: Page, value: Any, place: Place) -> Check:
        """`{condition: n}`: among the first n; a bare id: among the first three."""
        wanted = self._places(page, value, place)

        def test(scene: Scene) -> Verdict:
            ranked = ranking(scene.turn)
            late = [each for each, top in wanted.items() if each not in ranked[:top]]
            return judged(bool(ranked) and not late, _order(ranked))

        told = ", ".join(
            f"{each} among the first {top}" for each, top in wanted.items()
        )
        return Check("condition_ranked", told, place, test)

    def not_leading(self, page: Page, value: Any, place: Place) -> Check:
        """Conditions that must not come first."""
        names = page.texts(value, place, "not_leading")
        for each in names:
            self._items.known(page, place, each, "conditions")

        def test(scene: Scene) -> Verdict:
            ranked = ranking(scene.turn)
            return judged(not ranked or ranked[0] not in names, _order(ranked))

        return Check("not_leading", ", ".join(names), place, test)

    def explanation_cites(self, page: Page, value: Any, place: Place) -> Check:
        """A source of the assessment; `{condition: source}` for one explanation."""
        wanted = [("", each) for each in _sources(page, value, place)]
        if isinstance(value, Mapping):
            wanted = [
                (
                    self._items.known(
                        page, page.at(value, id_), str(id_), "conditions"
                    ),
                    e,
                )
                for id_, sources in value.items()
                for e in page.texts(sources, page.at(value, id_), "explanation_cites")
            ]
        for _, source in wanted:
            self._items.known(page, place, source, "sources")

        def test(scene: Scene) -> Verdict:
            for condition, source in wanted:
                cited = cites(scene.turn, condition)
                if source not in cited:
                    return differs(f"cited: {', '.join(sorted(cited)) or 'nothing'}")
            return held()

        told = ", ".join(f"{source} {of}".strip() for of, source in wanted)
        return Check("explanation_cites", told, place, test)

    def running(self, page: Page, value: Any, place: Place) -> Check:
        """What the assessment says of running: stop, adapt or run."""
        names = page.texts(value, place, "running")
        for each in names:
            if each not in RUNNING:
                page.wrong(
                    place, f"running is {', '.join(RUNNING)}, not {shown(each)}."
                )

        def test(scene: Scene) -> Verdict:
            said = str((payload(scene.turn, ASSESSMENT) or {}).get("running") or "")
            return judged(said in names, said or "no assessment in this turn")

        return Check("running", " or ".join(names), place, test)

    def _places(self, page: Page, value: Any, place: Place) -> dict[str, int]:
        if not isinstance(value, Mapping):
            names = page.texts(value, place, "condition_ranked")
            value = dict.fromkeys(names, MOST_LEADERS)
        wanted: dict[str, int] = {}
        for id_, top in value.items():
            where = page.at(value, id_)
            self._items.known(page, place, str(id_), "conditions")
            wanted[str(id_)] = int(page.number(top, where, "a place"))
        return wanted

    def _listed(self, kind: str, group: str) -> Any:
        def parse(page: Page, value: Any, place: Place) -> Check:
            names = page.texts(value, place, kind)
            for each in names:
                self._items.known(page, place, each, group)

            def test(scene: Scene) -> Verdict:
                there = ids(scene.turn, group)
                return judged(set(names) <= set(there), ", ".join(there) or "none")

            return Check(kind, ", ".join(names), place, test)

        return parse


def _looking(parse: Parse) -> Parse:
    """The kind, where payloads can be seen."""

    def looking(page: Page, value: Any, place: Place) -> Check | None:
        check = parse(page, value, place)
        if check is None:
            return None
        inner = check.test

        def test(scene: Scene) -> Verdict:
            return unseen(PAYLOADS) if scene.turn.only_words else inner(scene)

        return replace(check, test=test)

    return looking


def cites(turn: Turn, condition: str = "") -> set[str]:
    """Sources of the assessment, or of one condition and the reasons for it."""
    assessment = payload(turn, ASSESSMENT) or {}
    if not condition:
        return set(ids(turn, "sources"))
    found: set[str] = set()
    for each in assessment.get("conditions") or []:
        if each["id"] == condition:
            reasons = [*each.get("for", []), *each.get("against", [])]
            found.update(each.get("sources") or [])
            found.update(source for one in reasons for source in one["sources"])
    return found


def _sources(page: Page, value: Any, place: Place) -> list[str]:
    if isinstance(value, Mapping):
        return []
    return page.texts(value, place, "explanation_cites")


def _order(ranked: list[str]) -> str:
    return ", ".join(ranked[:5]) or "no assessment in this turn"
