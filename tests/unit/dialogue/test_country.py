"""Countries as runners name them, read without the NLU pipeline."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.dialogue.country import UNKNOWN, Countries


@pytest.fixture(scope="module")
def countries() -> Countries:
    return Countries.load()


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("I'm British and my back hurts", "uk"),
        ("UK based, 40 mpw", "uk"),
        ("runner from Northern Ireland", "uk"),
        ("runner from Ireland", "ireland"),
        ("I live in Germany, half marathon in 3 weeks", "eu"),
        ("i'm a kiwi", "new_zealand"),
        ("moved from Canada to the US", UNKNOWN),
        ("it hurts us all", ""),
        ("", ""),
        ("\ud800 \u200b", ""),
    ],
)
def test_a_country_is_recognised(countries: Countries, text: str, country: str) -> None:
    assert countries.mentioned(text) == country


def test_a_long_text_takes_no_time(countries: Countries) -> None:
    assert countries.mentioned("ouch " * 200_000 + "Australia") == ""


def test_without_its_files_it_still_speaks(tmp_path: Path) -> None:
    none = Countries.load(tmp_path)
    assert none.mentioned("I'm British") == ""
    assert "112" in none.emergency_text(["any"], "emergency", "uk")


def test_a_broken_file_costs_its_own_country_only(
    tmp_path: Path, countries: Countries
) -> None:
    (tmp_path / "countries").mkdir()
    (tmp_path / "countries" / "a.yml").write_text("phrases: ['(a', 7, 'atlantis']\n")
    (tmp_path / "countries" / "b.yml").write_text(": : [")
    assert Countries.load(tmp_path).mentioned("from atlantis") == "a"
