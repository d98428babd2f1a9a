"""How well the bot understands runners' words; `make bench-nlu`.

Scores the rules alone, the whole pipeline when a model is trained, stock DIET trained
on the dev part, and our findings with the status that medspaCy's ConText gives them, on
both parts of the corpus in `tests/nlu`. The dev part shows our errors; of the sealed
part nobody sees more than the sums. Writes `benchmarks/nlu.md` and `nlu.png`.
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

from tests.benchmarks.nlu_others import (
    OtherError,
    Reading,
    read_by_context,
    read_by_diet,
)
from tests.benchmarks.nlu_plot import plot
from tests.benchmarks.nlu_report import DIET, PIPELINE, RULES, report
from tests.nlu.scorer import (
    HERE,
    KINDS,
    Count,
    Score,
    add,
    annotated,
    kind_of,
    load,
    tally,
)

ROOT = Path(__file__).parents[2]
OUT = ROOT / "benchmarks"
PARTS = ("dev", "sealed")
CONTEXT = "ours with ConText's status"

Entities = Iterable[Mapping[str, Any]]


@dataclass
class Run:
    """What one way of understanding made of one part of the corpus."""

    name: str
    part: str
    score: Score = field(default_factory=Score)
    milliseconds: list[float] = field(default_factory=list)
    intents: Counter[tuple[str, str]] = field(default_factory=Counter)
    entities: list[list[Mapping[str, Any]]] = field(default_factory=list)
    kind: Count = field(default_factory=Count)

    def add(self, record: Mapping[str, Any], reading: Reading) -> None:
        """One more message."""
        self.milliseconds.append(reading.milliseconds)
        self.entities.append(list(reading.entities))
        add(self.score, record, reading.entities)
        tally(self.kind, *kinds_of(record, reading.entities))
        if reading.intent is not None:
            self.intents[record["intent"], reading.intent] += 1

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


def kinds_of(record: Mapping[str, Any], given: Entities) -> tuple[set[str], set[str]]:
    """Kinds annotated and kinds given, whatever the finding.

    Stock Rasa names a finding only by words that it was taught, but labels its kind.
    """
    wanted = {kind_of(found.finding) for found in annotated(record)}
    optional = {kind_of(finding) for finding in record.get("optional", ())} - wanted
    labels = {str(entity["entity"]) for entity in given}
    return wanted, (labels & {*KINDS.values(), "history"}) - optional


def scored(name: str, part: str, readings: Iterable[Reading]) -> Run:
    """Readings of a part's messages, in order, against its annotations."""
    run = Run(name, part)
    for record, reading in zip(records(part), readings, strict=True):
        run.add(record, reading)
    return run


def records(part: str) -> list[dict[str, Any]]:
    """A part of the corpus."""
    return load(HERE / f"{part}.jsonl")


def texts(part: str) -> list[str]:
    """Its messages."""
    return [record["text"] for record in records(part)]


def read_by_rules(extract: Callable[[str], Entities], text: str) -> Reading:
    """The finding extractor alone."""
    start = time.perf_counter()
    entities = [dict(entity) for entity in extract(text)]
    return Reading(entities, None, (time.perf_counter() - start) * 1000)


async def read_by_pipeline(agent: Any, text: str) -> Reading:
    """The trained model: entities and intents as the bot gets them."""
    start = time.perf_counter()
    parsed = await agent.parse_message(text)
    milliseconds = (time.perf_counter() - start) * 1000
    intent = str((parsed.get("intent") or {}).get("name"))
    return Reading(list(parsed.get("entities") or ()), intent, milliseconds)


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
    runs = []
    for part in parts:
        readings = [await read_by_pipeline(agent, text) for text in texts(part)]
        runs.append(scored(PIPELINE, part, readings))
    return runs


def other_runs(ours: Sequence[Run]) -> tuple[list[Run], list[str]]:
    """The others on the same parts, and what keeps those away that are missing."""
    runs, missing = [], []
    for name, read in ((DIET, diet_readings), (CONTEXT, context_readings)):
        try:
            runs += [scored(name, run.part, read(run)) for run in ours]
        except OtherError as error:
            missing.append(str(error))
    return runs, missing


def diet_readings(ours: Run) -> list[Reading]:
    """Stock DIET on a part."""
    return read_by_diet(texts(ours.part))


def context_readings(ours: Run) -> list[Reading]:
    """ConText on what we found in a part."""
    return read_by_context(texts(ours.part), ours.entities)


def rules_runs(parts: Sequence[str]) -> list[Run]:
    """One warm-up message first: building the matcher is not reading a message."""
    from bot.nlu import load_extractor

    extract = load_extractor()
    list(extract("my back hurts"))
    return [
        scored(RULES, part, [read_by_rules(extract, text) for text in texts(part)])
        for part in parts
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Scores, prints and writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="the dev part only")
    parser.add_argument(
        "--extractor", action="store_true", help="without the trained model"
    )
    parser.add_argument("--ours", action="store_true", help="without the others")
    parser.add_argument(
        "--errors", type=int, default=25, metavar="N", help="rows of the error lists"
    )
    parser.add_argument(
        "--print", action="store_true", help="print only, write no files"
    )
    chosen = parser.parse_args(arguments)
    parts = PARTS[:1] if chosen.dev else PARTS
    runs, notes = rules_runs(parts), []
    if not chosen.extractor:
        runs += asyncio.run(pipeline_runs(parts))
        notes.append(model_note())
    if not chosen.extractor and not chosen.ours:
        others, missing = other_runs(runs[-len(parts) :])
        runs += others
        notes += missing
    note = "; ".join(filter(None, notes))
    text = report(runs, chosen.errors, note)
    print(text)
    if not chosen.print and not chosen.dev:
        OUT.mkdir(exist_ok=True)
        (OUT / "nlu.md").write_text(text, "utf-8")
        plot(runs, OUT / "nlu.png")


if __name__ == "__main__":
    main(sys.argv[1:])
