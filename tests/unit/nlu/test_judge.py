"""The trained part: it learns, is written down whole, and leaves red flags alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.knowledge.model import Status
from bot.nlu.judge import NONE, Judge
from bot.nlu.judge_training import fingerprint_annotated, train_judge
from bot.nlu.linear import LinearModel, fit
from bot.nlu.pipeline import Extractor
from tests.nlu.scorer import ANNOTATED, load

BEFORE = ({"a": 1.0}, {"b": 1.0}, {"a": 1.0, "c": 1.0}, {"b": 1.0, "c": 1.0})


def records(*texts: str, findings: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    marked = [{"finding": name, "status": "present"} for name in findings]
    return [{"text": text, "findings": marked, "optional": []} for text in texts]


HIPS = [
    *records(*(f"the bend near the {n} hip of the roof" for n in range(12))),
    *records(
        *(f"my hip hurts on day {n}" for n in range(12)), findings=("location_hip",)
    ),
]


def always(status: str, *knows: str) -> Judge:
    """A judge that says the same of all that it knows."""
    return Judge(LinearModel((status, "other"), (9.0, 0.0), {}), frozenset(knows))


@pytest.mark.parametrize("labels", [list("xyxy"), list("xyzz")])
def test_a_fitted_model_knows_its_examples(labels: list[str]) -> None:
    model = fit(BEFORE, labels, 100.0)
    assert [model.best(features)[0] for features in BEFORE] == labels


def test_fitting_twice_gives_the_same_numbers() -> None:
    assert fit(BEFORE, list("xyzz"), 1.0) == fit(BEFORE, list("xyzz"), 1.0)


def test_a_judge_is_the_same_after_writing_and_reading() -> None:
    judge = Judge(fit(BEFORE, list("xyzz"), 1.0), frozenset({"fever"}))
    again = Judge.from_json(json.loads(json.dumps(judge.to_json())))
    assert again.to_json() == judge.to_json()


def test_the_judge_leaves_out_what_is_no_mention(extract: Extractor) -> None:
    words = extract.words("my left hip aches")
    judge = always(NONE, "location_hip", "side_left")
    assert judge(words, extract.findings(words)) == []


def test_the_judge_may_read_a_status_otherwise(extract: Extractor) -> None:
    words = extract.words("my hip aches")
    found = always("past", "location_hip")(words, extract.findings(words))
    assert {each.status for each in found} == {Status.PAST}


@pytest.mark.parametrize(
    "text",
    [
        "I can't feel it when I wipe",
        "can't hold my wee",
        "high temperature",
        "no fever",
    ],
)
def test_warning_signs_are_not_the_judges(extract: Extractor, text: str) -> None:
    words = extract.words(text)
    found = [f for f in extract.findings(words) if f.finding in extract.watched]
    assert found
    trained = train_judge(extract, [*HIPS, *records(*[text] * 9, findings=("fever",))])
    assert not trained.knows & extract.watched
    assert trained(words, found) == found


def test_what_nobody_annotated_is_left_to_the_rules(extract: Extractor) -> None:
    words = extract.words("it hurts to hop on my left leg")
    found = extract.findings(words)
    assert "worse_hopping" in {each.finding for each in found}
    judge = train_judge(extract, [*HIPS, *records(*["it hurts to hop"] * 9)])
    assert judge(words, found) == found


def test_training_learns_that_a_mention_is_none(extract: Extractor) -> None:
    judge = train_judge(extract, HIPS)
    words = extract.words("the bend near the old hip of the roof")
    assert "location_hip" in {f.finding for f in extract.findings(words)}
    left = judge(words, extract.findings(words))
    assert "location_hip" not in {f.finding for f in left}


def test_every_annotated_file_can_train() -> None:
    for path in sorted(ANNOTATED.glob("*.jsonl")):
        for record in load(path):
            assert {"id", "text", "intent", "findings", "optional"} <= record.keys()
    assert fingerprint_annotated(ANNOTATED) == fingerprint_annotated(ANNOTATED)
