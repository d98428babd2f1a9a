"""The scorer itself: each figure on cases small enough to count by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.nlu.scorer import Score, kind_of, score
from tests.nlu.values import close, days, same


def record(*findings: dict[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    whole = [
        {"start": 0, "end": 4, "value": None, "side": "", **finding}
        for finding in findings
    ]
    return {"id": "t", "text": "text", "findings": whole, "optional": list(optional)}


def gold(finding: str, status: str = "present", **more: Any) -> dict[str, Any]:
    return {"finding": finding, "status": status, **more}


def entity(finding: str, status: str = "present", **more: Any) -> dict[str, Any]:
    base = {
        "entity": kind_of(finding),
        "value": finding,
        "role": status,
        "start": 0,
        "end": 4,
    }
    return {**base, "amount": None, "side": "", **more}


def run(one: dict[str, Any], *entities: dict[str, Any]) -> Score:
    return score([one], lambda text: entities)


def test_hits_misses_and_inventions_are_counted_once() -> None:
    result = run(
        record(gold("numbness"), gold("tingling"), gold("weakness", "absent")),
        entity("numbness"),
        entity("numbness", start=2),
        entity("fever"),
        entity("weakness"),
    )
    assert (result.finding.hit, result.finding.invented, result.finding.missed) == (
        2,
        1,
        1,
    )
    assert (
        result.with_status.hit,
        result.with_status.invented,
        result.with_status.missed,
    ) == (1, 2, 2)
    assert result.finding.precision == pytest.approx(2 / 3)
    assert result.finding.f1 == pytest.approx(2 / 3)
    assert [miss.finding for miss in result.missed] == ["tingling"]
    assert [miss.finding for miss in result.invented] == ["fever"]


def test_kinds_are_counted_apart() -> None:
    result = run(
        record(gold("numbness"), gold("fever")),
        entity("numbness"),
        entity("chest_pain"),
    )
    assert result.kinds["numbness"].f1 == 1
    assert (result.kinds["red_flag"].missed, result.kinds["red_flag"].invented) == (
        1,
        1,
    )


def test_optional_findings_neither_help_nor_harm() -> None:
    one = record(gold("numbness"), optional=("location_foot",))
    assert run(one, entity("numbness"), entity("location_foot")).finding.f1 == 1
    assert run(one, entity("numbness")).finding.f1 == 1


def test_optional_does_not_excuse_missing_what_is_annotated() -> None:
    one = record(gold("numbness"), optional=("numbness",))
    assert run(one).finding.missed == 1
    assert (
        run(one, entity("numbness"), entity("numbness", "past")).with_status.invented
        == 0
    )


def test_a_message_with_nothing_is_clean_only_without_findings() -> None:
    assert run(record()).clean.share == 1
    assert run(record(), entity("fever")).clean.share == 0
    assert run(record(gold("fever"))).clean.total == 0


def test_entities_that_are_no_findings_are_ignored() -> None:
    topic = {"entity": "topic", "value": "shoes", "start": 0, "end": 4}
    assert run(record(), topic).finding.invented == 0


def test_status_is_judged_on_found_findings() -> None:
    result = run(
        record(gold("numbness", "past"), gold("fever", "absent")), entity("numbness")
    )
    assert (result.status.right, result.status.total) == (0, 1)
    assert result.confusion["past", "present"] == 1
    assert result.wrong_status[0].detail == "past read as present"


def test_two_statuses_of_one_finding_are_matched_each_to_its_own() -> None:
    one = record(gold("numbness", "past"), gold("numbness", "present"))
    result = run(one, entity("numbness", "present"), entity("numbness", "past"))
    assert result.status.share == 1
    assert result.with_status.f1 == 1


def test_side_value_and_span() -> None:
    one = record(
        gold("location_hip", side="left"),
        gold("duration", value="P2W"),
        gold("severity", value=5),
    )
    result = run(
        one,
        entity("location_hip", side="right"),
        entity("duration", amount="P14D"),
        entity("severity", amount=6, start=9, end=10),
    )
    assert result.side.share == 0
    assert (
        result.value_exact.right,
        result.value_close.right,
        result.value_close.total,
    ) == (1, 2, 2)
    assert (result.span.right, result.span.total) == (2, 3)


@pytest.mark.parametrize(
    ("status", "given", "inversions"),
    [
        ("present", "absent", 1),
        ("absent", "present", 1),
        ("present", "uncertain", 0),
        ("absent", "absent", 0),
        ("past", "present", 0),
    ],
)
@pytest.mark.parametrize("finding", ["bladder_bowel", "saddle_numbness", "foot_drop"])
def test_red_flags_turned_round(
    finding: str, status: str, given: str, inversions: int
) -> None:
    result = run(record(gold(finding, status)), entity(finding, given))
    assert len(result.inversions) == inversions


def test_turning_an_ordinary_finding_round_is_no_red_flag_inversion() -> None:
    assert (
        run(record(gold("stiffness")), entity("stiffness", "absent")).inversions == []
    )


def test_red_flags_found() -> None:
    result = run(
        record(gold("fever"), gold("trauma"), gold("chest_pain", "absent")),
        entity("fever"),
    )
    assert (result.red_flags_found.right, result.red_flags_found.total) == (1, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("P3W", 21), ("P10D", 10), ("P0D", 1), ("PT12H", 1), ("P2Y", 730), ("soon", None)],
)
def test_durations_in_days(text: str, expected: float | None) -> None:
    assert days(text) == expected


def test_close_and_same_values() -> None:
    assert close("duration", "P3W", "P4W")
    assert not close("duration", "P3W", "P3M")
    assert same("severity", 3, 3.0)
    assert not same("severity", 3, 4)
    assert same("sex", "female", "female")
    assert not close("sex", "female", "male")
    assert not close("severity", 3, None)
    assert not close("severity", 3, "bad")
