"""Scores interviews against what the vignettes expect.

An emergency ends the interview before causes are named, so ranking is not scored where
the label is an emergency, nor where the bot says one and the label accepts it. Triage
is scored everywhere.
"""

from __future__ import annotations

import hashlib
import json
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "vignettes"
PARTS = ("dev", "sealed")
#: Other authors' patients: scored unseen once, then work goes on with them.
LATER = ("second",)
#: Most urgent first.
LEVELS = ("emergency", "urgent", "see_professional", "self_care")

Vignette = Mapping[str, Any]


def part_of(id_: str) -> str:
    """The file that a vignette belongs to; fixed by its id for ever."""
    number = int(hashlib.sha256(id_.encode()).hexdigest(), 16)
    return "dev" if number % 3 else "sealed"


def load(part: str) -> list[dict[str, Any]]:
    """The vignettes of one part."""
    lines = (HERE / f"{part}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@dataclass(frozen=True)
class Outcome:
    """What the bot made of one vignette."""

    vignette: Vignette
    result: Mapping[str, Any]

    @property
    def expect(self) -> Mapping[str, Any]:
        """The label."""
        return dict(self.vignette["expect"])

    @property
    def named(self) -> list[str]:
        """The conditions, likeliest first."""
        return [each["id"] for each in self.result["conditions"]]

    @property
    def emergency(self) -> bool:
        """Whether the label says so."""
        return bool(self.expect["triage"] == "emergency")

    @property
    def lead_right(self) -> bool:
        """The first condition may lead."""
        return bool(self.named[:1]) and self.named[0] in self.expect["leads"]

    @property
    def top3_right(self) -> bool:
        """All that must be among the first three are."""
        return set(self.expect["top3"]) <= set(self.named[:3])

    @property
    def wrong_lead(self) -> bool:
        """A condition leads that must not."""
        return self.named[:1] != [] and self.named[0] in self.expect["must_not_lead"]

    @property
    def levels(self) -> list[int]:
        """The places in LEVELS that the label accepts."""
        accepted = [self.expect["triage"], *self.expect["triage_also_ok"]]
        return [LEVELS.index(each) for each in accepted]

    @property
    def level(self) -> int:
        """The place in LEVELS of the bot's triage."""
        return LEVELS.index(self.result["triage"])

    @property
    def exact(self) -> bool:
        """The level of the label itself."""
        return self.level == self.levels[0]

    @property
    def safe(self) -> bool:
        """Not less urgent than the least urgent accepted level."""
        return self.level <= max(self.levels)

    @property
    def too_urgent(self) -> bool:
        """More urgent than the most urgent accepted level."""
        return self.level < min(self.levels)

    @property
    def missing_factors(self) -> list[str]:
        """Expected contributing factors that were not named."""
        given = {each["id"] for each in self.result["factors"]}
        return [each for each in self.expect["factors"] if each not in given]

    @property
    def confidence(self) -> float:
        """The probability of the first condition."""
        conditions = self.result["conditions"]
        return float(conditions[0]["probability"]) if conditions else 0.0


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    right: int
    total: int

    @property
    def share(self) -> float:
        """1.0 of nothing: nothing went wrong."""
        return self.right / self.total if self.total else 1.0

    def __str__(self) -> str:
        if not self.total:
            return "none"
        return f"{self.share * 100:.1f} ({self.right}/{self.total})"


def share(outcomes: Iterable[Outcome], right: Callable[[Outcome], bool]) -> Share:
    """Of how many it holds."""
    answers = [right(each) for each in outcomes]
    return Share(sum(answers), len(answers))


@dataclass(frozen=True)
class Sums:
    """The figures of a group of outcomes."""

    outcomes: Sequence[Outcome]

    @property
    def ranked(self) -> list[Outcome]:
        """Those whose causes count: not rightly ended by an emergency."""
        return [
            each
            for each in self.outcomes
            if not each.emergency and not (each.level == 0 and 0 in each.levels)
        ]

    @property
    def lead(self) -> Share:
        """First condition acceptable."""
        return share(self.ranked, lambda each: each.lead_right)

    @property
    def top3(self) -> Share:
        """Required conditions among the first three."""
        return share(self.ranked, lambda each: each.top3_right)

    @property
    def wrong_lead(self) -> Share:
        """A condition first that must not be."""
        return share(self.ranked, lambda each: each.wrong_lead)

    @property
    def exact(self) -> Share:
        """Triage as labelled."""
        return share(self.outcomes, lambda each: each.exact)

    @property
    def accepted(self) -> Share:
        """Triage as labelled or as a colleague could defend."""
        return share(self.outcomes, lambda each: each.safe and not each.too_urgent)

    @property
    def safe(self) -> Share:
        """Not under-triaged."""
        return share(self.outcomes, lambda each: each.safe)

    @property
    def emergencies(self) -> Share:
        """Emergencies recognised."""
        found = [each for each in self.outcomes if each.emergency]
        return share(found, lambda each: each.level == 0)

    @property
    def false_alarms(self) -> Share:
        """Sent as an emergency though no clinician would."""
        others = [each for each in self.outcomes if 0 not in each.levels]
        return share(others, lambda each: each.level == 0)

    @property
    def too_urgent(self) -> Share:
        """Over-triaged."""
        return share(self.outcomes, lambda each: each.too_urgent)

    @property
    def factors(self) -> Share:
        """Expected contributing factors that were named."""
        wanted = sum(len(each.expect["factors"]) for each in self.ranked)
        missing = sum(len(each.missing_factors) for each in self.ranked)
        return Share(wanted - missing, wanted)

    @property
    def questions(self) -> tuple[float, int]:
        """Median and most, of those that end with an assessment."""
        asked = [len(each.result["questions"]) for each in self.ranked]
        return (statistics.median(asked), max(asked)) if asked else (0.0, 0)

    @property
    def confusion(self) -> Counter[tuple[str, str]]:
        """How often each labelled level became each given one."""
        return Counter(
            (each.expect["triage"], each.result["triage"]) for each in self.outcomes
        )

    def reliability(self, bins: int = 5) -> list[tuple[float, Share]]:
        """By how sure the bot was of its first condition: mean probability, right."""
        rows = []
        for number in range(bins):
            inside = [
                each
                for each in self.ranked
                if min(int(each.confidence * bins), bins - 1) == number
            ]
            if inside:
                mean = statistics.fmean(each.confidence for each in inside)
                rows.append((mean, share(inside, lambda each: each.lead_right)))
        return rows

    @property
    def calibration_error(self) -> float:
        """Mean distance of probability and share right, weighed by the bins."""
        rows = self.reliability()
        total = sum(right.total for _, right in rows) or 1
        return sum(abs(m - r.share) * r.total for m, r in rows) / total
