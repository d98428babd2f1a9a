"""Our training data in the shape that stock Rasa learns from.

A finding becomes an entity: its kind the label, its id the value, its status the role.
Rasa can mark a word once only, so of findings that share words the most that fit are
kept. The project's examples of intents carry no marks; those that tell of findings get
them from our own extractor, since DIET would else learn that there is nothing in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.nlu.scorer import KINDS, Found, annotated, extracted, kind_of, load

ROOT = Path(__file__).parents[2]
DEV = ROOT / "tests" / "nlu" / "dev.jsonl"
INTENTS = ROOT / "data" / "nlu"

Label = Callable[[str], str]


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
        entities = [entity(text, each) for each in kept]
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


def entity(text: str, found: Found) -> dict[str, Any]:
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
    from bot.nlu import load_extractor

    extract = load_extractor()
    data = StockData()
    seen = set()
    for record in load(DEV):
        seen.add(record["text"])
        data.add(record["text"], record["intent"], annotated(record))
    for intent, text in intent_examples():
        if text not in seen:
            data.add(text, intent, extracted(extract(text)))
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


def kinds() -> list[str]:
    """The labels that occur."""
    return sorted({*KINDS.values(), "history"})
