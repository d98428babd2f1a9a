"""Writes `data/nlu/annotated.yml`: annotated messages as examples of their intent.

Run `python -m tests.nlu.intent_examples` after changing `data/nlu/annotated`; a test
says when it was forgotten. Long tales are left out: they all tell something, and would
drown the short messages that need telling apart.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.nlu.scorer import ANNOTATED, load

OUT = ANNOTATED.parent / "annotated.yml"
LONGEST = 240
LONGEST_TALE = 90
"""Characters, for any message and for one that only tells something."""

MARKUP = frozenset("[]{}")
"""Rasa would read these as annotation."""


def wanted(record: Mapping[str, str]) -> bool:
    """Whether a message is a fit example."""
    longest = LONGEST_TALE if record["intent"] == "inform" else LONGEST
    text = record["text"]
    return len(text) <= longest and not MARKUP & set(text)


def examples() -> str:
    """The file's text: intents and messages in order, each message once."""
    by_intent: dict[str, set[str]] = {}
    for path in sorted(ANNOTATED.glob("*.jsonl")):
        for record in filter(wanted, load(path)):
            text = " ".join(record["text"].split())
            by_intent.setdefault(record["intent"], set()).add(text)
    lines = ["# Written by tests/nlu/intent_examples.py.", 'version: "3.1"', "nlu:"]
    for intent, texts in sorted(by_intent.items()):
        lines += [f"  - intent: {intent}", "    examples: |"]
        lines += [f"      - {text}" for text in sorted(texts)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    OUT.write_text(examples(), "utf-8")
