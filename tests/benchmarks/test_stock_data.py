"""Our annotations survive the way into Rasa's training data."""

from __future__ import annotations

from tests.benchmarks.stock_data import (
    StockData,
    fitting,
    intent_examples,
    stock_data,
)
from tests.nlu.scorer import Found

TEXT = "my left lower back, no numbness"
LEFT = Found("side_left", "present", 3, 7)
BACK = Found("location_lower_back", "present", 3, 18)
NUMB = Found("numbness", "absent", 20, 31)
RIGHT = Found("side_right", "absent", 3, 7)


def words(found: list[Found]) -> list[str]:
    return [TEXT[each.start : each.end] for each in found]


def test_of_findings_that_share_words_the_longer_is_cut() -> None:
    assert words(fitting(TEXT, [BACK, LEFT, NUMB])) == [
        "left",
        "lower back",
        "no numbness",
    ]


def test_what_has_no_word_left_is_counted() -> None:
    data = StockData()
    data.add(TEXT, "inform", [BACK, LEFT, RIGHT])
    assert (data.findings, data.dropped) == (3, 1)
    second = data.as_json()["rasa_nlu_data"]["common_examples"][0]["entities"][1]
    assert second == {
        "start": 8,
        "end": 18,
        "entity": "location",
        "value": "location_lower_back",
        "role": "present",
    }


def test_every_example_of_an_intent_is_read() -> None:
    examples = intent_examples()
    assert ("affirm", "yes") in examples
    assert len({intent for intent, _ in examples}) >= 17
    assert all(text and not text.startswith("-") for _, text in examples)


def test_entities_of_the_real_data_do_not_overlap_and_lie_within_their_text() -> None:
    data = stock_data()
    assert data.dropped < data.findings / 10
    for example in data.examples:
        end = 0
        for each in example["entities"]:
            assert end <= each["start"] < each["end"] <= len(example["text"])
            end = each["end"]
