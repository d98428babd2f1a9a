"""Trains the reader of answers: `python -m tests.clinical.answers.train`.

It learns from answers that were given to the bot's questions, each marked yes, no or
unsure by what it says of the trouble asked for; from what the red-flag corpora say of
it; and from the questions' own options. Prints how it does on batches left out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ruamel.yaml import YAML
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.answers.features import features, stems
from bot.answers.reader import FILE
from bot.knowledge.loader import load
from bot.knowledge.model import Option, Question, Status
from bot.knowledge.reading import default_folder
from tests.clinical.examples import UNLEARNT
from tests.clinical.files import rows, written

HERE = Path(__file__).parent
ANSWERS = HERE / "answers.jsonl"
NO_ANSWERS = HERE / "no_answers.yml"
ASIDES = default_folder().parent / "nlu"
CORPORA = HERE.parent / "red_flags"
YES, NO = "yes", "no"
SURE = 1.0  # log odds
SLIGHT = 0.1  # weights below this are left out
RARE = 2  # examples that must hold a feature
STRENGTH = 4.0  # inverse of the regularisation
OWN = 0.5  # how much a question's own option weighs
EACH = 0.6  # how much one weighs that is put to every question
MESSAGE = 0.4  # how much a message weighs that answered no question
SHORT = 30  # words of such a message, at most
NEW = "\n"
_OPTIONAL = re.compile(r"\[[^\]]*\]")
_MARK = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")
_CHOICE = re.compile(r"\(([^()|]*)(?:\|[^()]*)?\)")


@dataclass(frozen=True)
class Example:
    """An answer; `batch` is who wrote it, "" for what is always learnt from."""

    question: str
    text: str
    says: str
    batch: str = ""
    weight: float = 1.0


def answers() -> list[Example]:
    """The marked answers; what is unsure speaks for a yes as much as for a no."""
    return [
        Example(row["question"], row["text"], says, row["from"], weight=1 / len(either))
        for row in rows(ANSWERS)
        for either in [(row["says"],) if row["says"] in (YES, NO) else (YES, NO)]
        for says in either
    ]


def others() -> list[Example]:
    """What is learnt from beside answers."""
    questions = _questions()
    return [*_options(questions), *_messages(questions), *strangers()]


def _questions() -> dict[str, Question]:
    return {
        finding.id: finding.question
        for finding in load().findings.values()
        if finding.question is not None
    }


def _options(questions: Mapping[str, Question]) -> Iterator[Example]:
    for finding, question in sorted(questions.items()):
        for option in question.options:
            says = _says(finding, question, option)
            texts = [option.label, *option.phrases] if says else []
            for text in filter(None, map(_plain, texts)):
                yield Example(finding, text, says, weight=OWN)


def _says(finding: str, question: Question, option: Option) -> str:
    told = set(option.sets.values())
    present = option.sets.get(finding) is Status.PRESENT
    if present or (question.safety is not None and Status.PRESENT in told):
        return YES
    return NO if told == {Status.ABSENT} else ""


def _plain(phrase: str) -> str:
    """One way to say the phrase; empty where it refers to word lists."""
    if "<" in phrase or "*" in phrase:
        return ""
    phrase = _OPTIONAL.sub("", phrase).replace("...", " ")
    while (simpler := _CHOICE.sub(r"\1", phrase)) != phrase:
        phrase = simpler
    return phrase


def _messages(questions: Mapping[str, Question]) -> Iterator[Example]:
    """Short messages that report a red flag, and that only seem to."""
    asked: dict[str, list[str]] = {}
    for id_, question in sorted(questions.items()):
        if question.safety is not None:
            for finding in question.covers or (id_,):
                asked.setdefault(finding, []).append(id_)
    for flag, text, says in _marked():
        for id_ in asked.get(flag, ()):
            yield Example(id_, text, says, weight=MESSAGE)


def strangers() -> Iterator[Example]:
    """What answers nothing, neither yes nor no; and a bare amount, which is a yes."""
    questions = _questions()
    safety = sorted(id_ for id_, each in questions.items() if each.safety is not None)
    texts = [text for path in sorted(ASIDES.glob("ask*.yml")) for text in _texts(path)]
    for number, text in enumerate(texts):
        for says in (YES, NO):
            yield Example(safety[number % len(safety)], text, says, weight=OWN)
    said = YAML(typ="safe").load(NO_ANSWERS)
    learnt = {row["question"] for row in rows(ANSWERS)}
    for id_ in sorted({*safety, *learnt & questions.keys()}):
        asides = said["nothing"] + (said["neither"] if id_ in safety else [])
        for text in map(str, asides):
            yield from (Example(id_, text, says, weight=EACH) for says in (YES, NO))
    for id_ in safety:
        yield from (Example(id_, text, YES, weight=EACH) for text in said["amounts"])


def _texts(path: Path) -> Iterator[str]:
    for intent in YAML(typ="safe").load(path)["nlu"]:
        for line in intent["examples"].splitlines():
            yield _MARK.sub(r"\1", line.removeprefix("- ")).rstrip("?")


def _marked() -> Iterator[tuple[str, str, str]]:
    """Flag, text and whether it is told of; near misses only of a flag's own file."""
    for path in sorted(CORPORA.glob("*.jsonl")):
        if path.name.startswith((*UNLEARNT, "batch_answers_")):
            continue
        own = path.stem.removeprefix("own_")
        for row in rows(path):
            if len(row["text"].split()) > SHORT:
                continue
            if row["expect"] == "fire" and row["flag"]:
                yield row["flag"], row["text"], YES
            elif row["expect"] == "none":
                yield own, row["text"], NO


class Model:
    """Fitted to examples."""

    def __init__(self, examples: list[Example]) -> None:
        self.vectors = TfidfVectorizer(analyzer=sorted, min_df=RARE)
        matrix = self.vectors.fit_transform(_features(examples))
        self.linear = LogisticRegression(
            C=STRENGTH, max_iter=2000, class_weight="balanced"
        ).fit(
            matrix,
            [each.says == YES for each in examples],
            sample_weight=[each.weight for each in examples],
        )

    def scores(self, examples: list[Example]) -> np.ndarray:
        """Log odds of a yes."""
        matrix = self.vectors.transform(_features(examples))
        return np.asarray(self.linear.decision_function(matrix))


def _features(examples: list[Example]) -> list[set[str]]:
    return [features(each.question, each.text) for each in examples]


def unseen() -> list[tuple[Example, float]]:
    """Every answer with its score by a model that has learnt nothing of its batch."""
    known, more = answers(), others()
    found: list[tuple[Example, float]] = []
    for batch in sorted({each.batch for each in known}):
        new = [each for each in known if each.batch == batch]
        texts = {each.text for each in new if len(each.text.split()) > 4}
        old = [each for each in known if each.batch != batch]
        model = Model([*old, *(each for each in more if each.text not in texts)])
        found += zip(new, model.scores(new).tolist(), strict=True)
    return found


def train() -> dict[str, Any]:
    """The model as it is written to its file."""
    known = answers()
    model = Model([*known, *others()])
    rarity, weights = model.vectors.idf_, model.linear.coef_[0]
    return {
        "about": "Made by python -m tests.clinical.answers.train; do not edit.",
        "trained_on": fingerprint(),
        "bias": round(float(model.linear.intercept_[0]), 3),
        "abouts": abouts(),
        "questions": sorted({each.question for each in known}),
        "weights": {
            name: [round(float(rarity[at]), 2), round(float(weights[at]), 3)]
            for name, at in sorted(model.vectors.vocabulary_.items())
        },
    }


def abouts() -> dict[str, dict[str, float]]:
    """By its words, which of several warning signs a yes is about; "" is the start."""
    told = [row for row in rows(ANSWERS) if row["says"] == YES]
    asked = {row["question"] for row in told if row["about"] != row["question"]}
    listed = [row for row in told if row["question"] in asked]
    texts = [stems(row["text"]) for row in listed]
    vectors = TfidfVectorizer(analyzer=list, min_df=1, use_idf=False)
    linear = LogisticRegression(C=STRENGTH, max_iter=2000, class_weight="balanced")
    linear.fit(vectors.fit_transform(texts), [row["about"] for row in listed])
    names = vectors.get_feature_names_out()
    found = {}
    for about, start, row in zip(
        linear.classes_, linear.intercept_, linear.coef_, strict=True
    ):
        weights = {n: round(float(w), 2) for n, w in zip(names, row, strict=True) if w}
        kept = {name: w for name, w in sorted(weights.items()) if abs(w) >= SLIGHT}
        found[str(about)] = {"": round(float(start), 2), **kept}
    return found


def fingerprint() -> str:
    """Of the marked answers: the stored model must have been trained on these."""
    learnt = ANSWERS.read_bytes() + NO_ANSWERS.read_bytes()
    return hashlib.sha256(learnt).hexdigest()[:16]


def main() -> None:
    (default_folder() / FILE).write_text(written(train()), encoding="utf-8")
    scored = [(each, score) for each, score in unseen() if each.weight == 1]
    for says, sign in ((YES, 1), (NO, -1)):
        meant = [score * sign for each, score in scored if each.says == says]
        right = sum(score >= SURE for score in meant)
        wrong = sum(score <= -SURE for score in meant)
        print(f"{says}: {len(meant)}, surely right {right}, surely wrong {wrong}")


if __name__ == "__main__":
    main()
