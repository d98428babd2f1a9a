"""The comparison names the right readers and divides the right errors."""

from __future__ import annotations

from typing import Any

from tests.benchmarks.nlu import CONTEXT, Run
from tests.benchmarks.nlu_others import Reading
from tests.benchmarks.nlu_report import DIET, PIPELINE, RULES, compared, report

RECORD: dict[str, Any] = {
    "id": "x1",
    "text": "no numbness, back hurts",
    "intent": "inform",
    "findings": [
        {"finding": "numbness", "status": "absent", "start": 3, "end": 11},
        {"finding": "location_lower_back", "status": "present", "start": 13, "end": 17},
    ],
}
NUMB = {"entity": "numbness", "value": "numbness", "start": 3, "end": 11}
BACK = {
    "entity": "location",
    "value": "location_lower_back",
    "role": "present",
    "start": 13,
    "end": 17,
}


def run(name: str, part: str, *entities: dict[str, Any], intent: str | None) -> Run:
    made = Run(name, part)
    made.add(RECORD, Reading(list(entities), intent, 1.0))
    return made


def runs() -> list[Run]:
    right = {**NUMB, "role": "absent"}
    return [
        run(RULES, "dev", right, intent=None),
        run(PIPELINE, "dev", right, BACK, intent="inform"),
        run(PIPELINE, "sealed", right, BACK, intent="inform"),
        run(DIET, "sealed", BACK, intent="deny"),
        run(CONTEXT, "sealed", {**NUMB, "role": "present"}, BACK, intent=None),
    ]


def test_the_pipeline_is_compared_with_diet_on_the_same_part() -> None:
    text = compared(runs())
    assert (
        "finding F1, sealed: pipeline 100.0, stock DIET 66.7, errors' ratio 0.00"
        in (text)
    )
    assert "dev" not in text


def test_without_diet_nothing_is_compared_and_the_rest_is_there() -> None:
    text = report(runs()[:3], 5, "stock DIET is missing: no disk")
    assert "errors' ratio" not in text
    assert "no disk" in text


def test_of_the_sealed_part_no_word_is_shown() -> None:
    sealed = [run for run in runs() if run.part == "sealed"]
    assert RECORD["id"] not in report(sealed, 5)
    assert "numbness, back" not in report(sealed, 5)


def test_a_denial_that_context_misses_is_a_wrong_status() -> None:
    wrong = runs()[-1]
    assert (wrong.score.status.right, wrong.score.status.total) == (1, 2)
    assert wrong.intent_accuracy is None
