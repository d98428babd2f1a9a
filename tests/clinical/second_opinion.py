"""Trains the second opinion: `python -m tests.clinical.second_opinion`.

It learns from the open corpora only: messages that must raise a flag against near
misses and ordinary messages. The threshold is set by cross-validation, so that it asks
in at most so many of the ordinary messages about which the rules say nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
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
from bot.safety.reading import load
from bot.safety.second_opinion import FILE, chunks, is_pair

ROOT = Path(__file__).resolve().parents[2]
KNOWLEDGE = ROOT / "data" / "knowledge"
PLAIN = ROOT / "tests" / "clinical" / "plain.yml"
CORPORA = ROOT / "tests" / "clinical" / "red_flags"
# Of the ordinary messages it may ask about so many.
ASKED = 0.03
RARE = 3  # messages that must hold a feature
FOLDS = 5
STRENGTH = 4.0  # inverse of the regularisation
SHORT_REPLY = 0.3  # how much an answer or an example of an intent weighs
TELLING = 250  # words kept for each flag
NOT_ORDINARY = {"emergency", "urgent"}
NEW = "\n"


@dataclass(frozen=True)
class Example:
    """A message; `flag` is "" where none is meant; `ordinary` sets the threshold."""

    text: str
    flag: str = ""
    positive: bool = False
    weight: float = 1.0
    ordinary: bool = False


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def corpora() -> list[Path]:
    """The open corpora, in order."""
    paths = sorted(CORPORA.glob("*.jsonl"))
    return [path for path in paths if not path.name.startswith("sealed_")]


def marked() -> Iterator[Example]:
    for path in corpora():
        for row in lines(path):
            text = " ".join([*(row.get("previous") or []), row["text"]])
            if row["flag"]:
                yield Example(text, row["flag"], positive=True)
            elif row["expect"] == "none":
                yield Example(text)


def ordinary(flags: set[str]) -> Iterator[Example]:
    """Messages about nothing dangerous, and short answers."""
    for path in sorted((ROOT / "data" / "nlu" / "annotated").glob("*.jsonl")):
        for row in lines(path):
            shown = {f["finding"] for f in row["findings"] if f["status"] != "absent"}
            if not shown & flags and row["intent"] != "emergency":
                yield Example(row["text"], ordinary=True)
    for name in ("dev", "second"):
        for row in lines(ROOT / "tests" / "clinical" / "vignettes" / f"{name}.jsonl"):
            if row["expect"]["triage"] not in NOT_ORDINARY:
                yield Example(row["opening"], ordinary=True)
                answers = (t for t in row["facts"].values() if isinstance(t, str))
                yield from (Example(text, weight=SHORT_REPLY) for text in answers)
    yield from intents()
    yield from (Example(text) for text in plain())
    for rule in load().rules:
        yield from (Example(text) for text in rule.examples.get("none", ()))


def plain() -> Iterator[str]:
    """The plainest ways to say that something hurts, in every place."""
    content = YAML(typ="safe").load(PLAIN)
    for form in content["forms"]:
        yield from (form.format(place) for place in content["places"])


def intents() -> Iterator[Example]:
    """What Rasa's own part is trained on, emergencies apart."""
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for intent in YAML(typ="safe").load(path)["nlu"]:
            texts = intent["examples"].splitlines()
            if intent["intent"] != "emergency":
                yield from (Example(t[2:], weight=SHORT_REPLY) for t in texts)


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
        self.vectors = TfidfVectorizer(analyzer=sorted, min_df=RARE)
        self.examples: list[Example] = []
        self.documents: list[set[str]] = []
        for example in examples(detector):
            parts = list(chunks(detector.words(example.text)))
            if example.positive and len(parts) > 1:
                continue  # it cannot be told which part speaks of the flag
            for part in parts:
                self.examples.append(example)
                self.documents.append(detector.reader.features(part))

    def train(self) -> dict[str, Any]:
        """The model as it is written to its file."""
        vectors = self.vectors
        matrix = vectors.fit_transform(self.documents)
        model = self._fit(matrix, np.arange(len(self.examples)))
        rarity, weights = vectors.idf_, model.coef_[0]
        return {
            "about": "Made by python -m tests.clinical.second_opinion; do not edit.",
            "trained_on": fingerprint(),
            **self._thresholds(matrix),
            "bias": round(float(model.intercept_[0]), 3),
            "flags": self._flags(vectors, matrix),
            "weights": {
                name: [round(float(rarity[at]), 2), round(float(weights[at]), 3)]
                for name, at in sorted(vectors.vocabulary_.items())
            },
        }

    def _fit(self, matrix: spmatrix, chosen: np.ndarray) -> LogisticRegression:
        labels = np.array([each.positive for each in self.examples])
        weight = np.array([each.weight for each in self.examples])
        model = LogisticRegression(C=STRENGTH, max_iter=1000)
        return model.fit(matrix[chosen], labels[chosen], sample_weight=weight[chosen])

    def scores(self, matrix: spmatrix) -> np.ndarray:
        """Log odds of every example by a model that has not seen it."""
        found = np.zeros(len(self.examples))
        for known, new in KFold(FOLDS, shuffle=True, random_state=0).split(matrix):
            found[new] = self._fit(matrix, known).decision_function(matrix[new])
        return found

    def _thresholds(self, matrix: spmatrix) -> dict[str, float]:
        """The lowest scores that keep to what is allowed, on messages not learnt."""
        harmless: dict[Example, float] = {}
        for example, score in zip(self.examples, self.scores(matrix), strict=True):
            if not example.positive and example.weight == 1.0:
                harmless[example] = max(score, harmless.get(example, score))
        ordinary = {each: x for each, x in harmless.items() if each.ordinary}
        unseen = [
            score
            for each, score in ordinary.items()
            if self.detector.rules_say(each.text)[0] == "none"
        ]
        scores = sorted(unseen, reverse=True)
        return {"asks": round(float(scores[int(ASKED * len(ordinary))]), 3)}

    def _flags(self, vectors: TfidfVectorizer, matrix: spmatrix) -> dict[str, Any]:
        """Which flag it is, by single words; "" holds what is known beforehand."""
        known = {rule.id for rule in self.detector.rules.rules}
        chosen = [i for i, each in enumerate(self.examples) if each.flag in known]
        names = vectors.get_feature_names_out()
        single = [at for at, name in enumerate(names) if not is_pair(name)]
        words = normalize(matrix[chosen][:, single])
        model = LogisticRegression(
            C=STRENGTH, max_iter=1000, class_weight="balanced"
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
    return digest.hexdigest()[:16]


def main() -> None:
    content = Trainer(Detector.load()).train()
    (KNOWLEDGE / FILE).write_text(written(content), encoding="utf-8")


def written(content: dict[str, Any]) -> str:
    """As JSON with one word a line, so that changes can be compared."""
    text = json.dumps(content, ensure_ascii=False, indent=0)
    return (
        re.sub(r"\[\n([^\]]*)\n\]", lambda m: f"[{m[1].replace(NEW, ' ')}]", text) + NEW
    )


if __name__ == "__main__":
    main()
