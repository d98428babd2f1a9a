"""Whatever is typed: no crash, bounded time, and offsets that point at the words."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.loaded import extractor

pytestmark = pytest.mark.slow

WORDS = [
    "my",
    "back",
    "hurts",
    "when",
    "I",
    "sit",
    "no",
    "numb",
    "toes",
    "left",
    ",",
    ".",
    "can't",
    "3 weeks",
    "7/10",
    "🏃",
    "\n",
    "lowerback",
    "é",
    "don’t",
]


def check(text: str) -> None:
    for entity in extractor()(text):
        assert 0 <= entity["start"] < entity["end"] <= len(text)
        assert entity["text"] == text[entity["start"] : entity["end"]]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_unicode(text: str) -> None:
    check(text)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_any_order_of_words(words: list[str]) -> None:
    check(" ".join(words))


@pytest.mark.parametrize(
    "piece", ["a", "my back hurts ", "no, ", "((((", "é", " ", "numb when "]
)
def test_endless_messages_take_bounded_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    extractor()("my back hurts")
    start = time.perf_counter()
    check(text)
    assert time.perf_counter() - start < 5


def test_both_ends_of_a_long_message_are_read() -> None:
    text = "my back hurts. " + "x" * 50_000 + " numb toes"
    found = {entity["value"] for entity in extractor()(text)}
    assert {"location_lower_back", "numbness"} <= found
