"""How well reasoning alone does on vignettes given as findings, without any language.

Run `python -m tests.benchmarks.clinical_engine [FILE.jsonl ...]`: for each vignette it
holds the interview with a simulated runner who has the findings listed and no others,
and prints misses, then the totals. Language has benchmarks of its own.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.knowledge.loader import load
from bot.knowledge.model import Knowledge, Status
from bot.reasoning.answers import add_message
from bot.reasoning.assess import assess
from bot.reasoning.decide import decide
from bot.reasoning.evidence import with_asked
from bot.reasoning.model import Assessment, Evidence, Mention, Message, NextStep
from bot.reasoning.options import unsure_option

VIGNETTES = Path(__file__).with_suffix(".jsonl")


@dataclass(frozen=True)
class Result:
    """One interview held: its questions, the judgement, and the slowest decision."""

    vignette: dict[str, Any]
    asked: tuple[str, ...]
    assessment: Assessment
    slowest: float

    @property
    def top(self) -> tuple[str, ...]:
        return tuple(ranked.id for ranked in self.assessment.ranking[:3])

    @property
    def first_is_right(self) -> bool:
        return self.top[0] in self.vignette.get("first", self.top)

    @property
    def three_are_right(self) -> bool:
        return set(self.vignette.get("three", ())).issubset(self.top)

    @property
    def triage_is_right(self) -> bool:
        return self.assessment.triage.value == self.vignette["triage"]

    @property
    def is_too_mild(self) -> bool:
        ranks = ("emergency", "urgent", "see_professional", "self_care")
        said = ranks.index(self.assessment.triage.value)
        return said > ranks.index(self.vignette["triage"])


def read_vignettes(path: Path = VIGNETTES) -> list[dict[str, Any]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def mention(entry: str) -> Mention:
    """`radiation_leg@left` or `duration=P3W` as a mention."""
    name, _, value = entry.partition("=")
    name, _, side = name.partition("@")
    return Mention(name, Status.PRESENT, text=name, value=value or None, side=side)


def hold(knowledge: Knowledge, vignette: dict[str, Any]) -> Result:
    """The interview with a runner who has just what the vignette says."""
    facts = {
        m.finding: m for m in map(mention, vignette["facts"] + vignette["opening"])
    }
    opening = tuple(mention(entry) for entry in vignette["opening"])
    evidence = add_message(knowledge, Evidence(), Message("", opening))
    slowest = 0.0
    while True:
        start = time.perf_counter()
        decision = decide(knowledge, evidence)
        slowest = max(slowest, time.perf_counter() - start)
        if decision.step is not NextStep.ASK:
            break
        evidence = with_asked(evidence, decision.finding)
        reply = answer(knowledge, decision.finding, facts)
        evidence = add_message(knowledge, evidence, reply, decision.finding)
    return Result(vignette, evidence.asked, assess(knowledge, evidence), slowest)


def answer(knowledge: Knowledge, asked: str, facts: dict[str, Mention]) -> Message:
    """Names what the runner has of what is asked; else denies the whole of it."""
    question = knowledge.findings[asked].question
    assert question is not None
    covers = question.covers or (asked,)
    had = tuple(facts[name] for name in covers if name in facts)
    if had:
        return Message("", had)
    for place, option in enumerate(question.options):
        if option.sets and set(option.sets.values()) == {Status.ABSENT}:
            return Message("", option=place)
    unsure = unsure_option(question)
    return Message(unsure.label if unsure else "", polarity="unsure")


def report(results: Iterable[Result]) -> dict[str, float]:
    """The totals that are worth following."""
    results = list(results)
    asked = [len(result.asked) for result in results]
    with_first = [r for r in results if "first" in r.vignette]
    with_three = [r for r in results if "three" in r.vignette]
    return {
        "vignettes": len(results),
        "first": _share(r.first_is_right for r in with_first),
        "three": _share(r.three_are_right for r in with_three),
        "triage": _share(r.triage_is_right for r in results),
        "too_mild": sum(r.is_too_mild for r in results),
        "questions_median": statistics.median(asked),
        "questions_most": max(asked),
        "slowest_ms": round(max(r.slowest for r in results) * 1000, 1),
    }


def _share(right: Iterable[bool]) -> float:
    marks = list(right)
    return round(sum(marks) / len(marks), 3) if marks else 1.0


def _line(result: Result) -> str:
    top = ", ".join(
        f"{r.id} {r.probability:.2f}" for r in result.assessment.ranking[:4]
    )
    marks = "".join(
        letter if right else letter.upper()
        for letter, right in (
            ("f", result.first_is_right),
            ("t", result.three_are_right),
            ("l", result.triage_is_right),
        )
    )
    judged = result.assessment
    rules = [reason.rule for reason in judged.triage_reasons[:1]]
    parts = (result.vignette["id"], marks, judged.triage.value, *rules)
    return " | ".join((*parts, top, " ".join(result.asked)))


def main(paths: list[str]) -> None:
    knowledge = load()
    vignettes = [
        v for path in paths or [str(VIGNETTES)] for v in read_vignettes(Path(path))
    ]
    results = [hold(knowledge, vignette) for vignette in vignettes]
    for result in results:
        right = (result.first_is_right, result.three_are_right, result.triage_is_right)
        if not all(right):
            print(_line(result))
    print(json.dumps(report(results)))


if __name__ == "__main__":
    main(sys.argv[1:])
