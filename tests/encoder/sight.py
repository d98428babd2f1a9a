"""Writes down what each voice says of messages that none has learnt from.

    python -m tests.encoder.sight alarms batch_28.jsonl ...
    python -m tests.encoder.sight findings nlu_19.jsonl ...
    python -m tests.encoder.sight intents nlu_19.jsonl ...
    python -m tests.encoder.sight in_answers batch_answers_7.jsonl ...
    python -m tests.encoder.sight drowned batch_28.jsonl ordinary_8.jsonl ...

Run it on a new batch before anyone reads it or trains on it; `mixture.py` learns from
these files how far to believe the rules, the linear models and the encoder.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from bot.cli.project import MODEL
from bot.cli.quiet import quiet
from bot.dialogue.agent import load_agent
from bot.knowledge.reading import default_folder
from bot.nlu import load_extractor
from bot.nlu.component import IntentResolver
from bot.nlu.intents import Intent
from bot.nlu.second_guess import ALARM, SecondGuess
from bot.nlu.tagger import UNSEEN
from bot.safety.detector import Detector
from bot.safety.seconding import FEW
from tests.clinical.files import rows

HERE = Path(__file__).parent
ALARMS = HERE / "first_sight_alarms.jsonl"
FINDINGS = HERE / "first_sight_findings.jsonl"
MEANT = HERE / "first_sight_intents.jsonl"
ALARMS_IN_ANSWERS = HERE / "first_sight_alarms_in_answers.jsonl"
ANSWERS = HERE / "first_sight_answers.jsonl"
UNSURE = "ask_ok"
ORDINARY = "ord"  # how the batches of everyday messages are named
DROWNED = "+"  # at the end of the id of a message amid another
TALK = 15  # words of what drowns it, or more
RARE = 0.002  # how likely the classifier must think an intent to be written down


def alarms(path: Path) -> Iterator[dict[str, Any]]:
    """Of each message: whether it must fire, and what the three voices say."""
    detector = Detector.load()
    for row in _messages(path):
        yield {"id": row["id"], "batch": path.stem, **_voices(detector, row)}


def drowned(*paths: Path) -> Iterator[dict[str, Any]]:
    """The same of each message amid another, harmless one of the same files."""
    detector, choice = Detector.load(), random.Random(0)
    told = [(path, row) for path in paths for row in _messages(path)]
    talk = [
        row["text"]
        for path, row in told
        if path.stem.startswith(ORDINARY) and len(row["text"].split()) >= TALK
    ]
    for path, row in told:
        text, other = row["text"].rstrip(), choice.choice(talk)
        text += "" if text.endswith((".", "!", "?")) else "."
        text = choice.choice((f"{other} {text}", f"{text} {other}"))
        voices = _voices(detector, {**row, "text": text})
        yield {"id": row["id"] + DROWNED, "batch": path.stem, **voices}


def _messages(path: Path) -> Iterator[Mapping[str, Any]]:
    """Those that answer nothing, and of which it is clear whether they must fire."""
    for row in rows(path):
        if row.get("expect") != UNSURE and not row.get("asked"):
            yield row


@cache
def encoder_now() -> str:
    """A name of the encoder whose voice is written down now."""
    weights = (default_folder() / "encoder" / "encoder.onnx").read_bytes()
    return hashlib.blake2b(weights, digest_size=4).hexdigest()


def _voices(detector: Detector, row: Mapping[str, Any]) -> dict[str, Any]:
    """Whether the message must fire, and what the three voices say."""
    text = row["text"]
    rules, lowered = detector.rules_say(text, row.get("asked") or "")
    return {
        "fire": row.get("expect") == "fire",
        "linear": round(detector.opinion(text).score, 3),
        "encoder": round(detector.encoder.read(text).alarm, 3),
        "aside": round(detector.aside(text), 3),
        "rules": rules,
        "lowered": lowered,
        "by": encoder_now(),
    }


def in_answers(path: Path) -> Iterator[dict[str, Any]]:
    """Of each answer to a question about red flags: the same, and what it says."""
    detector = Detector.load()
    interviewing = detector.interviewing
    for row in rows(path):
        few = len(row["text"].split()) <= FEW
        if (
            few
            or row["expect"] == UNSURE
            or not interviewing.questions.screens(row["asked"])
        ):
            continue
        said = round(interviewing.says(row["text"], row["asked"]), 3)
        voices = {**_voices(detector, row), "said": said}
        yield {"id": row["id"], "batch": path.stem, **voices}


def findings(path: Path) -> Iterator[dict[str, Any]]:
    """Of each finding that any voice sees: whether it is there, and who sees it."""
    extractor = load_extractor(trained=True)
    assert extractor.tagger is not None
    assert extractor.judge is not None
    alone = extractor.rules_alone()
    for row in rows(path):
        words = alone.words(row["text"])
        said = alone.findings(words) if words.words else []
        kept = {found.finding for found in extractor.judge(words, said)}
        sights = extractor.tagger.sights(extractor.tagger.encoder.read(row["text"]))
        there = {found["finding"] for found in row["findings"]}
        ruled = {found.finding for found in said}
        for finding in sorted(ruled | sights.keys()):
            if finding in there or finding not in (row.get("optional") or ()):
                sight = sights.get(finding)
                yield {
                    "id": row["id"],
                    "finding": finding,
                    "there": finding in there,
                    "encoder": round(sight.seen, 1) if sight else UNSEEN,
                    "rules": finding in ruled,
                    "judge": finding in kept,
                }


def intents(path: Path) -> Iterator[dict[str, Any]]:
    """Of each message: its intent, what was settled on, and what the voices say.

    Needs the trained model.
    """
    found = rows(path)
    seen = asyncio.run(_meant([row["text"] for row in found]))
    for row in found:
        if row["intent"] != ALARM and row["text"] in seen:
            yield {"id": row["id"], "intent": row["intent"], **seen[row["text"]]}


async def _meant(texts: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What the second guess is given, for each text that it is asked of."""
    agent = await load_agent(MODEL)
    nodes = agent.processor.graph_runner._instantiated_nodes.values()
    parts = (node._component for node in nodes)
    resolver = next(part for part in parts if isinstance(part, IntentResolver))
    second_guess = SecondGuess.load(default_folder())
    assert second_guess is not None
    seen: dict[str, dict[str, Any]] = {}

    def note(
        text: str, settled: Intent, guess: Intent, ranking: Sequence[Intent]
    ) -> Intent:
        heard = second_guess.heard(text)
        seen[text] = {
            "settled": _short(settled),
            "guess": _short(guess),
            "ranking": [_short(each) for each in ranking if _likely(each) > RARE],
            "encoder": {name: round(odds, 2) for name, odds in heard.items()},
        }
        return settled

    resolver._second_guess = note
    for text in texts:
        await agent.parse_message(text)
    return seen


def _short(intent: Intent) -> Intent:
    return {"name": intent["name"], "confidence": round(_likely(intent), 3)}


def _likely(intent: Intent) -> float:
    return float(intent["confidence"] or 0.0)


def added(target: Path, new: Iterator[Mapping[str, Any]]) -> None:
    """Appends to the file what it does not hold yet."""
    held = rows(target) if target.exists() else []
    known = {(row["id"], row.get("finding")) for row in held}
    with target.open("a", encoding="utf-8") as file:
        for row in new:
            if (row["id"], row.get("finding")) not in known:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")


def main(kind: str, *paths: str) -> None:
    quiet()  # or the log would repeat every message
    if kind == "drowned":
        added(ALARMS, drowned(*map(Path, paths)))
        return
    target, read = {
        "alarms": (ALARMS, alarms),
        "findings": (FINDINGS, findings),
        "intents": (MEANT, intents),
        "in_answers": (ALARMS_IN_ANSWERS, in_answers),
    }[kind]
    for path in map(Path, paths):
        added(target, read(path))


if __name__ == "__main__":
    main(*sys.argv[1:])
