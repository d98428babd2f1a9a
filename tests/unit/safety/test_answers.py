"""Answers to an open question, whichever way round it was put."""

import shutil

import pytest

from bot.safety.detector import Detector, Outcome
from bot.safety.rules import FOLDER

REVERSED = """
id: bladder_bowel
question:
  text: Can you control your bladder as you always could?
  yes: 0
  no: 1
  options:
    - label: Yes, as always
      sets: {bladder_bowel: absent}
    - label: Not as I could
      sets: {bladder_bowel: present}
    - label: Not sure
      sets: {bladder_bowel: uncertain}
"""
STRAIGHT = """
id: saddle_numbness
question:
  text: Any numbness down below?
  yes: 0
  no: 1
  options:
    - label: Yes
      sets: {saddle_numbness: present}
    - label: "No"
      sets: {saddle_numbness: absent}
"""
LIST = """
id: fever
question:
  type: multi
  text: Do any of these fit?
  no: 0
  covers: [fever, steroid_use]
  options:
    - label: None of these
      sets: {fever: absent, steroid_use: absent}
    - label: Very ill and hot
      sets: {fever: present}
    - label: Steroids for months
      sets: {steroid_use: present}
"""


@pytest.fixture(scope="module")
def detector(tmp_path_factory):
    folder = tmp_path_factory.mktemp("knowledge")
    shutil.copytree(FOLDER / "red_flags", folder / "red_flags")
    (folder / "findings").mkdir()
    for name, text in (
        ("bladder_bowel", REVERSED),
        ("saddle_numbness", STRAIGHT),
        ("fever", LIST),
        ("broken", "question: ["),
    ):
        (folder / "findings" / f"{name}.yml").write_text(text)
    return Detector.load(folder)


@pytest.mark.parametrize(
    ("asked", "text", "outcome"),
    [
        ("saddle_numbness", "yes", "fire"),
        ("saddle_numbness", "yeah a bit", "fire"),
        ("saddle_numbness", "when I wipe, yeah", "fire"),
        ("saddle_numbness", "a bit", "fire"),
        ("saddle_numbness", "no, well, a little", "fire"),
        ("saddle_numbness", "no but it feels odd when I wipe", "fire"),
        ("saddle_numbness", "no", "none"),
        ("saddle_numbness", "nope, all fine", "none"),
        ("saddle_numbness", "no numbness", "none"),
        ("saddle_numbness", "not sure", "ask"),
        ("saddle_numbness", "what do you mean by that", "none"),
        ("bladder_bowel", "no", "fire"),
        ("bladder_bowel", "not really", "fire"),
        ("bladder_bowel", "barely", "fire"),
        ("bladder_bowel", "Not as I could", "fire"),
        ("bladder_bowel", "yes", "none"),
        ("bladder_bowel", "yes, as always", "none"),
        ("bladder_bowel", "dunno", "ask"),
        ("bladder_bowel", "yes but I can't feel it when I wipe", "fire"),
        ("fever", "Very ill and hot", "fire"),
        ("fever", "none of these", "none"),
        ("fever", "yes", "ask"),
        ("fever", "Steroids for months", "none"),
        ("ask:bladder_bowel", "yes", "fire"),
        ("ask:bladder_bowel", "no", "none"),
        ("ask:steroid_use", "yes", "fire"),
        ("no_such_question", "yes", "none"),
    ],
)
def test_an_answer_is_read_with_its_question(detector, asked, text, outcome):
    assert detector.scan(text, asked=asked).outcome is Outcome(outcome)


def test_a_second_not_sure_is_urgent_and_not_a_no(detector):
    first = detector.scan("not sure", asked="saddle_numbness")
    second = detector.scan("still not sure", asked=first.question.asked)
    assert (second.outcome, second.level) == (Outcome.FIRE, "urgent")


def test_without_an_open_question_a_bare_yes_says_nothing(detector):
    assert detector.scan("yes").outcome is Outcome.NONE


def test_the_question_is_the_rules_own(detector):
    scan = detector.scan("should I worry about losing bladder control?")
    assert scan.outcome is Outcome.ASK
    assert scan.question.rule == "bladder_bowel"
    assert scan.question.asked == "ask:bladder_bowel"
    assert scan.question.text.endswith("?")


def test_an_answer_is_not_joined_to_the_story_before_it():
    story = (
        "Retired, out three days a week. X-ray showed worn discs and I am scared every"
        " step grinds them to powder. Four months of it. Should I hang it up?"
    )
    answer = "98 even. tried, failed. no sir. had a pack once for poison ivy"
    scan = Detector.load().scan(answer, [story], "fever")
    assert scan.outcome is Outcome.NONE


def test_a_second_half_is_read_with_the_first():
    scan = Detector.load().scan(
        "and since last night it's numb", ["between my legs, when I wipe"], "duration"
    )
    assert scan.outcome is Outcome.FIRE


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("nah just got chucked off a horse on Sunday, back's rooted", Outcome.FIRE),
        ("nope none, well I came off my motorbike on Sunday", Outcome.FIRE),
        ("no fever or any of that, fell off the roof on Sunday", Outcome.FIRE),
        ("none of it, never fell off a horse in my life", Outcome.NONE),
        ("no no, fell off a ladder in 1998 and that's it", Outcome.NONE),
    ],
)
def test_a_heavy_fall_told_in_a_list_of_noes_is_none_of_them(answer, outcome):
    assert Detector.load().scan(answer, asked="fever").outcome is outcome
