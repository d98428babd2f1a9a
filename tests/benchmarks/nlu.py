"""How well the bot understands runners' words; `make bench-nlu`.

Scores the finding extractor, and the whole pipeline when a model is trained, on both
parts of the corpus in `tests/nlu`. The dev part shows its errors; of the sealed part
nobody sees more than the sums. Writes `benchmarks/nlu.md` and `benchmarks/nlu.png`.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.benchmarks.nlu_report import plot, report
from tests.nlu.scorer import HERE, Score, add, load

ROOT = Path(__file__).parents[2]
OUT = ROOT / "benchmarks"
PARTS = ("dev", "sealed")

Entities = Iterable[Mapping[str, Any]]


@dataclass
class Run:
    """What one way of understanding made of one part of the corpus."""

    name: str
    part: str
    score: Score = field(default_factory=Score)
    milliseconds: list[float] = field(default_factory=list)
    intents: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def median(self) -> float:
        """Milliseconds a message, the middle one."""
        return statistics.median(self.milliseconds)

    @property
    def intent_accuracy(self) -> float | None:
        """Share of messages with the right intent; None when none was given."""
        total = sum(self.intents.values())
        right = sum(n for (gold, given), n in self.intents.items() if gold == given)
        return right / total if total else None


def run_extractor(extract: Callable[[str], Entities], part: str) -> Run:
    """The finding extractor alone."""
    run = Run("extractor", part)
    for record in load(HERE / f"{part}.jsonl"):
        start = time.perf_counter()
        entities = list(extract(record["text"]))
        run.milliseconds.append((time.perf_counter() - start) * 1000)
        add(run.score, record, entities)
    return run


async def run_pipeline(agent: Any, part: str) -> Run:
    """The trained model: entities and intents as the bot gets them."""
    run = Run("pipeline", part)
    for record in load(HERE / f"{part}.jsonl"):
        start = time.perf_counter()
        parsed = await agent.parse_message(record["text"])
        run.milliseconds.append((time.perf_counter() - start) * 1000)
        add(run.score, record, parsed.get("entities") or ())
        given = str((parsed.get("intent") or {}).get("name"))
        run.intents[record["intent"], given] += 1
    return run


def model_note() -> str:
    """What to know of the model before believing the figures, if anything."""
    from bot.cli import project

    if not project.MODEL.is_file():
        return "no trained model: only the extractor is scored; `make train` makes one"
    if not project.model_is_current():
        return "the model was older than its data; `make train` for current figures"
    return ""


async def pipeline_runs(parts: Sequence[str]) -> list[Run]:
    """None when nothing is trained."""
    from bot.cli import project
    from bot.cli.quiet import quiet
    from bot.dialogue.agent import load_agent

    if not project.MODEL.is_file():
        return []
    quiet()
    agent = await load_agent(project.MODEL)
    return [await run_pipeline(agent, part) for part in parts]


def extractor_runs(parts: Sequence[str]) -> list[Run]:
    """One warm-up message first: building the matcher is not reading a message."""
    from bot.nlu import load_extractor

    extract = load_extractor()
    list(extract("my back hurts"))
    return [run_extractor(extract, part) for part in parts]


def main(arguments: Sequence[str] | None = None) -> None:
    """Scores, prints and writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="the dev part only")
    parser.add_argument(
        "--extractor", action="store_true", help="without the trained model"
    )
    parser.add_argument(
        "--errors", type=int, default=25, metavar="N", help="rows of the error lists"
    )
    parser.add_argument(
        "--print", action="store_true", help="print only, write no files"
    )
    chosen = parser.parse_args(arguments)
    parts = PARTS[:1] if chosen.dev else PARTS
    runs, note = extractor_runs(parts), ""
    if not chosen.extractor:
        runs += asyncio.run(pipeline_runs(parts))
        note = model_note()
    text = report(runs, chosen.errors, note)
    print(text)
    if not chosen.print and not chosen.dev:
        OUT.mkdir(exist_ok=True)
        (OUT / "nlu.md").write_text(text, "utf-8")
        plot(runs, OUT / "nlu.png")


if __name__ == "__main__":
    main(sys.argv[1:])
