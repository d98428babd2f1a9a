"""Conversations are held to the first turn that differs, many at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.testing import approved
from bot.testing.extension import Extension
from bot.testing.model import Case, Outcome
from bot.testing.playing import play
from bot.testing.problems import KitError
from bot.testing.recording import Recording
from bot.testing.stage import Stage
from bot.testing.telling import failure_text, transcript
from tests.kit.conftest import Parrot

Read = Callable[[str], list[Case]]


def one(read: Read, lines: str) -> Case:
    return read(f"screenplays:\n  a:\n    lines: {lines}\n")[0]


async def test_it_ends_with_the_first_turn_that_differs(
    read: Read, parrot: Parrot, extension: Extension
) -> None:
    lines = "[{user: A}, {bot: a}, {user: B}, {bot: [x, y, b]}, {user: C}]"
    outcome = await play(one(read, lines), parrot, extension)
    assert [turn.said for turn in outcome.turns] == ["A", "B"]
    assert [each.wanted for each in outcome.failures] == ['"x"', '"y"']
    assert outcome.checked == 4
    told = failure_text(outcome, extension)
    assert "plays.yml:3: says" in told
    assert "user: B" in told
    assert told.index("user: B") < told.index('expected: "x"')


async def test_questions_are_answered_from_what_a_person_would_say(
    read: Read, parrot: Parrot, extension: Extension
) -> None:
    lines = "[{user: knock}, {answers: {who: I am Ann}}, {bot: i am ann}]"
    outcome = await play(one(read, lines), parrot, extension)
    assert outcome.passed
    assert [turn.said for turn in outcome.turns] == ["knock", "I am Ann"]


async def test_a_question_nobody_can_answer_is_a_failure(
    read: Read, parrot: Parrot, extension: Extension
) -> None:
    lines = "[{user: knock}, {answers: {age: 30}}]"
    outcome = await play(one(read, lines), parrot, extension)
    assert "Who is there?" in outcome.failures[0].got


async def test_a_twin_is_told_in_a_conversation_of_its_own(
    read: Read, parrot: Parrot, extension: Extension
) -> None:
    lines = "[{user: A}, {user: B}, {bot: {same_answer_as: [b, x]}}]"
    outcome = await play(one(read, lines), parrot, extension)
    assert len({each.sender for each in parrot.starts}) == 3
    assert 'after "x"' in outcome.failures[0].got


async def test_a_bot_that_cannot_be_reached_is_a_failure(
    read: Read, parrot: Parrot, extension: Extension
) -> None:
    outcome = await play(one(read, "[{user: break}]"), parrot, extension)
    assert outcome.failures[0].got == "it broke"


def held(
    cases: list[Case], parrot: Parrot, extension: Extension, n: int
) -> list[Outcome]:
    async def opened() -> Parrot:
        return parrot

    stage = Stage(opened, extension, n)
    stage.begin([(each.name, each) for each in cases])
    outcomes = [stage.outcome(each.name, each) for each in cases]
    stage.close()
    return outcomes


MANY = """\
screenplays:
  each:
    for_each: [a, b, c, d, e, f]
    lines: [{user: "{value}"}, {user: again}, {bot: again}]
"""
ALONE = MANY.replace("{bot: again}", "{bot: {latency_below_ms: 60000}}")


@pytest.mark.parametrize(("content", "most"), [(MANY, 3), (ALONE, 1)])
def test_many_at_a_time_but_a_latency_is_measured_alone(
    read: Read, parrot: Parrot, extension: Extension, content: str, most: int
) -> None:
    outcomes = held(read(content), parrot, extension, 3)
    assert all(each.passed for each in outcomes)
    assert parrot.most_at_once == most
    assert parrot.closed


def test_a_bot_that_cannot_be_opened_says_why(read: Read, extension: Extension) -> None:
    async def broken() -> Parrot:
        raise KitError("there is no model")

    stage = Stage(broken, extension, 2)
    case = one(read, "[{user: a}]")
    with pytest.raises(KitError, match="there is no model"):
        stage.outcome("a", case)
    stage.close()


async def test_an_approved_transcript_is_compared_word_for_word(
    read: Read, parrot: Parrot, extension: Extension, tmp_path: Path
) -> None:
    case, file = one(read, "[{user: A}]"), tmp_path / "plays.yml"
    outcome = await play(case, parrot, extension)
    missing = approved.compare(file, case, outcome)
    assert missing is not None
    assert "--update" in missing.got
    approved.approve(file, case, outcome)
    assert approved.compare(file, case, outcome) is None
    other = await play(one(read, "[{user: B}]"), parrot, extension)
    changed = approved.compare(file, case, other)
    assert changed is not None
    assert "-user: A" in changed.got
    assert "+user: B" in changed.got


async def test_a_recording_is_a_screenplay_that_passes(
    read: Read, parrot: Parrot, extension: Extension, tmp_path: Path
) -> None:
    recording = Recording(extension)
    for text in ("A: b", "I am Ann"):
        recording.turns.append(await parrot.say(text, {}))
    recording.write(tmp_path / "recorded.yml")
    (case,) = read((tmp_path / "recorded.yml").read_text())
    assert case.name == "recorded"
    outcome = await play(case, parrot, extension)
    assert outcome.passed
    assert outcome.checked == 2
    assert "user: A: b" in transcript(outcome.turns)
