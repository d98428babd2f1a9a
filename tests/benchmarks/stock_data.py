"""Our training data in the shape that stock Rasa learns from.

A finding becomes an entity: its kind the label, its id the value, its status the role.
Rasa can mark a word once only, so of findings that share words the most that fit are
kept. The project's examples of intents carry no marks, so those of the intents that
tell of findings stay out: DIET would learn from them that there is nothing in them. The
annotated messages hold hundreds of the same intents.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.nlu.scorer import Found, annotated, kind_of, load

ROOT = Path(__file__).parents[2]
DEV = ROOT / "tests" / "nlu" / "dev.jsonl"
INTENTS = ROOT / "data" / "nlu"
TELLING = ("inform", "emergency")


@dataclass
class StockData:
    """Examples in Rasa's JSON format, and the findings that had no room in them."""

    examples: list[dict[str, Any]] = field(default_factory=list)
    findings: int = 0
    dropped: int = 0

    def add(self, text: str, intent: str, found: Sequence[Found]) -> None:
        """One more example."""
        kept = fitting(found)
        self.findings += len(found)
        self.dropped += len(found) - len(kept)
        entities = [entity(each) for each in kept]
        self.examples.append({"text": text, "intent": intent, "entities": entities})

    def as_json(self) -> dict[str, Any]:
        """What `rasa train` reads."""
        return {"rasa_nlu_data": {"common_examples": self.examples}}


def fitting(found: Iterable[Found]) -> list[Found]:
    """As many as fit without sharing a word: always the one that ends next."""
    kept: list[Found] = []
    for each in sorted(found, key=lambda each: (each.end, -each.start, each.finding)):
        if each.end > each.start and (not kept or each.start >= kept[-1].end):
            kept.append(each)
    return kept


def entity(found: Found) -> dict[str, Any]:
    """A finding as Rasa marks it."""
    return {
        "start": found.start,
        "end": found.end,
        "entity": kind_of(found.finding),
        "value": found.finding,
        "role": found.status,
    }


def stock_data() -> StockData:
    """The development messages, then the examples of intents."""
    data = StockData()
    for record in load(DEV):
        data.add(record["text"], record["intent"], annotated(record))
    seen = {example["text"] for example in data.examples}
    for intent, text in intent_examples():
        if intent not in TELLING and text not in seen:
            data.add(text, intent, ())
    return data


def intent_examples() -> list[tuple[str, str]]:
    """Each example of data/nlu with its intent, in the order of the files."""
    yaml = YAML(typ="safe", pure=True)
    pairs = []
    for path in sorted(INTENTS.glob("*.yml")):
        for block in yaml.load(path.read_text("utf-8"))["nlu"]:
            lines = block["examples"].splitlines()
            texts = [line.strip()[2:].strip() for line in lines if line.strip()]
            pairs += [(block["intent"], text) for text in texts]
    return pairs
