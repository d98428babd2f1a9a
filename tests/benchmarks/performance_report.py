"""Words and a picture for the figures of `tests.benchmarks.performance`."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping, Sequence
from operator import methodcaller
from typing import TYPE_CHECKING, Any

from tests.benchmarks.nlu_report import table
from tests.benchmarks.performance_servers import STOCK

if TYPE_CHECKING:
    from tests.benchmarks.performance import Measured
    from tests.benchmarks.performance_servers import Memory

HEAD = """# How quick and how light, beside stock Rasa

Written by `make bench`. Both bots ran on the same {cores} cores in the same
run and were talked to in turn over REST by a load generator of its own process, which
shares those cores. Each runner writes the next message as soon as the answer is there.

*Backstride* is `backstride serve` as it is, in one process; *in 2 processes* is the
same with `--processes 2`, a conversation staying with one, as behind a load balancer.

*Stock Rasa* is Rasa 3.6.21 with its own packages and TensorFlow, the pipeline and
policies of `rasa init` (DIET, TED), trained on the same domain, stories, rules, intents
and annotated messages (`data/nlu/annotated/dev.jsonl`), with the same actions on an
action server over HTTP: two actions in nearly every turn.

What the runners write is taken from the data that stock Rasa learnt from, so that it
understands it and has the same work to do. Each variant of the conversation was first
held alone on each bot; under load every answer is compared with that.

Milliseconds and megabytes are this machine's; the ratios are what counts.
"""
VALUES = """*Values kept*: of the values in the answers when alone (place, side,
duration), those that came back under load. *Understood*: of all values told; stock Rasa
has no parser of durations without a further service.
"""
CENTILES = (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))


def ratio(ours: float, theirs: float) -> str:
    """How many times `theirs` goes into `ours`."""
    return f"{ours / theirs:.2f}" if theirs else "none"


def headlines(measured: Sequence[Measured]) -> list[str]:
    """One line a measure and bot of ours, with its ratio to stock's, if measured."""
    *ours, last = measured
    pairs = [(each, last) for each in ours] if last.name == STOCK else []
    lines = []
    for level in last.loads:
        lines += versus(
            f"messages/s, {at_once(level)}", pairs, methodcaller("rate", level)
        )
    for level in last.loads:
        lines += versus(
            f"p95 ms, {at_once(level)}", pairs, methodcaller("centile", level, 0.95)
        )
    lines += versus("memory MB (PSS) after load", pairs, lambda m: heaviest(m.loaded))
    lines += versus("cold start s", pairs, lambda m: m.cold_start)
    lines += versus("installed MB", pairs[:1], lambda m: m.installed and m.installed[0])
    lines += versus("training s", pairs[:1], lambda m: m.training)
    return lines


def versus(
    what: str,
    pairs: Sequence[tuple[Measured, Measured]],
    value: Callable[[Measured], float | None],
) -> list[str]:
    """`what: Backstride 1, stock Rasa 2, ratio 0.50`, where both were measured."""
    lines = []
    for each, other in pairs:
        ours, theirs = value(each), value(other)
        if ours and theirs:
            said = f"{each.name} {ours:.1f}, {other.name} {theirs:.1f}"
            lines.append(f"{what}: {said}, ratio {ratio(ours, theirs)}")
    return lines


def at_once(level: int) -> str:
    """The level in words."""
    return f"{level} conversation{'s' * (level > 1)} at once"


def heaviest(readings: Sequence[Memory]) -> float:
    """The largest PSS; 0 when it cannot be read."""
    return max((each.pss for each in readings), default=0.0)


def fenced(lines: Sequence[str]) -> list[str]:
    """Lines to be shown as they are; nothing when there are none."""
    return ["```", *lines, "```\n"] if lines else []


def goals(measured: Sequence[Measured]) -> str:
    """What was wanted, and whether it was reached, for each bot of ours."""
    *ours, last = measured
    if last.name != STOCK or not ours:
        return ""
    rows = [row for each in ours for row in goals_of(each, last)]
    return table(["goal", "by", "reached", ""], rows)


def goals_of(ours: Measured, theirs: Measured) -> list[list[str]]:
    """A row a goal."""
    level = 50 if 50 in ours.loads else max(ours.loads)
    top = max(ours.loads)
    late = ours.centile(level, 0.95) / theirs.centile(level, 0.95)
    memory = heaviest(ours.loaded) / (heaviest(theirs.loaded) or float("inf"))
    kept = ours.count(top, "values_kept") / (ours.count(top, "values") or 1)
    rows = [
        goal(
            f"messages/s at {level}: 10 times stock's",
            ours.rate(level) / theirs.rate(level),
            at_least=10,
        ),
        goal(f"p95 at {level}: a tenth of stock's", late, at_most=0.1),
        goal("memory: half of stock's or less", memory, at_most=0.5),
        goal(
            "cold start: a third of stock's",
            ours.cold_start / theirs.cold_start,
            at_most=1 / 3,
        ),
        goal(f"every value kept at {top} at once, share", kept, at_least=1),
    ]
    return [[what, ours.name, *rest] for what, *rest in rows]


def goal(
    what: str, value: float, *, at_least: float = 0, at_most: float = float("inf")
) -> list[str]:
    """A row of the goals."""
    return [what, f"{value:.2f}", "yes" if at_least <= value <= at_most else "no"]


def loads(measured: Sequence[Measured]) -> str:
    """A row a level and bot."""
    rows = []
    for level in measured[0].loads:
        for each in measured:
            times = [f"{each.centile(level, share):.0f}" for _, share in CENTILES]
            messages = len(each.times(level))
            rows.append(
                [
                    str(level),
                    each.name,
                    f"{each.rate(level):.1f}",
                    *times,
                    str(messages),
                ]
            )
    names = [f"{name} ms" for name, _ in CENTILES]
    return table(["at once", "bot", "messages/s", *names, "messages"], rows)


def right(measured: Sequence[Measured]) -> str:
    """Whether the answers were this conversation's, a row a level and bot."""
    rows = []
    for level in measured[0].loads:
        for each in measured:
            counts = ("failed", "silent", "different")
            rows.append(
                [
                    str(level),
                    each.name,
                    *(str(each.count(level, name)) for name in counts),
                    f"{each.count(level, 'values_kept')}/{each.count(level, 'values')}",
                    f"{each.count(level, 'told_back')}/{each.count(level, 'told')}",
                ]
            )
    head = ["at once", "bot", "failed", "silent", "not as when alone"]
    return table([*head, "values kept", "values understood"], rows)


def weights(measured: Sequence[Measured]) -> str:
    """A column a bot."""
    rows = [
        ["processes", *(str(each.processes) for each in measured)],
        ["cold start to first answer, s", *(starts(each) for each in measured)],
        ["memory idle, PSS MB", *(f"{heaviest(e.idle):.0f}" for e in measured)],
        ["memory after load, PSS MB", *(f"{heaviest(e.loaded):.0f}" for e in measured)],
        [
            "memory after load, RSS MB",
            *(f"{max((m.rss for m in e.loaded), default=0):.0f}" for e in measured),
        ],
        ["installed, MB (packages)", *(installed(each) for each in measured)],
        [
            "training, s",
            *(f"{e.training:.0f}" if e.training else "-" for e in measured),
        ],
    ]
    return table(["", *(each.name for each in measured)], rows)


def starts(each: Measured) -> str:
    """All of them."""
    return ", ".join(f"{seconds:.1f}" for seconds in each.cold_starts)


def installed(each: Measured) -> str:
    """Megabytes and packages."""
    if not each.installed:
        return "-"
    return f"{each.installed[0]:.0f} ({each.installed[1]})"


def stage_table(stages: Mapping[str, Any]) -> str:
    """The dearest first."""
    ordered = sorted(stages["stages"].items(), key=lambda item: -item[1])
    total = sum(stages["stages"].values()) or 1
    rows = [[name, f"{ms:.2f}", f"{ms / total:.0%}"] for name, ms in ordered]
    rows.append(["a turn, mean", f"{stages['mean']:.2f}", ""])
    rows.append(["a turn, median", f"{stages['median']:.2f}", ""])
    rows.append(["the first turn after a start", f"{stages['first']:.0f}", ""])
    return table(["stage of our turn", "ms", "share"], rows)


def report(
    measured: Sequence[Measured], stages: Mapping[str, Any], cores: int, note: str
) -> str:
    """The whole page."""
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    machine = f"{platform.system()} {platform.machine()}, Python "
    machine += f"{platform.python_version()}, load average {busy:.1f} at the end.\n"
    return "\n".join(
        [
            HEAD.format(cores=cores),
            machine,
            f"Note: {note}\n" if note else "",
            *fenced(headlines(measured)),
            goals(measured),
            "## Load\n",
            loads(measured),
            "## Right answers\n",
            VALUES,
            right(measured),
            "## Weight\n",
            weights(measured),
            "## Where our time goes\n",
            "One conversation at a time, in process; each stage's own time.\n",
            stage_table(stages),
        ]
    )
