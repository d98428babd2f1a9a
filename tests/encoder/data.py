"""What the encoder learns from: `python -m tests.encoder.data FILE [batch ...]`.

Writes one JSON file that `train.py` reads in an environment of its own. Batches named
on the command line (`batch_24`, `nlu_14`) are not learnt from.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.nlu import ANNOTATED
from bot.safety.detector import Detector
from tests.clinical.answers.train import ANSWERS, NO_ANSWERS, strangers
from tests.clinical.examples import COMPOSED_WEIGHT, Example, examples
from tests.clinical.files import rows

FREE = Path(__file__).parent / "free.jsonl"
STRANGE = 3  # of so many answers to no question one is learnt from
FEWEST = 4  # words; a shorter answer tells nothing without its question
# The share of each kind that is learnt from: what is plain, or put together by a
# program, is soon known, and would take most of the time.
SHARES = {"composed": 0.25, "plain": 0.12, "embedded": 0.2, "other": 0.4}

PUT_TOGETHER = ("composed", "embedded")


def alarms() -> Iterator[dict[str, Any]]:
    """Messages, and whether they must raise a red flag, and which."""
    detector = Detector.load()
    known = {rule.id for rule in detector.rules.rules}
    for each, chosen in _drawn(detector):
        if chosen:
            yield {
                "text": each.text,
                "flag": each.flag if each.positive and each.flag in known else "",
                "positive": each.positive,
                "sure": each.sure,
                "batch": each.batch,
                "weight": _weight(each),
            }


def spare() -> Iterator[dict[str, Any]]:
    """Harmless messages that were not drawn: that nothing in them alarms is learnt."""
    for each, chosen in _drawn(Detector.load()):
        if not (chosen or each.positive) and _kind(each) not in PUT_TOGETHER:
            yield {"text": each.text, "weight": _weight(each)}


def _drawn(detector: Detector) -> Iterator[tuple[Example, bool]]:
    """Each example, and whether it is among those that are learnt from."""
    choice = random.Random(0)
    for each in examples(detector):
        if each.answer and len(each.text.split()) <= FEWEST:
            continue
        yield each, choice.random() < SHARES.get(_kind(each), 1.0)


def _kind(example: Example) -> str:
    if example.batch:
        return "batch"
    if example.weight == COMPOSED_WEIGHT:
        return "composed"
    if example.positive:
        return "embedded" if example.weight < 1 else "positive"
    if example.plain:
        return "plain"
    return "ordinary" if example.ordinary or example.answer else "other"


def _weight(example: Example) -> float:
    """Runners as others write them count double; what is not sure, half."""
    weight = 2.0 if example.weight > 1 else max(example.weight, 0.5)
    return weight if example.sure or not example.positive else weight / 2


def messages() -> Iterator[dict[str, Any]]:
    """The annotated messages, with the file that each is from."""
    for path in sorted(Path(ANNOTATED).glob("*.jsonl")):
        for row in rows(path):
            yield {**row, "batch": path.stem.replace("batch_", "nlu_")}


def replies() -> Iterator[dict[str, Any]]:
    """Answers to the bot's questions, and what they say of the trouble asked for."""
    for row in rows(ANSWERS):
        yield {
            "text": row["text"],
            "question": row["question"],
            "says": row["says"],
            "batch": row["from"],
        }
    amounts = set(YAML(typ="safe").load(NO_ANSWERS)["amounts"])
    told = sorted({(each.text, each.question) for each in strangers()})
    for text, question in random.Random(0).sample(told, len(told) // STRANGE):
        says = "yes" if text in amounts else "nothing"
        yield {"text": text, "question": question, "says": says, "batch": ""}


def free() -> Iterator[dict[str, Any]]:
    """Texts that nobody annotated: the teacher says what it sees in them."""
    for row in rows(FREE):
        yield {"text": row["text"], "question": row.get("asked") or ""}


def main(target: str, *held_out: str) -> None:
    content = {
        "alarms": list(alarms()),
        "spare": list(spare()),
        "messages": list(messages()),
        "replies": list(replies()),
        "free": list(free()),
        "held_out": sorted(held_out),
    }
    Path(target).write_text(json.dumps(content, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
