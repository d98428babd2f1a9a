"""Trains the judge from annotated messages (data/nlu/annotated; see tests/nlu)."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.nlu import judge, linear
from bot.nlu.judge import NONE, Judge, features_of
from bot.nlu.linear import fit
from bot.nlu.mention import Found
from bot.nlu.pipeline import Extractor

Record = Mapping[str, Any]

OFTEN = 5  # marked mentions, or the judge leaves a finding to the rules
STRENGTH = 1.0
"""scikit-learn's C, chosen by what it did for messages that were not trained on."""
STRANGE = 1.0
"""Added to the score of "no mention": the phrases were written with these messages at
hand, so on strange ones they are wrong about twice as often as training shows."""


def read_annotated(folder: Path) -> list[dict[str, Any]]:
    """The annotated messages of every file in `folder`, in order of file and line."""
    return [
        json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
        if line.strip()
    ]


def fingerprint_annotated(folder: Path) -> str:
    """Changes with any annotated message, and with how they are learnt from.

    Rasa then trains again: it would not notice changed code by itself.
    """
    digest = hashlib.sha256()
    for module in (judge, linear):
        digest.update(Path(str(module.__file__)).read_bytes())
    digest.update(Path(__file__).read_bytes())
    for path in sorted(folder.glob("*.jsonl")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def train_judge(extractor: Extractor, records: Sequence[Record]) -> Judge:
    """A judge of what the rules of `extractor` make of the records.

    The rules alone are asked, whatever judge the extractor has.
    """
    rules = extractor.rules_alone()
    knows = _shown(records) - extractor.watched
    pairs = [pair for record in records for pair in _examples(rules, record, knows)]
    examples, labels = [p[0] for p in pairs], [p[1] for p in pairs]
    return Judge(fit(examples, labels, STRENGTH).leaning(NONE, STRANGE), knows)


def _shown(records: Sequence[Record]) -> frozenset[str]:
    """The findings that the annotators marked often enough to learn from."""
    marked = Counter(f["finding"] for record in records for f in record["findings"])
    return frozenset(f for f, times in marked.items() if times >= OFTEN)


def _examples(
    rules: Extractor, record: Record, knows: frozenset[str]
) -> Iterator[tuple[dict[str, float], str]]:
    words = rules.words(record["text"])
    found = rules.findings(words) if words.words else []
    for each in found:
        label = _status(each, record)
        if label and each.finding in knows:
            yield features_of(words, each, found), label


def _status(found: Found, record: Record) -> str:
    """The annotated status; "none", or "" where the annotation leaves it open."""
    said = [f["status"] for f in record["findings"] if f["finding"] == found.finding]
    if found.status.value in said:
        return found.status.value
    if said:
        return str(said[0]) if len(said) == 1 else ""
    return "" if found.finding in record.get("optional", ()) else NONE
