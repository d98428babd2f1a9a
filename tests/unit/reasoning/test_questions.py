"""Which question comes next, and when asking stops."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.model import Knowledge, Status, Triage, TriageRule
from bot.reasoning.answers import add_message
from bot.reasoning.assess import assess
from bot.reasoning.decide import decide
from bot.reasoning.evidence import with_asked
from bot.reasoning.model import Evidence, Message, NextStep, Observation
from bot.reasoning.questions import MOST_QUESTIONS, next_question

Say = Callable[..., Message]
Interview = Callable[..., tuple[list[str], Evidence]]


@pytest.fixture(scope="module")
def interview(knowledge: Knowledge, say: Say) -> Interview:
    """Asks until asking stops: `answers` gives the polarity for some questions."""

    def hold(
        opening: str, default: str = "no", **answers: str
    ) -> tuple[list[str], Evidence]:
        evidence = add_message(knowledge, Evidence(), say(*opening.split()))
        while (decision := decide(knowledge, evidence)).step is NextStep.ASK:
            asked = decision.finding
            evidence = with_asked(evidence, asked)
            polarity = answers.get(asked, default)
            answer = say(text="x", polarity=polarity)
            evidence = add_message(knowledge, evidence, answer, asked)
        return list(evidence.asked), evidence

    return hold


def test_the_place_is_asked_first(interview: Interview) -> None:
    assert interview("cough", back="skip")[0][0] == "back"


@pytest.mark.parametrize("opening", ["back", "seat", "low_leg"])
def test_a_known_place_is_not_asked_for(interview: Interview, opening: str) -> None:
    assert "back" not in interview(opening)[0]


@pytest.mark.parametrize("opening", ["back", "seat", "calf", "leg"])
def test_the_emergency_screen_comes_before_everything_else(
    interview: Interview, opening: str
) -> None:
    assert interview(opening, hold_on="yes")[0][:2] == ["no_hold", "hold_on"]


def test_the_screen_for_a_leg_waits_for_a_leg(interview: Interview) -> None:
    assert "cold" not in interview("back", hold_on="yes")[0]
    assert "cold" in interview("calf", hold_on="yes")[0]


def test_a_screen_answered_not_sure_is_asked_piece_by_piece(
    interview: Interview,
) -> None:
    asked, _ = interview("back", no_hold="unsure", hold_on="yes")
    assert asked[:2] == ["no_hold", "numb_seat"]


def test_a_screen_that_was_passed_over_is_asked_piece_by_piece(
    knowledge: Knowledge, say: Say
) -> None:
    evidence = add_message(knowledge, Evidence(), say("back"))
    evidence = add_message(knowledge, evidence, say("cough"), asked="no_hold")
    assert next_question(knowledge, evidence) == "numb_seat"


def test_a_screen_answered_no_is_not_asked_again(interview: Interview) -> None:
    assert "numb_seat" not in interview("back", hold_on="yes")[0]


def test_what_was_denied_in_passing_is_not_asked(interview: Interview) -> None:
    asked, _ = interview("back !no_hold !numb_seat", hold_on="yes")
    assert "no_hold" not in asked


def test_a_hedge_is_asked_about(interview: Interview) -> None:
    assert "numb_seat" in interview("back ?numb_seat !no_hold", hold_on="yes")[0]


def test_how_long_is_asked_unless_known(interview: Interview) -> None:
    assert "how_long" in interview("back", hold_on="yes")[0]
    assert "how_long" not in interview("back how_long=P3W", hold_on="yes")[0]


def test_a_duration_without_a_length_is_asked_for(interview: Interview) -> None:
    assert "how_long" in interview("back how_long", hold_on="yes")[0]


def test_the_best_proven_factor_is_asked_for_until_it_is_known(
    interview: Interview,
) -> None:
    assert "more_miles" in interview("back !hop sudden", hold_on="yes")[0]
    assert "more_miles" in interview("back !hop slow", hold_on="yes")[0]
    assert "more_miles" not in interview("back !hop more_miles", hold_on="yes")[0]


def test_a_question_that_separates_the_leaders_is_asked(interview: Interview) -> None:
    asked, _ = interview("leg", hold_on="yes")
    assert {"low_leg", "cough", "sit"}.issubset(asked)


def test_a_question_that_would_change_nothing_is_not_asked(
    interview: Interview,
) -> None:
    assert "side_l" not in interview("leg", hold_on="yes")[0]


def test_a_screen_left_open_is_reported(
    knowledge: Knowledge, interview: Interview
) -> None:
    _, evidence = interview("back", default="skip", hold_on="yes")
    assert assess(knowledge, evidence).unknown_safety[:2] == ("no_hold", "numb_seat")


answers = st.dictionaries(
    st.sampled_from(
        [
            "back",
            "no_hold",
            "numb_seat",
            "cold",
            "hot",
            "leg",
            "low_leg",
            "numb",
            "cough",
            "sit",
            "hop",
            "more_miles",
            "sudden",
            "how_long",
            "years",
            "side_l",
        ]
    ),
    st.sampled_from(["yes", "no", "some", "unsure", "skip", "none", "both"]),
)
openings = st.sampled_from(["", "back", "seat", "calf leg", "low_leg numb", "hop"])


@given(openings, answers, st.sampled_from(["no", "unsure", "skip", "yes"]))
def test_no_question_comes_twice_and_asking_ends(
    interview: Interview, opening: str, given_: dict[str, str], default: str
) -> None:
    asked, _ = interview(opening, default, **given_)
    assert len(asked) == len(set(asked))
    assert len(asked) <= MOST_QUESTIONS


@given(openings, answers)
def test_the_same_runner_is_asked_the_same(
    interview: Interview, opening: str, given_: dict[str, str]
) -> None:
    assert interview(opening, **given_)[0] == interview(opening, **given_)[0]


@pytest.mark.parametrize(("told", "asked"), [("getting on", True), ("80 now", False)])
def test_a_number_that_raises_the_level_is_asked_for_when_told_in_words(
    knowledge: Knowledge, told: str, asked: bool
) -> None:
    old = TriageRule("old", "old", Triage.URGENT, "because old", all=("years>=70",))
    known = replace(knowledge, triage_rules={**knowledge.triage_rules, "old": old})
    seen = {
        "seat": Observation(Status.PRESENT),
        "years": Observation(Status.PRESENT, text=told, value=80.0),
    }
    evidence = Evidence(observations=seen)
    while (question := next_question(known, evidence)) not in (None, "years"):
        evidence = with_asked(evidence, question)
    assert (question == "years") is asked
