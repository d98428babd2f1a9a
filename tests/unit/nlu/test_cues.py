"""Every cue has a sentence that shows what it does; and the known traps of negation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests import loaded

ROOT = Path(__file__).parents[3]
SENTENCES = ROOT / "tests" / "phrases" / "cues.yml"
CASES: dict[str, Any] = YAML(typ="safe").load(SENTENCES.read_text("utf-8"))["cues"]


@pytest.mark.parametrize("cue", sorted(CASES))
def test_cue(cue: str, statuses: Any) -> None:
    found = statuses(CASES[cue]["text"])
    for finding, status in CASES[cue]["expect"].items():
        assert found.get(finding) == {status}


def test_no_cue_is_without_a_sentence() -> None:
    read = YAML(typ="safe")
    files = sorted((ROOT / "data" / "knowledge" / "cues").glob("*.yml"))
    cues = {p.stem for p in files if read.load(p.read_text("utf-8"))["use"] == "status"}
    assert cues == set(CASES)


TRAPS = [
    (
        "I don't have any numbness or tingling",
        {"numbness": "absent", "tingling": "absent"},
    ),
    (
        "I have back pain but no leg pain",
        {"location_lower_back": "present", "radiation_leg": "absent"},
    ),
    (
        "I can't feel my leg and have lost bladder control",
        {"numbness": "present", "bladder_bowel": "present"},
    ),
    (
        "not only back pain but also numbness",
        {"location_lower_back": "present", "numbness": "present"},
    ),
    ("Neither numbness nor tingling", {"numbness": "absent", "tingling": "absent"}),
    ("numbness isn't there anymore", {"numbness": "past"}),
    ("the numbness went away last week", {"numbness": "past"}),
    ("I used to have sciatica two years ago", {"prior_diagnosis:sciatica": "past"}),
    ("never had sciatica before", {"prior_diagnosis:sciatica": "absent"}),
    ("I'm not sure if it's sciatica", {"prior_diagnosis:sciatica": "uncertain"}),
    ("My dad had cancer", {"cancer_history": "other_person"}),
    ("If I get numbness should I stop?", {"numbness": "uncertain"}),
    ("my back pain is not getting better", {"location_lower_back": "present"}),
    (
        "no pain when walking but pain when running",
        {"worse_walking": "absent", "worse_running": "present"},
    ),
    (
        "no fever, weight loss or chest pain",
        {"fever": "absent", "weight_loss": "absent", "chest_pain": "absent"},
    ),
    ("no ops, my hip is sore", {"location_hip": "present"}),
    (
        "leaning back is fine, leaning forward isn't",
        {"worse_bending_back": "absent", "worse_bending_forward": "present"},
    ),
    ("it stops at the knee", {"radiation_below_knee": "absent"}),
    ("numb toes, but that's gone now", {"numbness": "past"}),
    ("it started 3 years ago and my hip still hurts", {"location_hip": "present"}),
    (
        "had a slipped disc in 2019, fine since, now my bum hurts",
        {
            "prior_diagnosis:lumbar_disc_herniation": "past",
            "location_buttock": "present",
        },
    ),
]


@pytest.mark.parametrize(("text", "expected"), TRAPS, ids=[text for text, _ in TRAPS])
def test_traps_of_negation(text: str, expected: dict[str, str], statuses: Any) -> None:
    found = statuses(text)
    assert {finding: found.get(finding) for finding in expected} == {
        finding: {status} for finding, status in expected.items()
    }


@pytest.mark.xfail(
    reason="an exception with a place is not linked back yet", strict=True
)
def test_exception_keeps_the_finding(statuses: Any) -> None:
    assert (
        "present" in statuses("haven't noticed weakness except in my foot")["weakness"]
    )


@pytest.mark.parametrize(
    ("text", "place", "outright"),
    [
        ("There is no pain in my right calf.", "location_calf", True),
        ("no aching in the lower back", "location_lower_back", True),
        ("my calf doesn't hurt anymore", "location_calf", True),
        ("the foot never aches", "location_foot", True),
        ("calf's strong", "location_calf", False),
        ("no, it stays put in the back", "location_lower_back", False),
        ("my calf hurts, the back does not", "location_calf", False),
    ],
)
def test_a_place_is_taken_back_in_so_many_words(
    text: str, place: str, outright: bool
) -> None:
    found = loaded.extractor()(text)
    taken = [e["value"] for e in found if e.get("taken_back")]
    assert (place in taken) is outright
