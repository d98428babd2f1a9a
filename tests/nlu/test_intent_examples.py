"""The examples that were made from annotated messages are up to date."""

from __future__ import annotations

from tests.nlu.intent_examples import OUT, examples


def test_the_examples_are_those_of_the_annotated_messages() -> None:
    assert OUT.read_text("utf-8") == examples()
