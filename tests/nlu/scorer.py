"""Scores what an extractor finds in a message against the annotation.

Matching is by finding id within one message, so that spans, which honest annotators cut
differently, do not decide. Findings that a record lists as `optional` are not counted
when an extractor gives them and not missed when it does not.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.nlu.values import close, same

HERE = Path(__file__).parent
ANNOTATED = HERE.parents[1] / "data" / "nlu" / "annotated"
KINDS: dict[str, str] = json.loads((HERE / "codes.json").read_text("utf-8"))["kinds"]
STATUSES = ("present", "absent", "uncertain", "past", "other_person")
#: Red flags whatever their kind; turning one round is the worst error.
ALSO_RED_FLAGS = ("saddle_numbness", "foot_drop")

Record = Mapping[str, Any]
Entity = Mapping[str, Any]


def kind_of(finding: str) -> str:
    """The kind of a finding; every earlier diagnosis is history."""
    return "history" if finding.startswith("prior_diagnosis:") else KINDS[finding]


def is_red_flag(finding: str) -> bool:
    """Whether reading this finding the wrong way round is a matter of safety."""
    return finding in ALSO_RED_FLAGS or kind_of(finding) == "red_flag"


def load(path: Path) -> list[dict[str, Any]]:
    """The records of one part of the corpus.

    Parts that were studied train the judge and live in `data/nlu/annotated`; what is
    only scored lives beside this file.
    """
    if not path.exists():
        path = ANNOTATED / path.name
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@dataclass(frozen=True)
class Found:
    """A finding in a message, annotated or extracted."""

    finding: str
    status: str
    start: int = 0
    end: int = 0
    value: str | float | None = None
    side: str = ""


def annotated(record: Record) -> list[Found]:
    """What the annotator found."""
    return [Found(**finding) for finding in record["findings"]]


def extracted(entities: Iterable[Entity]) -> list[Found]:
    """The findings among entities; topics, answers and the like are left out."""
    kinds = set(KINDS.values())
    return [
        Found(
            finding=str(entity["value"]),
            status=str(entity.get("role") or "present"),
            start=int(entity.get("start", 0)),
            end=int(entity.get("end", 0)),
            value=entity.get("amount"),
            side=str(entity.get("side") or ""),
        )
        for entity in entities
        if entity["entity"] in kinds
        and (
            entity["value"] in KINDS
            or str(entity["value"]).startswith("prior_diagnosis:")
        )
    ]


@dataclass
class Count:
    """True and false positives, and false negatives."""

    hit: int = 0
    invented: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of what was given that is right; 0 when nothing was given."""
        return (
            self.hit / (self.hit + self.invented) if self.hit + self.invented else 0.0
        )

    @property
    def recall(self) -> float:
        """Share of what is there that was given; 0 when nothing is there."""
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def support(self) -> int:
        """How many there are to be found."""
        return self.hit + self.missed


@dataclass
class Ratio:
    """So many right of so many."""

    right: int = 0
    total: int = 0

    def add(self, right: bool) -> None:
        """Counts one more."""
        self.right += right
        self.total += 1

    @property
    def share(self) -> float:
        """0 to 1; 0 when there was none."""
        return self.right / self.total if self.total else 0.0


@dataclass(frozen=True)
class Miss:
    """One error, for the list that helps on the dev part."""

    record: str
    finding: str
    text: str
    at: int = 0
    detail: str = ""


@dataclass
class Score:
    """Everything counted over a set of messages."""

    messages: int = 0
    finding: Count = field(default_factory=Count)
    with_status: Count = field(default_factory=Count)
    kinds: dict[str, Count] = field(default_factory=dict)
    kinds_with_status: dict[str, Count] = field(default_factory=dict)
    status: Ratio = field(default_factory=Ratio)
    side: Ratio = field(default_factory=Ratio)
    value_exact: Ratio = field(default_factory=Ratio)
    value_close: Ratio = field(default_factory=Ratio)
    span: Ratio = field(default_factory=Ratio)
    clean: Ratio = field(default_factory=Ratio)
    red_flags_found: Ratio = field(default_factory=Ratio)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    missed: list[Miss] = field(default_factory=list)
    invented: list[Miss] = field(default_factory=list)
    wrong_status: list[Miss] = field(default_factory=list)
    inversions: list[Miss] = field(default_factory=list)


def overlap(one: Found, other: Found) -> bool:
    """Whether two spans share a character."""
    return one.start < other.end and other.start < one.end


def tally(count: Count, gold: set[Any], given: set[Any]) -> None:
    """Adds one message's sets to a count."""
    count.hit += len(gold & given)
    count.invented += len(given - gold)
    count.missed += len(gold - given)


def count_kinds(
    kinds: dict[str, Count], gold: set[Any], given: set[Any], name: Callable[[Any], str]
) -> None:
    """Adds one message to the counts per kind; `name` gives an item's finding."""
    for kind in sorted({kind_of(name(item)) for item in gold | given}):
        count = kinds.setdefault(kind, Count())
        tally(
            count,
            {item for item in gold if kind_of(name(item)) == kind},
            {item for item in given if kind_of(name(item)) == kind},
        )


def compare_details(
    score: Score, record: Record, gold: Found, given: Sequence[Found]
) -> None:
    """Status, side, value and span of one annotated finding that was found."""
    best = next(
        (g for g in given if g.status == gold.status and overlap(g, gold)), None
    )
    best = best or next((g for g in given if g.status == gold.status), None) or given[0]
    score.status.add(best.status == gold.status)
    score.confusion[gold.status, best.status] += 1
    score.span.add(any(overlap(g, gold) for g in given))
    if best.status != gold.status:
        detail = f"{gold.status} read as {best.status}"
        score.wrong_status.append(
            Miss(record["id"], gold.finding, record["text"], gold.start, detail)
        )
    if gold.side:
        score.side.add(any(g.side == gold.side for g in given))
    if gold.value is not None:
        score.value_exact.add(
            any(same(gold.finding, gold.value, g.value) for g in given)
        )
        score.value_close.add(
            any(close(gold.finding, gold.value, g.value) for g in given)
        )


def check_red_flags(
    score: Score, record: Record, gold: Sequence[Found], given: Sequence[Found]
) -> None:
    """Counts red flags found as present, and those read the wrong way round."""
    for one in gold:
        if not is_red_flag(one.finding):
            continue
        statuses = {g.status for g in given if g.finding == one.finding}
        both_said = {g.status for g in gold if g.finding == one.finding}
        if one.status == "present":
            score.red_flags_found.add(bool(statuses & {"present", "uncertain"}))
            inverted = "absent" in statuses and "present" not in statuses
        else:
            inverted = one.status == "absent" and "present" in statuses - both_said
        if inverted:
            detail = f"{one.status} turned round"
            score.inversions.append(
                Miss(record["id"], one.finding, record["text"], one.start, detail)
            )


def add(score: Score, record: Record, entities: Iterable[Entity]) -> None:
    """Adds one message to a score."""
    gold = annotated(record)
    names = {found.finding for found in gold}
    optional = set(record.get("optional", ())) - names
    given = [found for found in extracted(entities) if found.finding not in optional]
    given_names = {found.finding for found in given}
    pairs = {(found.finding, found.status) for found in gold}
    given_pairs = {
        (found.finding, found.status)
        for found in given
        if found.finding not in record.get("optional", ())
        or (found.finding, found.status) in pairs
    }
    score.messages += 1
    tally(score.finding, names, given_names)
    tally(score.with_status, pairs, given_pairs)
    count_kinds(score.kinds, names, given_names, str)
    count_kinds(score.kinds_with_status, pairs, given_pairs, lambda pair: str(pair[0]))
    if not gold:
        score.clean.add(not given)
    for found in gold:
        same_finding = [g for g in given if g.finding == found.finding]
        if same_finding:
            compare_details(score, record, found, same_finding)
    check_red_flags(score, record, gold, given)
    score.missed += misses(record, gold, names - given_names)
    score.invented += misses(record, given, given_names - names)


def misses(record: Record, found: Sequence[Found], names: set[str]) -> list[Miss]:
    """An error for each of the findings named, at the first words that show it."""
    first = {one.finding: one.start for one in reversed(found)}
    return [
        Miss(record["id"], name, record["text"], first[name]) for name in sorted(names)
    ]


def score(
    records: Iterable[Record], extract: Callable[[str], Iterable[Entity]]
) -> Score:
    """Scores an extractor, text to entities, over records."""
    result = Score()
    for record in records:
        add(result, record, extract(record["text"]))
    return result
