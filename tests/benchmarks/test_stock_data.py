"""Our annotations survive the way into Rasa's training data."""

from __future__ import annotations

import pytest

from tests.benchmarks.stock_data import (
    StockData,
    fitting,
    intent_examples,
    stock_data,
)
from tests.nlu.scorer import Found

LEFT = Found("side_left", "present", 3, 7)
BACK = Found("location_lower_back", "present", 3, 18)
NUMB = Found("numbness", "absent", 20, 28)


def test_findings_that_share_words_leave_the_most_that_fit() -> None:
    assert fitting([BACK, LEFT, NUMB]) == [LEFT, NUMB]
    assert fitting([Found("age", "present", 5, 5)]) == []


def test_what_had_no_room_is_counted() -> None:
    data = StockData()
    data.add("my left lower back, numb none", "inform", [BACK, LEFT, NUMB])
    assert (data.findings, data.dropped) == (3, 1)
    first = data.as_json()["rasa_nlu_data"]["common_examples"][0]["entities"][0]
    assert first == {
        "start": 3,
        "end": 7,
        "entity": "side",
        "value": "side_left",
        "role": "present",
    }


def test_every_example_of_an_intent_is_read() -> None:
    examples = intent_examples()
    assert ("affirm", "yes") in examples
    assert len({intent for intent, _ in examples}) >= 17
    assert all(text and not text.startswith("-") for _, text in examples)


@pytest.mark.slow
def test_entities_of_the_real_data_do_not_overlap_and_lie_within_their_text() -> None:
    data = stock_data()
    assert data.dropped < data.findings / 5
    for example in data.examples:
        end = 0
        for each in example["entities"]:
            assert end <= each["start"] < each["end"] <= len(example["text"])
            end = each["end"]
