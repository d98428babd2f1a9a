"""Trains the second opinion: `python -m tests.clinical.second_opinion`.

It learns from the open corpora only: messages that must raise a flag against near
misses and ordinary messages. How sure it must be is set by messages that it has not
learnt from: each batch by another author is left out in turn, and `first_sight.json`
says what the rules made of it when they had not learnt from it either.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ruamel.yaml import YAML
from scipy.sparse import spmatrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold
from sklearn.preprocessing import normalize

from bot.safety.detector import Detector
from bot.safety.features import chunks, is_single
from bot.safety.reading import load
from bot.safety.second_opinion import FILE
from tests.clinical.files import rows, written

ROOT = Path(__file__).resolve().parents[2]
KNOWLEDGE = ROOT / "data" / "knowledge"
PLAIN = ROOT / "tests" / "clinical" / "plain.yml"
SENTENCES = ROOT / "tests" / "phrases"
# Alone, and with what it is told with most plainly.
BESIDE = ("{}", "lower back pain. {}", "my left buttock hurts, {}")
CORPORA = ROOT / "tests" / "clinical" / "red_flags"
FIRST_SIGHT = CORPORA / "first_sight.json"
# Of the near misses of a new batch so many may raise an alarm, or at least a question.
FIRED, ASKED = 0.05, 0.15
ALONE = 0.015  # where the rules say nothing, it takes more
# The same of answers to a question about a red flag, which are mostly harmless.
ANSWER_FIRED, ANSWER_ASKED = 0.01, 0.04
ORDINARY_ASKED = 0.02  # of ordinary messages about which the rules say nothing
RARE = 3  # messages that must hold a feature
LEAST = 40.0  # the length of messages with few known features
FOLDS = 3
STRENGTH = 10.0  # inverse of the regularisation
FLAG_STRENGTH = 4.0
SLIGHT = 2.0  # what tells less than this is left out
BATCH = re.compile(r"batch_[0-9]+")
# The word lists of the rules learnt from these: they cannot say what is new.
LEARNT_BY_RULES = {"batch_1", "batch_2", "batch_3", "batch_4"}
BATCH_WEIGHT = 4.0  # runners as others write them count for more than our own
TELLING = 250  # words kept for each flag
NOT_ORDINARY = {"emergency", "urgent"}
NEW = "\n"


@dataclass(frozen=True)
class Example:
    """A message; `flag` is "" where none is meant; `sure`: it must or must not fire."""

    text: str
    flag: str = ""
    positive: bool = False
    sure: bool = False
    ordinary: bool = False
    batch: str = ""
    id: str = ""
    answer: bool = False


def corpora() -> list[Path]:
    """The open corpora, in order."""
    paths = sorted(CORPORA.glob("*.jsonl"))
    return [path for path in paths if not path.name.startswith("sealed_")]


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
                )


def ordinary(flags: set[str]) -> Iterator[Example]:
    """Messages about nothing dangerous, and short answers."""
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
    yield from (Example(text) for text in (*plain(), *findings_alone(flags)))
    for rule in load().rules:
        yield from (Example(text) for text in rule.examples.get("none", ()))


def plain() -> Iterator[str]:
    """The plainest ways to say that something hurts, in every place."""
    content = YAML(typ="safe").load(PLAIN)
    for form in content["forms"]:
        yield from (form.format(place) for place in content["places"])


def findings_alone(flags: set[str]) -> Iterator[str]:
    """What tells of one finding that is no red flag: how it began, what moves it."""
    for path in sorted(SENTENCES.glob("*.yml")):
        content = YAML(typ="safe").load(path)
        for row in content.get("sentences", ()):
            shown = row.get("expect") or {}
            if shown and not set(shown) & flags and not row.get("asked"):
                yield from (form.format(row["text"]) for form in BESIDE)


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
    return list(found.values())


class Trainer:
    """Features of the examples, as the detector will see them."""

    def __init__(self, detector: Detector) -> None:
        self.detector = detector
        self.examples: list[Example] = []
        self.documents: list[set[str]] = []
        for example in examples(detector):
            around = detector.surroundings(example.text)
            parts = list(chunks(around.page.words, (0, around.page.size)))
            shown = detector.reader.shown(around)
            if example.positive and len(parts) > 1:
                continue  # it cannot be told which part speaks of the flag
            for part in parts:
                self.examples.append(example)
                self.documents.append(detector.reader.features(around, part, shown))
        self.labels = np.array([each.positive for each in self.examples])
        batches = np.array([each.batch != "" for each in self.examples])
        self.weight = np.where(batches, BATCH_WEIGHT, 1.0)
        self.vectors = TfidfVectorizer(analyzer=sorted, min_df=RARE, norm=None)
        self.matrix = self._scaled(self.vectors.fit_transform(self.documents))

    @staticmethod
    def _scaled(matrix: spmatrix) -> spmatrix:
        """Each row divided by its length, or by LEAST where that is more."""
        lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
        return matrix.multiply(1 / np.maximum(lengths, LEAST)[:, None]).tocsr()

    def train(self) -> dict[str, Any]:
        """The model as it is written to its file."""
        weights, bias = self._fit(np.arange(len(self.examples)))
        names, rarity = self.vectors.vocabulary_, self.vectors.idf_
        return {
            "about": "Made by python -m tests.clinical.second_opinion; do not edit.",
            "trained_on": fingerprint(),
            **self._thresholds(),
            "least": LEAST,
            "bias": round(bias, 3),
            "flags": self._flags(),
            "weights": {
                name: [round(float(rarity[at]), 2), round(float(weights[at]), 2)]
                for name, at in sorted(names.items())
                if weights[at]
            },
        }

    def _fit(self, chosen: np.ndarray) -> tuple[np.ndarray, float]:
        """Weights and bias, without what hardly counts."""
        model = LogisticRegression(C=STRENGTH, max_iter=3000)
        model.fit(
            self.matrix[chosen], self.labels[chosen], sample_weight=self.weight[chosen]
        )
        weights = model.coef_[0]
        slight = np.abs(weights * self.vectors.idf_) < SLIGHT
        return np.where(slight, 0.0, weights), float(model.intercept_[0])

    def scores(self, without: Iterable[np.ndarray]) -> np.ndarray:
        """Log odds of examples by models that have not seen them; NaN of others."""
        found = np.full(len(self.examples), np.nan)
        for new in without:
            known = np.setdiff1d(np.arange(len(self.examples)), new)
            weights, bias = self._fit(known)
            found[new] = self.matrix[new] @ weights + bias
        return found

    def _thresholds(self) -> dict[str, float]:
        """The lowest scores that keep to what is allowed, on messages not learnt."""
        alone, fires, asks, fired = self._by_batches()
        answer_fires, answer_asks = self._by_answers()
        found = {
            "fires": alone,
            "doubts": fires - fired,
            "asks": max(asks, self._by_ordinary()),
            "answer_fires": answer_fires,
            "answer_asks": answer_asks,
        }
        return {name: round(float(value), 3) for name, value in found.items()}

    def _by_batches(self) -> tuple[float, float, float, float]:
        """The scores that fire alone, fire, and ask; what the rules' own alarm adds."""
        of = np.array([each.batch for each in self.examples])
        names = sorted(set(of) - LEARNT_BY_RULES - {""})
        found = self.scores(np.flatnonzero(of == name) for name in names)
        seen = set(json.loads(FIRST_SIGHT.read_text("utf-8"))["fire"])
        chosen = [
            at
            for at, each in enumerate(self.examples)
            if each.batch in names and each.sure and not each.answer
        ]
        fired = [self.examples[at].id in seen for at in chosen]
        both = np.column_stack([found[chosen], fired])
        model = LogisticRegression(C=100.0).fit(both, self.labels[chosen])
        adds = float(model.coef_[0][1] / model.coef_[0][0])
        near = (both @ [1.0, adds])[~self.labels[chosen]]
        alone, fires, asks = np.quantile(near, [1 - ALONE, 1 - FIRED, 1 - ASKED])
        return alone, fires, asks, adds

    def _by_answers(self) -> tuple[float, float]:
        """The scores that fire and that ask in answers."""
        answers = np.array([each.answer for each in self.examples])
        parts = np.arange(len(self.examples)) % 2
        found = self.scores(np.flatnonzero(answers & (parts == n)) for n in (0, 1))
        harmless = found[answers & ~self.labels]
        fires, asks = np.quantile(harmless, [1 - ANSWER_FIRED, 1 - ANSWER_ASKED])
        return fires, asks

    def _by_ordinary(self) -> float:
        """The score that asks in no more ordinary messages than is allowed."""
        folds = KFold(FOLDS, shuffle=True, random_state=0).split(self.examples)
        found = self.scores(new for _, new in folds)
        ordinary: dict[Example, float] = {}
        for example, score in zip(self.examples, found, strict=True):
            if example.ordinary:
                ordinary[example] = max(score, ordinary.get(example, score))
        unseen = [
            score
            for each, score in ordinary.items()
            if self.detector.rules_say(each.text)[0] == "none"
        ]
        return sorted(unseen, reverse=True)[int(ORDINARY_ASKED * len(ordinary))]

    def _flags(self) -> dict[str, Any]:
        """Which flag it is, by single features; "" holds what is known beforehand."""
        known = {rule.id for rule in self.detector.rules.rules}
        chosen = [i for i, each in enumerate(self.examples) if each.flag in known]
        names = self.vectors.get_feature_names_out()
        single = [at for at, name in enumerate(names) if is_single(name)]
        words = normalize(self.matrix[chosen][:, single])
        model = LogisticRegression(
            C=FLAG_STRENGTH, max_iter=1000, class_weight="balanced"
        ).fit(words, [self.examples[i].flag for i in chosen])
        found = {}
        for flag, bias, row in zip(
            model.classes_, model.intercept_, model.coef_, strict=True
        ):
            telling = np.argsort(-np.abs(row))[:TELLING]
            told = {names[single[at]]: round(float(row[at]), 2) for at in telling}
            found[str(flag)] = {"": round(float(bias), 2), **dict(sorted(told.items()))}
        return found


def fingerprint() -> str:
    """Of the marked corpora: the stored model must have been trained on these."""
    digest = hashlib.sha256()
    for path in corpora():
        digest.update(path.read_bytes())
    digest.update(FIRST_SIGHT.read_bytes())
    return digest.hexdigest()[:16]


def main() -> None:
    content = Trainer(Detector.load()).train()
    (KNOWLEDGE / FILE).write_text(written(content), encoding="utf-8")


if __name__ == "__main__":
    main()
