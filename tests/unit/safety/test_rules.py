import shutil

import pytest

from bot.safety.detector import Detector
from bot.safety.reading import load, problems
from bot.safety.rules import FOLDER

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(FOLDER / "red_flags", tmp_path / "red_flags")
    return tmp_path


def test_our_own_rules_have_no_problem():
    assert problems() == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "triage: emergency",
            "triage: soon",
            '"triage" must be one of: emergency, urgent',
        ),
        ("triage: emergency", "triag: emergency", 'Did you mean "triage"?'),
        ("question:", "# question:", 'The field "question" is missing'),
        ("id: fever", "id: feaver", 'must be the name of the file, "fever"'),
        ("<back_pain>", "<bak_pain>", 'no word list called "bak_pain"'),
        ("signs:", "signs: [", "not valid YAML"),
    ],
)
def test_each_mistake_is_said_in_plain_words(folder, old, new, says):
    path = folder / "red_flags" / "fever.yml"
    path.write_text(path.read_text().replace(old, new, 1))
    found = problems(folder)
    assert any(
        says in line and line.startswith("red_flags/fever.yml") for line in found
    ), found


def test_a_broken_file_does_not_silence_the_others(folder):
    (folder / "red_flags" / "fever.yml").write_text("signs: [")
    detector = Detector.load(folder)
    assert detector.problems
    assert detector.scan("I have lost control of my bladder").level == "emergency"


def test_a_circle_of_lists_is_named(folder):
    path = folder / "red_flags" / "words" / "feel.yml"
    path.write_text("id: feel\nwords: [<feel>]\n")
    assert any("words/feel.yml" in line for line in problems(folder))


def test_no_rules_at_all_is_a_problem(tmp_path):
    assert "nothing would be noticed" in problems(tmp_path)[0]


def test_every_rule_has_a_question_and_both_kinds_of_example():
    for rule in load().rules:
        assert rule.question.endswith("?"), rule.id
        assert rule.examples.get("fire"), rule.id
        assert rule.examples.get("none"), rule.id
