"""The body map speaks as a runner might, and is understood as it was meant."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from bot.channels import widget
from bot.nlu.pipeline import Extractor
from bot.safety.detector import Detector, Outcome
from tests import loaded

pytestmark = pytest.mark.slow
SOURCES = Path(widget.__file__).parent / "src"
REGIONS = json.loads((SOURCES / "regions.json").read_text())
STRINGS = json.loads((SOURCES / "strings.en.json").read_text())
BODY = STRINGS["body"]


def places() -> list[tuple[str, str, str]]:
    """Finding, side and words of every region that can be tapped."""
    found = []
    for region in REGIONS:
        part = STRINGS["parts"][region["part"]]
        if "path" in region:
            found.append((region["finding"], "", part["one"]))
        else:
            for side in ("left", "right"):
                words = part.get(side) or part["side"].replace("{side}", BODY[side])
                found.append((region["finding"], side, words))
    return found


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return loaded.extractor()


@pytest.fixture(scope="module")
def detector() -> Detector:
    return loaded.detector()


def said(template: str, preposition: str, *words: str) -> str:
    parts = [BODY[preposition].replace("{place}", each) for each in words]
    return str(BODY[template].replace("{places}", f" {BODY['and']} ".join(parts)))


def found(extractor: Extractor, text: str) -> list[dict[str, Any]]:
    return list(extractor(text))


def test_every_region_names_a_finding_and_has_words() -> None:
    known = loaded.knowledge().findings
    assert {region["finding"] for region in REGIONS} <= set(known)
    assert {region["part"] for region in REGIONS} == set(STRINGS["parts"])


@pytest.mark.parametrize(("finding", "side", "words"), places())
def test_where_it_hurts_is_understood(
    extractor: Extractor, detector: Detector, finding: str, side: str, words: str
) -> None:
    text = said("say_hurts", "hurts_in", words)
    seen = [each for each in found(extractor, text) if each["value"] == finding]
    assert [(each["role"], each["side"]) for each in seen] == [("present", side)], text
    assert detector.scan(text).outcome is Outcome.NONE, text


@pytest.mark.parametrize(("finding", "side", "words"), places())
def test_where_it_spreads_is_understood(
    extractor: Extractor, detector: Detector, finding: str, side: str, words: str
) -> None:
    text = said("say_spreads", "spreads_in", words)
    seen = [
        (each["role"], each["side"])
        for each in found(extractor, text)
        if each["value"] == finding or each["entity"] == "radiation"
    ]
    assert set(seen) == {("present", side)}, text  # "to the knee" is no sore knee
    assert detector.scan(text).outcome is Outcome.NONE, text


@pytest.mark.parametrize(("finding", "side", "words"), places())
def test_a_place_taken_back_is_understood(
    extractor: Extractor, finding: str, side: str, words: str
) -> None:
    text = said("say_gone", "hurts_in", words)
    roles = {
        each["role"] for each in found(extractor, text) if each["value"] == finding
    }
    assert roles == {"absent"}, text


@pytest.mark.parametrize("part", ["thigh_back", "calf", "foot"])
def test_spreading_into_the_leg_is_more_than_a_place(
    extractor: Extractor, part: str
) -> None:
    words = STRINGS["parts"][part]["side"].replace("{side}", BODY["left"])
    text = said("say_spreads", "spreads_in", words)
    assert "radiation" in {each["entity"] for each in found(extractor, text)}, text


def test_two_places_keep_their_sides(extractor: Extractor) -> None:
    sided = [each for each in places() if each[1]]
    for (one, side, words), (two, other, more) in permutations(sided[::3], 2):
        if one == two:
            continue
        text = said("say_hurts", "hurts_in", words, more)
        seen = {(each["value"], each.get("side")) for each in found(extractor, text)}
        assert {(one, side), (two, other)} <= seen, text


def test_the_emergency_numbers_are_those_of_the_countries() -> None:
    countries = loaded.knowledge().countries
    for each in STRINGS["numbers"]:
        assert each["number"] in countries[each["country"]].emergency_number
    assert {each["country"] for each in STRINGS["numbers"]} == set(countries) - {
        "unknown"
    }
