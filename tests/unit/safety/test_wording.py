import shutil

import pytest

from bot.safety.rules import FOLDER, LEVELS
from bot.safety.wording import emergency_text
from tests.loaded import red_flags

COUNTRY = (
    'id: here\nname: Here\nemergency_number: "12345"\n'
    "urgent_line: Line 6\ncrisis_line: Line 7\n"
)


@pytest.fixture
def folder(tmp_path):
    for name in ("red_flags", "wording"):
        shutil.copytree(FOLDER / name, tmp_path / name)
    (tmp_path / "countries").mkdir()
    (tmp_path / "countries" / "here.yml").write_text(COUNTRY)
    return tmp_path


def levels(rule):
    return sorted({rule.triage} | {sign.triage for sign in rule.signs if sign.triage})


@pytest.mark.parametrize(
    ("rule", "level"),
    [(rule.id, level) for rule in red_flags().rules for level in levels(rule)],
)
def test_every_rule_has_its_own_words_at_each_of_its_levels(folder, rule, level):
    text = emergency_text([rule], level, "here", folder)
    assert text != emergency_text(["no_such_flag"], level, "here", folder)
    first = text.splitlines()[0]
    assert "12345" in first or "Line 6" in first
    assert len(text.splitlines()) == 3
    assert len(text) < 450
    assert "{" not in text


def test_the_crisis_line_is_named(folder):
    assert "Line 7" in emergency_text(["self_harm"], "emergency", "here", folder)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("country", ["", "here", "nowhere", "../../etc/passwd", "\x00"])
def test_without_any_file_there_is_still_something_to_do(tmp_path, level, country):
    text = emergency_text(["whatever", "../x", ""], level, country, tmp_path)
    assert "call your local emergency number" in text
    assert "{" not in text


def test_broken_wording_falls_back(folder):
    (folder / "wording" / "emergency.yml").write_text("a: [")
    assert "12345" in emergency_text(["fever"], "emergency", "here", folder)


def test_an_unknown_level_is_the_most_urgent(folder):
    known = emergency_text(["fever"], "emergency", "here", folder)
    assert emergency_text(["fever"], "soon", "here", folder) == known
