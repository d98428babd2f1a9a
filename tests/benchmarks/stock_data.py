"""Our training data in the shape that stock Rasa learns from.

A finding becomes an entity: its kind the label, its id the value, its status the role.
Rasa can mark a word once only, so of findings that share words the shorter keeps them
and the longer is cut: in "left lower back" the side is "left" and the place the rest.

The project's examples of intents carry no marks, so those of the intents that tell of
findings stay out: DIET would learn from them that there is nothing in them. The
annotated messages hold hundreds of the same intents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.nlu.scorer import Found, annotated, kind_of, load

ROOT = Path(__file__).parents[2]
DEV = ROOT / "data" / "nlu" / "annotated" / "dev.jsonl"
INTENTS = ROOT / "data" / "nlu"
TELLING = ("inform", "emergency")
WORD = re.compile(r"[^\W_]+(?:['\u2019/.-][^\W_]+)*")


@dataclass
class StockData:
    """Examples in Rasa's JSON format, and the findings that had no room in them."""

    examples: list[dict[str, Any]] = field(default_factory=list)
    findings: int = 0
    dropped: int = 0

    def add(self, text: str, intent: str, found: Sequence[Found]) -> None:
        """One more example."""
        kept = fitting(text, found)
        self.findings += len(found)
        self.dropped += len(found) - len(kept)
        entities = [entity(each) for each in kept]
        self.examples.append({"text": text, "intent": intent, "entities": entities})

    def as_json(self) -> dict[str, Any]:
        """What `rasa train` reads."""
        return {"rasa_nlu_data": {"common_examples": self.examples}}


def fitting(text: str, found: Iterable[Found]) -> list[Found]:
    """Findings that share no word, in order; what has no word left is dropped."""
    kept: list[Found] = []
    shortest = sorted(found, key=lambda f: (f.end - f.start, f.start, f.finding))
    for each in shortest:
        start, end = longest_rest(text, each, kept)
        if start < end:
            kept.append(replace(each, start=start, end=end))
    return sorted(kept, key=lambda each: each.start)


def longest_rest(text: str, found: Found, taken: Iterable[Found]) -> tuple[int, int]:
    """The longest run of whole words of a finding that nothing else has taken."""
    free = [
        word.span()
        for word in WORD.finditer(text, found.start, found.end)
        if not any(word.start() < t.end and t.start < word.end() for t in taken)
    ]
    runs: list[tuple[int, int]] = []
    for start, end in free:
        if runs and not WORD.search(text, runs[-1][1], start):
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return max(runs, key=lambda run: run[1] - run[0], default=(0, 0))


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
