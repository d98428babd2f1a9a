"""How far two annotators of the same messages agree: the ceiling of any score on them.

    python -m tests.nlu.agreement FIRST SECOND [--disputes OUT]

Both are files of records as in `guidelines.md`. What either holds for optional is left
out on both sides, so the figures are the same whichever comes first, and they read like
the benchmark's. `--disputes` writes what they differ on, for a third to judge: which
annotator said what is not told, `x` and `y` change places from message to message.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.nlu.scorer import Count, Found, Ratio, annotated, count_kinds, load, tally
from tests.nlu.values import close

Record = Mapping[str, Any]
Pair = tuple[str, str]


@dataclass
class Agreement:
    """Of the first annotator's findings, how many the second gives, and so on."""

    messages: int = 0
    finding: Count = field(default_factory=Count)
    with_status: Count = field(default_factory=Count)
    kinds: dict[str, Count] = field(default_factory=dict)
    status: Ratio = field(default_factory=Ratio)
    side: Ratio = field(default_factory=Ratio)
    value: Ratio = field(default_factory=Ratio)
    intent: Ratio = field(default_factory=Ratio)


def firm(record: Record, left_out: frozenset[str]) -> dict[Pair, Found]:
    """What a record says without doubt, by finding and status."""
    return {
        (found.finding, found.status): found
        for found in annotated(record)
        if found.finding not in left_out
    }


def optional(*records: Record) -> frozenset[str]:
    """What any of the annotators holds for optional."""
    return frozenset().union(*(record.get("optional", ()) for record in records))


def compare(first: Iterable[Record], second: Iterable[Record]) -> Agreement:
    """Agreement on the messages that both have annotated."""
    result = Agreement()
    for one, other in both(first, second):
        left_out = optional(one, other)
        mine, theirs = firm(one, left_out), firm(other, left_out)
        names, given = {f for f, _ in mine}, {f for f, _ in theirs}
        result.messages += 1
        tally(result.finding, names, given)
        tally(result.with_status, set(mine), set(theirs))
        count_kinds(result.kinds, set(mine), set(theirs), lambda pair: str(pair[0]))
        result.intent.add(one["intent"] == other["intent"])
        for pair in mine:
            if pair[0] in given:
                result.status.add(pair in theirs)
        for pair in set(mine) & set(theirs):
            _compare_details(result, mine[pair], theirs[pair])
    return result


def _compare_details(result: Agreement, one: Found, other: Found) -> None:
    if one.side and other.side:
        result.side.add(one.side == other.side)
    if one.value is not None and other.value is not None:
        result.value.add(close(one.finding, one.value, other.value))


def both(
    first: Iterable[Record], second: Iterable[Record]
) -> Iterator[tuple[Record, Record]]:
    """The records of either that the other has, too. ValueError if a text differs."""
    others = {record["id"]: record for record in second}
    for record in first:
        other = others.get(record["id"])
        if other is None:
            continue
        if other["text"] != record["text"]:
            raise ValueError(
                f"{record['id']}: the two annotated different texts; annotate it again"
            )
        yield record, other


def disputes(
    first: Iterable[Record], second: Iterable[Record]
) -> Iterator[dict[str, Any]]:
    """Per message what one says firmly and the other neither says nor allows."""
    for one, other in both(first, second):
        sides = [_only(one, other), _only(other, one)]
        intents = [one["intent"], other["intent"]]
        if not any(sides) and intents[0] == intents[1]:
            continue
        if hashlib.sha256(one["id"].encode()).digest()[0] % 2:
            sides.reverse()
            intents.reverse()
        dispute = {key: one[key] for key in ("id", "asked", "text")}
        dispute |= {"only_x": sides[0], "only_y": sides[1]}
        if intents[0] != intents[1]:
            dispute |= {"intent_x": intents[0], "intent_y": intents[1]}
        yield dispute


def _only(one: Record, other: Record) -> list[dict[str, Any]]:
    left_out = optional(one, other)
    theirs = firm(other, left_out)
    return [
        {"finding": finding, "status": status,
         "words": one["text"][found.start : found.end]}
        for (finding, status), found in firm(one, left_out).items()
        if (finding, status) not in theirs
    ]  # fmt: skip


def table(agreement: Agreement) -> str:
    """The figures as a Markdown table, kinds by their weight."""
    rows = [
        ("finding, F1", agreement.finding.f1, agreement.finding.support),
        ("finding + status, F1", agreement.with_status.f1,
         agreement.with_status.support),
        ("status of shared findings", agreement.status.share, agreement.status.total),
        ("side", agreement.side.share, agreement.side.total),
        ("value, close", agreement.value.share, agreement.value.total),
        ("intent", agreement.intent.share, agreement.intent.total),
    ]  # fmt: skip
    kinds = sorted(agreement.kinds.items(), key=lambda item: -item[1].support)
    rows += [(f"{kind}, F1", count.f1, count.support) for kind, count in kinds]
    lines = [f"| {name} | {100 * share:.1f} | {total} |" for name, share, total in rows]
    head = f"| {agreement.messages} messages | % | of |\n|---|---|---|"
    return "\n".join([head, *lines])


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the table; writes the disputes where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("--disputes", type=Path)
    given = parser.parse_args(arguments)
    first, second = load(given.first), load(given.second)
    print(table(compare(first, second)))
    if given.disputes is not None:
        lines = [json.dumps(d, ensure_ascii=False) for d in disputes(first, second)]
        given.disputes.write_text("".join(f"{line}\n" for line in lines), "utf-8")


if __name__ == "__main__":
    main()
