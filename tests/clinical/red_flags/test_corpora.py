"""The red-flag corpora are sound: labels known, parts kept, nothing told twice."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from rapidfuzz import fuzz, process

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).parent
FINDINGS = FOLDER.parents[2] / "data" / "knowledge" / "findings"
Row = dict[str, Any]

PARTS = ("dev", "sealed")
KINDS = ("positive", "near_miss")
FIELDS = {"id", "text", "flag", "triage", "expect", "asked", "question", "previous"}
FLAGS = frozenset(
    {
        "saddle_numbness",
        "bladder_bowel",
        "sexual_dysfunction",
        "foot_drop",
        "fever",
        "weight_loss",
        "cancer_history",
        "trauma",
        "breathlessness",
        "chest_pain",
        "leg_swelling",
        "cold_pale_leg",
        "unable_to_bear_weight",
        "both_legs",
        "progressive_weakness",
        "tearing_pain",
        "compartment",
        "femoral_neck_stress",
        "self_harm",
        "child",
        "pregnancy",
        "abdominal_emergency",
        "cord_compression",
    }
)
EXPECTED = {"positive": {"fire", "ask_ok"}, "near_miss": {"none", "ask_ok"}}
SMALLEST = {"positive": 400, "near_miss": 600}
TOO_ALIKE = 90
LONG_MESSAGE = 1500


def part_of(row_id: str) -> str:
    """The part a row belongs to: fixed by its id alone, a third of them sealed."""
    return "sealed" if hashlib.sha256(row_id.encode()).digest()[0] % 3 == 0 else "dev"


def rows_of(part: str, kind: str) -> list[Row]:
    lines = (FOLDER / f"{part}_{kind}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def all_rows(kind: str) -> list[Row]:
    return [row for part in PARTS for row in rows_of(part, kind)]


def situation(row: Row) -> tuple[str | None, str]:
    """The bot's question and the runner's words, case and spaces aside."""
    words = " ".join([*row["previous"], row["text"]])
    return row["asked"], re.sub(r"\s+", " ", words).strip().lower()


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_has_exactly_the_fields_of_the_format(kind: str) -> None:
    for row in all_rows(kind):
        assert set(row) == FIELDS, row["id"]
        assert row["text"].strip() == row["text"] != "", row["id"]
        assert all(earlier.strip() for earlier in row["previous"]), row["id"]
        assert row["expect"] in EXPECTED[kind], row["id"]


def test_ids_are_unique() -> None:
    ids = Counter(row["id"] for kind in KINDS for row in all_rows(kind))
    assert [row_id for row_id, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", PARTS)
def test_every_row_is_in_the_part_its_id_fixes(part: str, kind: str) -> None:
    ids = [row["id"] for row in rows_of(part, kind)]
    assert [row_id for row_id in ids if part_of(row_id) != part] == []


def test_positives_name_a_known_flag_and_how_soon() -> None:
    for row in all_rows("positive"):
        assert row["flag"] in FLAGS, row["id"]
        assert row["triage"] in {"emergency", "urgent"}, row["id"]


def test_near_misses_name_no_flag() -> None:
    rows = all_rows("near_miss")
    assert [row["id"] for row in rows if row["flag"] or row["triage"]] == []


def test_every_flag_is_met_in_both_parts() -> None:
    for part in PARTS:
        assert {row["flag"] for row in rows_of(part, "positive")} == FLAGS, part


@pytest.mark.parametrize("kind", KINDS)
def test_the_corpora_are_as_large_as_promised(kind: str) -> None:
    dev, sealed = (len(rows_of(part, kind)) for part in PARTS)
    assert dev + sealed >= SMALLEST[kind]
    assert 0.25 < sealed / (dev + sealed) < 0.42


def test_some_flags_are_buried_in_long_messages() -> None:
    assert sum(len(row["text"]) >= LONG_MESSAGE for row in all_rows("positive")) >= 8


def test_a_question_goes_with_the_finding_that_was_asked() -> None:
    known = {path.stem for path in FINDINGS.glob("*.yml")}
    for kind in KINDS:
        for row in all_rows(kind):
            assert (row["asked"] is None) == (row["question"] is None), row["id"]
            assert row["asked"] is None or row["asked"] in known, row["id"]


def test_batches_have_the_same_fields() -> None:
    for path in sorted(FOLDER.glob("batch_*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            assert set(row) == FIELDS, row["id"]
            assert bool(row["flag"]) == (row["triage"] is not None), row["id"]


def alike(rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs of ids whose words are nearly the same."""
    texts = [text for _, text in rows]
    scores = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=TOO_ALIKE)
    return [
        (rows[first][0], rows[second][0])
        for first in range(len(rows))
        for second in range(first)
        if scores[first][second] > TOO_ALIKE
    ]


def test_no_message_is_told_twice() -> None:
    """Nearly equal messages would let the dev part give away the sealed one.

    The same few words after different questions are different situations, so
    they are compared per question.
    """
    by_question: dict[str | None, list[tuple[str, str]]] = {}
    for kind in KINDS:
        for row in all_rows(kind):
            asked, words = situation(row)
            by_question.setdefault(asked, []).append((row["id"], words))
    assert [pair for rows in by_question.values() for pair in alike(rows)] == []
