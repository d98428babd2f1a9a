"""Two annotators of the same messages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.nlu.agreement import compare, disputes, main

TEXT = "left calf hurts, numb toes"


def record(
    *findings: tuple[str, str], optional: tuple[str, ...] = (), **more: Any
) -> dict[str, Any]:
    found = [
        {"finding": finding, "status": status, "start": 0, "end": 9, "value": None,
         "side": ""}
        for finding, status in findings
    ]  # fmt: skip
    return {"id": "m1", "text": TEXT, "asked": None, "intent": "inform",
            "findings": found, "optional": list(optional)} | more  # fmt: skip


CALF, NUMB = ("location_calf", "present"), ("numbness", "present")


def test_annotators_of_one_mind_agree_wholly() -> None:
    agreement = compare([record(CALF, NUMB)], [record(NUMB, CALF)])
    assert agreement.with_status.f1 == agreement.intent.share == 1


def test_another_status_is_half_a_dispute() -> None:
    agreement = compare([record(NUMB)], [record(("numbness", "absent"))])
    assert agreement.finding.f1 == 1
    assert agreement.with_status.f1 == agreement.status.share == 0


def test_what_one_holds_for_optional_is_not_held_against_the_other() -> None:
    one, other = record(CALF, NUMB), record(CALF, optional=("numbness",))
    for pair in ([one], [other]), ([other], [one]):
        assert compare(*pair).finding.f1 == 1
        assert not list(disputes(*pair))


def test_the_figures_do_not_depend_on_who_comes_first() -> None:
    one, other = record(CALF, NUMB), record(CALF)
    forth, back = compare([one], [other]), compare([other], [one])
    assert forth.with_status.f1 == back.with_status.f1 == pytest.approx(2 / 3)


def test_only_messages_that_both_have_count() -> None:
    assert compare([record(CALF)], [record(CALF, id="m2")]).messages == 0


def test_different_texts_under_one_id_are_named() -> None:
    with pytest.raises(ValueError, match="m1: the two annotated different texts"):
        compare([record()], [record(text="something else")])


def test_disputes_do_not_tell_who_said_what(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second, out = (tmp_path / name for name in ("1.jsonl", "2.jsonl", "out"))
    ids = [f"m{number}" for number in range(20)]
    first.write_text("\n".join(json.dumps(record(CALF, id=i)) for i in ids))
    second.write_text("\n".join(json.dumps(record(NUMB, id=i)) for i in ids))
    main([str(first), str(second), "--disputes", str(out)])
    told = [json.loads(line) for line in out.read_text().splitlines()]
    named = {each["only_x"][0]["finding"] for each in told}
    assert len(told) == 20
    assert named == {"location_calf", "numbness"}
    assert told[0]["only_x"][0]["words"] == "left calf"
    assert "| 20 messages |" in capsys.readouterr().out
