"""What every conversation came to, gathered where the reports are written.

With xdist the conversations are held in workers: each result travels with pytest's own
report, as plain JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.testing.extension import Extension
from bot.testing.model import Case, Outcome
from bot.testing.telling import lines_of

Result = dict[str, Any]


def result_of(
    nodeid: str, case: Case, outcome: Outcome, extension: Extension
) -> Result:
    """One conversation as plain JSON; `result` is filled in by pytest's verdict."""
    covered = extension.covered(outcome.turns)
    return {
        "id": nodeid,
        "name": case.name,
        "place": str(case.place),
        "tags": [each for each in case.tags if each],
        "result": "",
        "reason": outcome.cannot or case.expected_to_fail,
        "checked": outcome.checked,
        "unseen": list(outcome.unseen),
        "failures": [
            {
                "place": str(each.place),
                "kind": each.kind,
                "expected": each.wanted,
                "got": each.got,
            }
            for each in outcome.failures
        ],
        "turns": [
            {
                "said": turn.said,
                "lines": lines_of(turn)[1:],
                "ms": round(turn.seconds * 1000, 2),
                "seen": extension.describe(turn),
            }
            for turn in outcome.turns
        ],
        "covered": {group: sorted(ids) for group, ids in covered.items()},
    }


@dataclass(frozen=True)
class Group:
    """How much of one group was touched, and what never was."""

    name: str
    total: int
    never: tuple[str, ...]

    @property
    def percent(self) -> float:
        """100 for an empty group."""
        return 100.0 * (1 - len(self.never) / self.total) if self.total else 100.0


@dataclass
class Results:
    """All of a run."""

    target: str = ""
    at_a_time: int = 1
    each: list[Result] = field(default_factory=list)

    def count(self, result: str) -> int:
        """How many came to that."""
        return sum(1 for one in self.each if one["result"] == result)

    @property
    def unseen(self) -> int:
        """Checks that this target does not show."""
        return sum(len(one["unseen"]) for one in self.each)

    def latency(self) -> dict[str, float]:
        """Milliseconds a turn: p50, p95, max; empty without a turn."""
        took = sorted(turn["ms"] for one in self.each for turn in one["turns"])
        if not took:
            return {}
        return {
            "turns": len(took),
            "p50": _at(took, 0.50),
            "p95": _at(took, 0.95),
            "max": took[-1],
        }

    def slowest(self, most: int = 5) -> list[tuple[float, str, str]]:
        """The slowest turns: milliseconds, the conversation, what was said."""
        turns = [
            (float(turn["ms"]), str(one["name"]), str(turn["said"]))
            for one in self.each
            for turn in one["turns"]
        ]
        return sorted(turns, key=lambda turn: (-turn[0], turn[1:]))[:most]

    def coverage(self, everything: Mapping[str, set[str]]) -> list[Group]:
        """Every group, with what no conversation touched."""
        touched: dict[str, set[str]] = {}
        for one in self.each:
            for group, ids in one["covered"].items():
                touched.setdefault(group, set()).update(ids)
        return [
            Group(name, len(ids), tuple(sorted(ids - touched.get(name, set()))))
            for name, ids in everything.items()
            if ids
        ]


def _at(took: list[float], share: float) -> float:
    return took[min(len(took) - 1, int(len(took) * share))]
