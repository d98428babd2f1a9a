"""Backstride for the kit: assertions, the open question, what a turn touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.testing.backstride.finding_kinds import FindingKinds
from bot.testing.backstride.items import Items
from bot.testing.backstride.judgement_kinds import JudgementKinds
from bot.testing.backstride.payloads import (
    QUESTION,
    evidence,
    mentions,
    payload,
    question,
    ranking,
    red_flag,
    triage,
)
from bot.testing.backstride.said import items_touched
from bot.testing.extension import Extension, Groups
from bot.testing.kinds import Kinds
from bot.testing.model import Turn

NO = ("no", "none")
OTHERWISE, NOT_SURE = "otherwise", "not sure"
MOST_SHOWN = 4


class BackstrideExtension(Extension):
    """Findings, triage, red flags, conditions, and the knowledge they rest on."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the checkout."""
        super().__init__(folder)
        self._items = Items(folder)

    def kinds(self) -> Kinds:
        """Those of any bot, and our own."""
        own = JudgementKinds(self._items), FindingKinds(self._items)
        return {**super().kinds(), **own[0].kinds(), **own[1].kinds()}

    def outline(self, turn: Turn) -> Mapping[str, Any]:
        """The decision: what is asked or judged, and what was understood."""
        same: dict[str, Any] = {
            "question": question(turn),
            "triage": triage(turn),
            "red_flag": red_flag(turn),
            "conditions": ranking(turn)[:1],
        }
        if not any(same.values()):
            return super().outline(turn)
        if turn.inside is not None:
            seen = [(each["value"], each["role"]) for each in mentions(turn)]
            same["findings"] = sorted(set(seen))
        return same

    def open_question(self, turn: Turn) -> Sequence[str] | None:
        """The finding asked for, its kind, and what else the answer settles."""
        asked = payload(turn, QUESTION)
        if asked is None:
            return None
        named = [asked.get("finding"), asked.get("kind"), *(asked.get("covers") or [])]
        return [str(each) for each in dict.fromkeys(named) if each]

    def answer(self, turn: Turn, facts: Mapping[str, str]) -> str | None:
        """By the finding asked for, else its kind, else what the question covers.

        Of several covered ones, what is denied is left out beside what is not.
        """
        asked = self.open_question(turn)
        if asked is None:
            return None
        direct = [facts[each] for each in asked[:2] if each in facts]
        if direct:
            return direct[0]
        told = list(dict.fromkeys(facts[each] for each in asked if each in facts))
        positive = [each for each in told if each.strip().lower() not in NO]
        return ". ".join(positive or told[:1]) or facts.get(OTHERWISE, NOT_SURE)

    def describe(self, turn: Turn) -> list[str]:
        """Findings of the message, and the judgement."""
        seen = [
            " ".join(
                str(each.get(key))
                for key in ("value", "role", "side", "amount")
                if each.get(key)
            )
            for each in mentions(turn)
        ]
        lines = super().describe(turn)
        if turn.inside is not None:
            lines.insert(1, f"findings: {', '.join(seen) or 'none'}")
            known = ", ".join(sorted(evidence(turn) or {})) or "nothing"
            lines[2] = f"known: {known}"
        if triage(turn):
            leaders = ", ".join(ranking(turn)[:MOST_SHOWN])
            flag = red_flag(turn)
            lines.append(f"judged: {triage(turn)} {flag} {leaders}".rstrip())
        return lines

    def expected(self, turn: Turn) -> dict[str, Any]:
        """By ids and levels, never by sentences."""
        wanted: dict[str, Any] = {}
        if red_flag(turn):
            wanted["red_flag"] = red_flag(turn)
        if triage(turn):
            wanted["triage"] = triage(turn)
        if ranking(turn):
            wanted["condition_ranked"] = {ranking(turn)[0]: 1}
        if question(turn):
            wanted["asks"] = question(turn)
        seen = {str(each["value"]): str(each["role"]) for each in mentions(turn)}
        if seen:
            wanted["understood"] = seen
        return wanted or super().expected(turn)

    def everything(self) -> Groups:
        """Stories and rules as of any bot, and every item of the knowledge base."""
        return {**super().everything(), **self._items.ids}

    def covered(self, turns: Sequence[Turn]) -> Groups:
        """Of both."""
        found: dict[str, set[str]] = {
            group: set(ids) for group, ids in super().covered(turns).items()
        }
        for turn in turns:
            touched = items_touched(self._items.words, turn)
            for group, ids in touched.items():
                found.setdefault(group, set()).update(ids & self._items.ids[group])
        return found
