"""The status that medspaCy's ConText gives to findings; run in its own environment.

Reads a JSON list of `{"text", "spans": [[start, end], …]}` and prints a JSON list of
`{"statuses", "milliseconds"}`. Its rules and components are the ones it comes with.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

SPANS = "findings"
# The first that holds; a hypothetical sign is an uncertain one in our terms.
STATUSES = (
    ("is_family", "other_person"),
    ("is_negated", "absent"),
    ("is_historical", "past"),
    ("is_hypothetical", "uncertain"),
    ("is_uncertain", "uncertain"),
)


def load() -> Any:
    import medspacy
    from loguru import logger

    logger.remove()  # its parts would tell of every word
    parts = {"medspacy_tokenizer", "medspacy_pyrush"}
    nlp = medspacy.load(medspacy_enable=parts)
    options = {"input_span_type": "group", "span_group_name": SPANS}
    return nlp, nlp.create_pipe("medspacy_context", config=options)


def read(nlp: Any, context: Any, text: str, spans: list[list[int]]) -> list[str]:
    doc = nlp(text)
    found = [
        doc.char_span(start, end, label="FINDING", alignment_mode="expand")
        for start, end in spans
    ]
    doc.spans[SPANS] = [span for span in found if span is not None]
    context(doc)
    return [status(span) if span is not None else "present" for span in found]


def status(span: Any) -> str:
    return next((ours for its, ours in STATUSES if getattr(span._, its)), "present")


def main() -> None:
    nlp, context = load()
    read(nlp, context, "no back pain", [[3, 12]])  # the first is slower
    results = []
    for each in json.load(sys.stdin):
        start = time.perf_counter()
        statuses = read(nlp, context, each["text"], each["spans"])
        milliseconds = (time.perf_counter() - start) * 1000
        results.append({"statuses": statuses, "milliseconds": milliseconds})
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main()
