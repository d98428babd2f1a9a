"""The corpus holds together: ids, offsets, findings, and enough of everything."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.nlu.annotate import CODES, is_sealed, parse
from tests.nlu.scorer import HERE, KINDS, STATUSES, load

PARTS = ("dev", "sealed")
RECORDS = [record for part in PARTS for record in load(HERE / f"{part}.jsonl")]
FINDINGS = [(record, finding) for record in RECORDS for finding in record["findings"]]
KNOWLEDGE = Path(__file__).parents[2] / "data" / "knowledge" / "findings"
INTENTS = set(CODES["intents"].values())


def where(pair: tuple[dict[str, Any], dict[str, Any]]) -> str:
    record, finding = pair
    return f"{record['id']}: {finding['finding']} in {record['text']!r}"


def test_ids_and_texts_are_unique() -> None:
    assert [
        name for name, n in Counter(r["id"] for r in RECORDS).items() if n > 1
    ] == []
    openings = Counter(
        re.sub(r"\W+", " ", r["text"].lower()).strip()
        for r in RECORDS
        if not r["asked"]
    )
    assert [text for text, n in openings.items() if n > 1] == []


@pytest.mark.parametrize("part", PARTS)
def test_parts_follow_the_fixed_hash(part: str) -> None:
    wrong = [
        r["id"]
        for r in load(HERE / f"{part}.jsonl")
        if is_sealed(r["id"]) != (part == "sealed")
    ]
    assert wrong == []


def test_a_third_is_sealed_whatever_the_length() -> None:
    for low, high in ((0, 8), (8, 40), (40, 1000)):
        some = [r for r in RECORDS if low <= len(r["text"].split()) < high]
        assert 0.25 < sum(is_sealed(r["id"]) for r in some) / len(some) < 0.42


def test_offsets_show_words() -> None:
    wrong = [
        where(pair)
        for pair in FINDINGS
        if not pair[0]["text"][pair[1]["start"] : pair[1]["end"]].strip()
        or pair[1]["end"] > len(pair[0]["text"])
    ]
    assert wrong == []


def test_no_mark_is_left_in_a_text() -> None:
    assert [r["id"] for r in RECORDS if re.search(r"[\[\]|]", r["text"])] == []


def test_findings_statuses_and_sides_are_known() -> None:
    for pair in FINDINGS:
        name = pair[1]["finding"]
        assert name in KINDS or name.startswith("prior_diagnosis:"), where(pair)
        assert pair[1]["status"] in STATUSES, where(pair)
        assert pair[1]["side"] in ("", "left", "right", "both"), where(pair)


def test_intents_and_asked_findings_are_known() -> None:
    for record in RECORDS:
        assert record["intent"] in INTENTS, record["id"]
        assert record["asked"] is None or record["asked"] in KINDS, record["id"]


@pytest.mark.skipif(
    not KNOWLEDGE.is_dir(), reason="the knowledge base has no findings yet"
)
def test_findings_exist_in_the_knowledge_base() -> None:
    known = {path.stem for path in KNOWLEDGE.glob("*.yml")}
    assert (
        sorted({f["finding"] for _, f in FINDINGS if f["finding"] in KINDS} - known)
        == []
    )


def test_values_have_their_form() -> None:
    forms = {
        "duration": r"P\d+[YMWD]",
        "severity": r"\d|10",
        "age": r"\d\d",
        "sex": "female|male|other",
    }
    for pair in FINDINGS:
        value, name = pair[1]["value"], pair[1]["finding"]
        if value is not None:
            assert re.fullmatch(forms[name], str(value)), where(pair)


def test_a_side_is_a_finding_too() -> None:
    for record, finding in FINDINGS:
        if finding["side"] and finding["status"] == "present":
            name = "side_" + finding["side"]
            named = {f["finding"] for f in record["findings"]} | set(record["optional"])
            assert name in named, f"{record['id']}: {name}"


def test_told_findings_make_it_inform_or_emergency() -> None:
    wrong = [
        r["id"]
        for r in RECORDS
        if r["findings"] and r["intent"] not in ("inform", "emergency")
    ]
    assert wrong == []


def test_every_finding_status_and_intent_occurs_often_enough() -> None:
    findings = Counter(finding["finding"] for _, finding in FINDINGS)
    assert [name for name in KINDS if findings[name] < 4] == []
    statuses = Counter(finding["status"] for _, finding in FINDINGS)
    assert [status for status in STATUSES if statuses[status] < 15] == []
    intents = Counter(record["intent"] for record in RECORDS)
    assert [intent for intent in INTENTS if intents[intent] < 4] == []
    assert len(RECORDS) >= 600


def test_the_short_hand_gives_right_offsets() -> None:
    record = parse(
        "inf @side_left: my [left bum|bt.l] aches, "
        "[sitting is fine|w_sit-], [3 weeks|dur=P3W]",
        "t",
    )
    text = record["text"]
    assert text == "my left bum aches, sitting is fine, 3 weeks"
    shown = {
        f["finding"]: (text[f["start"] : f["end"]], f["status"], f["value"])
        for f in record["findings"]
    }
    assert shown == {
        "location_buttock": ("left bum", "present", None),
        "side_left": ("left", "present", None),
        "worse_sitting": ("sitting is fine", "absent", None),
        "duration": ("3 weeks", "present", "P3W"),
    }
    assert record["asked"] == "side_left"


def test_the_short_hand_names_a_bad_code() -> None:
    with pytest.raises(ValueError, match="add the code"):
        parse("inform: my [bum|bottom] aches", "t")
