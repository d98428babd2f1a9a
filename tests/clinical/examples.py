"""What the second opinion learns from: open corpora, plain and ordinary messages.

An ordinary message never comes alone in life: `composed` puts several together, so
that no single word of theirs ("since Monday") comes to tell.
"""

from __future__ import annotations

import hashlib
import random
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from ruamel.yaml import YAML

from bot.knowledge.loader import load as load_knowledge
from bot.safety.detector import Detector
from bot.safety.reading import load
from tests.clinical.files import rows

ROOT = Path(__file__).resolve().parents[2]
PLAIN = ROOT / "tests" / "clinical" / "plain.yml"
SENTENCES = ROOT / "tests" / "phrases"
CORPORA = ROOT / "tests" / "clinical" / "red_flags"
# Alone, and with what it is told with most plainly.
BESIDE = ("{}", "lower back pain. {}", "my left buttock hurts, {}")
ORDINARY = "ordinary_"
# For measuring: nothing learns from them.
UNLEARNT = ("sealed_", "second_")
BATCH = re.compile(r"(batch|ordinary)_[0-9]+")
NOT_ORDINARY = {"emergency", "urgent"}
FOLDS = 3
# Runners as others write them, and the rules' own examples, count for more; what is put
# together for less.
BATCH_WEIGHT, COMPOSED_WEIGHT, EMBEDDED_WEIGHT = 4.0, 0.1, 0.5
COMPOSED = 3000  # messages put together of ordinary ones
SHORT = 30  # words of a message that another may stand beside


@dataclass(frozen=True)
class Example:
    """A message; `flag` is "" where none is meant; `sure`: it must or must not fire."""

    text: str
    flag: str = ""
    positive: bool = False
    sure: bool = False
    ordinary: bool = False  # not even meant to look like one
    batch: str = ""
    id: str = ""
    answer: bool = False
    plain: bool = False
    weight: float = 1.0


def corpora() -> list[Path]:
    """The corpora that are learnt from, in order."""
    paths = sorted(CORPORA.glob("*.jsonl"))
    return [path for path in paths if not path.name.startswith(UNLEARNT)]


def marked() -> Iterator[Example]:
    for path in corpora():
        batch = path.stem if BATCH.fullmatch(path.stem) else ""
        for row in rows(path):
            text = " ".join([*(row.get("previous") or []), row["text"]])
            sure, flag = row["expect"] != "ask_ok", row["flag"] or ""
            if flag or sure:
                yield Example(
                    text,
                    flag,
                    bool(flag),
                    sure,
                    batch=batch,
                    id=row["id"],
                    answer=bool(row["asked"]),
                    ordinary=path.stem.startswith(ORDINARY) and not row["asked"],
                    weight=BATCH_WEIGHT if batch else 1.0,
                )


def ordinary(flags: set[str]) -> Iterator[Example]:
    """Messages about nothing dangerous, short answers, and the rules' own examples."""
    for path in sorted((ROOT / "data" / "nlu" / "annotated").glob("*.jsonl")):
        for row in rows(path):
            shown = {f["finding"] for f in row["findings"] if f["status"] != "absent"}
            if not shown & flags and row["intent"] != "emergency":
                yield Example(row["text"], ordinary=True)
    for name in ("dev", "second"):
        for row in rows(ROOT / "tests" / "clinical" / "vignettes" / f"{name}.jsonl"):
            if row["expect"]["triage"] not in NOT_ORDINARY:
                yield Example(row["opening"], ordinary=True)
                answers = (t for t in row["facts"].values() if isinstance(t, str))
                yield from (Example(text) for text in answers)
    yield from intents()
    alone = (*plain(), *findings_alone(flags), *options())
    yield from (Example(text, plain=True) for text in alone)
    yield from rules_own()


def rules_own() -> Iterator[Example]:
    """The examples that stand in the files of the rules."""
    for rule in load().rules:
        for text in rule.examples.get("none", ()):
            yield Example(text, weight=BATCH_WEIGHT)
        for text in rule.examples.get("fire", ()):
            yield Example(text, rule.id, True, sure=True, weight=BATCH_WEIGHT)


def plain() -> Iterator[str]:
    """The plainest ways to say that something is wrong, in every place and time."""
    for group in YAML(typ="safe").load(PLAIN)["groups"]:
        whens = group.get("whens", [""])
        for form, place, when in product(group["forms"], group["places"], whens):
            yield f"{form.format(place)} {when}".strip()


def findings_alone(flags: set[str]) -> Iterator[str]:
    """What tells of one finding that is no red flag: how it began, what moves it."""
    for path in sorted(SENTENCES.glob("*.yml")):
        content = YAML(typ="safe").load(path)
        for row in content.get("sentences", ()):
            shown = row.get("expect") or {}
            if shown and not set(shown) & flags and not row.get("asked"):
                yield from (form.format(row["text"]) for form in BESIDE)


def options() -> Iterator[str]:
    """What the bot itself offers as answers to ordinary questions."""
    for finding in load_knowledge().findings.values():
        if finding.question is not None and finding.question.safety is None:
            yield from (option.label for option in finding.question.options)


def intents() -> Iterator[Example]:
    """What Rasa's own part is trained on, emergencies apart."""
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for intent in YAML(typ="safe").load(path)["nlu"]:
            texts = intent["examples"].splitlines()
            if intent["intent"] != "emergency":
                yield from (Example(t[2:]) for t in texts)


def examples(detector: Detector) -> list[Example]:
    """Everything that may be learnt from, each text once."""
    flags = {rule.id for rule in detector.rules.rules}
    found: dict[str, Example] = {}
    for example in (*marked(), *ordinary(flags)):
        found.setdefault(example.text, example)
    alone = list(found.values())
    short = [each for each in alone if _is_short(each)]
    return [*alone, *composed(short), *embedded(short)]


def _is_short(example: Example) -> bool:
    return not example.answer and len(example.text.split()) <= SHORT


def composed(alone: Sequence[Example]) -> Iterator[Example]:
    """Two or three ordinary messages in one.

    All of one fold and none of a batch, so that what is left out to be measured is not
    seen in another's company.
    """
    choice = random.Random(0)
    calm: dict[int, list[str]] = {}
    for each in alone:
        if (each.ordinary and not each.batch) or each.plain:
            calm.setdefault(fold_of(each.text), []).append(each.text)
    for number in range(COMPOSED):
        parts = choice.sample(calm[number % FOLDS], choice.choice((2, 2, 3)))
        text = choice.choice((". ", ", ", " ")).join(parts)
        yield Example(text, weight=COMPOSED_WEIGHT)


def embedded(alone: Sequence[Example]) -> Iterator[Example]:
    """What is plain, either way, with what may stand before and after anything."""
    content = YAML(typ="safe").load(PLAIN)
    choice = random.Random(0)
    for each in alone:
        if each.plain or (each.positive and each.sure and not each.batch):
            head, tail = (
                choice.choice(content["heads"]),
                choice.choice(content["tails"]),
            )
            for text in (f"{head} {each.text}", f"{each.text} {tail}"):
                yield replace(each, text=text, weight=each.weight * EMBEDDED_WEIGHT)


def fold_of(text: str) -> int:
    return zlib.crc32(text.encode()) % FOLDS


def fingerprint() -> str:
    """Of the marked corpora: the stored model must have been trained on these."""
    digest = hashlib.sha256()
    for path in (*corpora(), PLAIN):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
