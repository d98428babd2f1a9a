"""The three formats are read, and what is wrong is said with file and line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.testing.formats import looks_like_tests
from bot.testing.model import Answer, Case, Say
from bot.testing.problems import FormatError

Read = Callable[[str], list[Case]]

PRO = """\
fixtures:
  - rich: [{money: 5.0}]
metadata:
  - here: {country: uk}
stub_custom_actions:
  action_pay: {events: [], responses: [{text: paid}]}
  "other::action_pay": {events: [], responses: [{text: not paid}]}
test_cases:
  - test_case: one
    fixtures: [rich]
    metadata: here
    steps:
      - user: hello
        metadata: here
      - bot: hi
      - utter: utter_greet
      - slot_was_set: [{money: 5.0}, name]
      - slot_was_not_set: [age]
  - test_case: other
    steps:
      - user: hello
        assertion_order_enabled: true
        assertions:
          - action_executed: action_pay
          - bot_uttered: {utter_name: utter_greet, text_matches: "^h", buttons: []}
      - bot: passed over
"""


def test_rasa_pro_s_cases_are_read(read: Read) -> None:
    one, other = read(PRO)
    assert one.slots == {"money": 5.0}
    assert one.metadata == {"country": "uk"}
    assert one.stubs["action_pay"]["responses"] == [{"text": "paid"}]
    assert [each.kind for each in one.checks] == [
        "bot", "utters", "slot_was_set", "slot_was_not_set",
    ]  # fmt: skip
    assert other.stubs["action_pay"]["responses"] == [{"text": "not paid"}]
    said = other.steps[0]
    assert isinstance(said, Say)
    assert said.ordered
    assert [each.kind for each in said.checks] == ["action_executed", "bot_uttered"]
    assert "plays.yml:26" in other.notes[0]
    assert "passed over" in other.notes[0]


PLAY = """\
beginnings:
  hello: [{user: hello}, {bot: hi}]
people:
  calm: {otherwise: "no", name: Ann}
screenplays:
  short:
    - from: hello
    - answers: {like: calm, age: 30}
    - bot: [done, {response_max_words: 5}]
  each:
    tags: [slow]
    expected_to_fail: {b: not yet}
    for_each: [{id: a, say: one}, {id: b, say: two}]
    lines: [{user: "say {say}"}, {bot: "{say}"}]
"""


def test_screenplays_are_read(read: Read) -> None:
    short, first, second = read(PLAY)
    hello, answers = short.steps
    assert isinstance(hello, Say)
    assert hello.checks[0].wanted == '"hi"'
    assert isinstance(answers, Answer)
    assert answers.facts == {"otherwise": "no", "name": "Ann", "age": "30"}
    assert [each.kind for each in answers.checks] == ["says", "response_max_words"]
    assert (first.name, second.name) == ("each[a]", "each[b]")
    assert isinstance(second.steps[0], Say)
    assert second.steps[0].text == "say two"
    assert (first.expected_to_fail, second.expected_to_fail) == ("", "not yet")
    assert first.tags == ("slow",)


def test_what_is_used_from_another_file_is_found(read: Read, tmp_path: Path) -> None:
    other = "beginnings: {tea: [{user: tea please}]}\npeople: {ann: {name: Ann}}\n"
    (tmp_path / "shared.yml").write_text(other)
    (tmp_path / "rows.yml").write_text("drinks: {hot: [tea, cocoa]}\n")
    first, _ = read(
        "uses: shared.yml\nscreenplays:\n  x:\n    for_each: rows.yml#drinks\n"
        "    lines: [{from: tea}, {user: '{value}'}, {answers: ann}]\n"
    )
    assert first.name == "x[hot: tea]"
    texts = [each.text for each in first.steps if isinstance(each, Say)]
    assert texts == ["tea please", "tea"]


STORY = """\
version: "3.1"
stories:
  - story: tea
    steps:
      - user: "one [tea](drink) and [cake]{\\"entity\\": \\"food\\"}"
        intent: order
      - action: action_pour
      - slot_was_set: [{cups: 1}]
      - user: bye
      - action: utter_bye
"""


def test_stories_are_read_and_their_annotations_left_out(read: Read) -> None:
    (tea,) = read(STORY)
    first, second = tea.steps
    assert isinstance(first, Say)
    assert first.text == "one tea and cake"
    assert [each.kind for each in first.checks] == ["intent", "story"]
    assert [each.kind for each in second.checks] == ["story"]


def user(assertion: str) -> str:
    return (
        "test_cases:\n- test_case: a\n  steps:\n  - user: hi\n    assertions:\n"
        f"    - {assertion}\n"
    )


PRO_CASE = "test_cases:\n- test_case: a\n"
TWICE = "  steps: [{{user: {}}}]\n"
EACH = "screenplays:\n  a:\n    lines: [{user: a}]\n"
TOLD = "stories:\n- story: a\n  steps:\n"


def play(lines: str) -> str:
    return f"screenplays:\n  a:\n    - user: hi\n{lines}"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (user("flow_cancelled: x"), 'plays.yml:6: the assertion "flow_cancelled"'),
        (user("generative_response_is_relevant: {}"), "asks a language model to judge"),
        (user("pattern_clarification_contains: [a]"), "has no such pattern"),
        (user("slot_was_sett: [a]"), 'Did you mean "slot_was_set"?'),
        (user("bot_uttered: {utter: a}"), 'bot_uttered has no field "utter" here'),
        (user("bot_uttered: {text_matches: '('}"), "no regular expression"),
        (user("response_max_words: many"), "needs a number above 0"),
        ("test_cases:\n- steps: []\n", "plays.yml:2: a test case needs steps"),
        (PRO_CASE + "  fixtures: [b]\n  steps: [{user: c}]", 'no fixtures "b"'),
        ("test_cases: []", "there is nothing under test_cases:"),
        ("intents: []", "a test file holds test_cases:, stories: or screenplays:"),
        (play("    - bott: hi\n"), 'plays.yml:4: a line has no field "bott" here'),
        (play("    - from: nowhere\n"), 'there is no beginning "nowhere"'),
        (play("    - answers: nobody\n"), 'nobody here is called "nobody"'),
        ("screenplays:\n  a: [{bot: hi}]", "the user has not said anything yet"),
        (EACH + "    for_each: []\n", "needs rows"),
        (EACH + "    for_each: no.yml#x\n", "cannot be read"),
        (
            EACH + "    for_each: [{ask: I ran, can I}]\n",
            "Put quotes round a text with a comma in it",
        ),
        ("screenplays:\n  a:\n   - user: x\n  - y", "plays.yml:4"),
        (TOLD + "  - intent: hi", "plays.yml:4: a story is played with real"),
        (TOLD + "  - checkpoint: b", "a checkpoint cannot be played"),
        (TOLD + "  - or: []", "an or cannot be played"),
        (
            PRO_CASE + TWICE.format("b") + "- test_case: a\n" + TWICE.format("c"),
            '"a" stands in line 2 already',
        ),
    ],
)
def test_what_is_wrong_is_said_in_words(read: Read, content: str, said: str) -> None:
    with pytest.raises(FormatError) as error:
        read(content)
    assert said in str(error.value)
    assert "Commented" not in str(error.value)  # no type of a library's


def test_all_mistakes_of_a_file_are_said_at_once(read: Read) -> None:
    with pytest.raises(FormatError) as error:
        read(play("    - bott: hi\n    - bot: {asks: x}\n    - from: nowhere\n"))
    assert [each.place.line for each in error.value.problems] == [4, 5, 6]


def test_only_files_that_hold_conversations_look_like_it(tmp_path: Path) -> None:
    path = tmp_path / "test_x.yml"
    path.write_text("# stories: none\nwords: [stories]\n")
    assert not looks_like_tests(path)
    path.write_text("# a comment\nstories:\n- story: a\n")
    assert looks_like_tests(path)
