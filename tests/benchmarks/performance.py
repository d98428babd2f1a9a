"""Speed and weight beside stock Rasa, in one run on the same cores; `make bench`.

Both bots are served, and talked to in turn: the same conversations at the same level of
load, first one, then the other. Writes `benchmarks/performance.md` and `.png`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.benchmarks import stock
from tests.benchmarks.performance_load import Job, Replies, Result
from tests.benchmarks.performance_plot import plot
from tests.benchmarks.performance_report import report
from tests.benchmarks.performance_scripts import scripts
from tests.benchmarks.performance_servers import (
    OURS,
    OURS_TWICE,
    STOCK,
    Memory,
    Server,
    ServerError,
    install_size,
    ours,
    stock_rasa,
)
from tests.benchmarks.stock_data import ROOT

OUT = ROOT / "benchmarks"
# Runners at once, and how many conversations they hold in all.
FULL = {1: 4, 10: 30, 50: 100, 200: 200}
QUICK = {1: 2, 10: 20, 50: 50}


@dataclass
class Measured:
    """All that was measured of one bot; a list has an entry a round."""

    name: str
    loads: dict[int, list[Result]] = field(default_factory=dict)
    cold_starts: list[float] = field(default_factory=list)
    idle: list[Memory] = field(default_factory=list)
    loaded: list[Memory] = field(default_factory=list)
    training: float | None = None
    installed: tuple[float, int] | None = None
    processes: int = 0

    def rate(self, level: int) -> float:
        """Answered messages a second over all rounds."""
        results = self.loads[level]
        answered = sum(len(each.milliseconds) - each.failed for each in results)
        return answered / sum(each.seconds for each in results)

    def times(self, level: int) -> list[float]:
        """Milliseconds of every message, sorted."""
        return sorted(ms for each in self.loads[level] for ms in each.milliseconds)

    def centile(self, level: int, share: float) -> float:
        """The time within which `share` of the answers came; nearest rank."""
        times = self.times(level)
        return times[min(len(times) - 1, int(share * len(times)))]

    def count(self, level: int, name: str) -> int:
        """One of the counts of `Result`, over all rounds."""
        return sum(getattr(each, name) for each in self.loads[level])

    @property
    def cold_start(self) -> float:
        """Seconds to the first answer: the best round, as noise only adds."""
        return min(self.cold_starts)


def apply_load(job: Job) -> Result:
    """The load generator as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.performance_load"],
        input=json.dumps(asdict(job)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return Result(**json.loads(done.stdout))


def measure_round(
    servers: Sequence[tuple[Server, Measured]], levels: Mapping[int, int]
) -> None:
    """Each level on each server in turn, after the answers when alone."""
    alone: dict[str, list[list[Replies]]] = {}
    for server, measured in servers:
        measured.processes = len(server.pids)
        measured.cold_starts.append(server.cold_start)
        measured.idle += filter(None, [server.memory()])
        job = Job(server.urls[:1], scripts(), conversations=len(scripts()))
        alone[server.name] = apply_load(job).answers
    for level, conversations in levels.items():
        for server, measured in servers:
            reference = alone[server.name]
            job = Job(server.urls, scripts(), level, conversations, reference)
            measured.loads.setdefault(level, []).append(apply_load(job))
            say(f"{server.name}, {level} at once: {measured.rate(level):.1f}/s")
    for server, measured in servers:
        measured.loaded += filter(None, [server.memory()])


def rounds(
    number: int, levels: Mapping[int, int], bot: stock.Stock | None
) -> list[Measured]:
    """All started anew for each round, the order changing."""
    names = (OURS, OURS_TWICE, STOCK)
    all_measured = {name: Measured(name) for name in names}
    for each in range(number):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            started = list(started_servers(stack, folder, bot, first=each % 2))
            measure_round([(s, all_measured[s.name]) for s in started], levels)
    return [each for each in all_measured.values() if each.loads]


def started_servers(
    stack: ExitStack, folder: Path, bot: stock.Stock | None, first: int
) -> Iterator[Server]:
    """One after the other, so that neither slows the other's start."""
    makers = [lambda: ours(folder, cores()), lambda: ours(folder, cores(), 2)]
    if bot:
        makers.append(lambda: stock_rasa(bot, folder, cores()))
    for make in makers[first:] + makers[:first]:
        try:
            server = stack.enter_context(make())
        except ServerError as error:
            say(str(error))
            continue
        say(f"{server.name} answers after {server.cold_start:.1f} s")
        yield server


def cores() -> list[int]:
    """Two of the cores we may use, the same for both; [] where one cannot choose."""
    if not hasattr(os, "sched_getaffinity"):
        return []
    return sorted(os.sched_getaffinity(0))[:2]


def our_training() -> float:
    """Seconds to train from nothing but the files."""
    command = [str(Path(sys.executable).with_name("backstride")), "train", "--force"]
    started = time.monotonic()
    # Rasa's cache would hand back what it trained before.
    variables = {**os.environ, "RASA_MAX_CACHE_SIZE": "0"}
    subprocess.run(command, check=True, cwd=ROOT, env=variables)
    return time.monotonic() - started


def profile() -> dict[str, Any]:
    """Our turn, stage by stage."""
    module = "tests.benchmarks.performance_profile"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", module],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return dict(json.loads(done.stdout))


def say(text: str) -> None:
    """Progress, apart from the result."""
    print(text, file=sys.stderr, flush=True)


def the_stock_bot(*, again: bool) -> tuple[stock.Stock | None, str]:
    """Stock Rasa, or why there is none."""
    say("Stock Rasa: environment and training (minutes, the first time) ...")
    try:
        return stock.trained(again=again), ""
    except stock.StockError as error:
        return None, f"No comparison with stock Rasa: {error}."


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures, prints and writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="one round, less load, nothing written"
    )
    parser.add_argument("--rounds", type=int, default=2, help="how often (2)")
    parser.add_argument("--alone", action="store_true", help="without stock Rasa")
    parser.add_argument(
        "--retrain", action="store_true", help="train stock Rasa even if it is trained"
    )
    chosen = parser.parse_args(arguments)
    bot, note = None, "Stock Rasa was left out."
    if not chosen.alone:
        bot, note = the_stock_bot(again=chosen.retrain)
    training = None if chosen.quick else our_training()
    levels = QUICK if chosen.quick else FULL
    measured = rounds(1 if chosen.quick else chosen.rounds, levels, bot)
    if not measured:
        raise SystemExit("neither bot came up; see what was printed")
    for each in measured:
        if each.name != STOCK:
            each.training = training
            each.installed = install_size(Path(sys.executable), "backstride")
        elif bot:
            each.training = bot.seconds
            each.installed = install_size(stock.PYTHON, "rasa")
    if bot and len(measured) < 3:
        note = "not all came up; see what was printed"
    stages = profile()
    text = report(measured, stages, len(cores()) or os.cpu_count() or 1, note)
    print(text)
    if not chosen.quick:
        OUT.mkdir(exist_ok=True)
        (OUT / "performance.md").write_text(text, "utf-8")
        plot(measured, stages, OUT / "performance.png")


if __name__ == "__main__":
    main(sys.argv[1:])
