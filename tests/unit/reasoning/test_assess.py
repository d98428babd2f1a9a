"""The judgement as a whole: what is shown, advised, and said of running."""

from collections.abc import Callable

import pytest

from bot.knowledge.model import Knowledge, Triage
from bot.reasoning.answers import add_message
from bot.reasoning.assess import assess
from bot.reasoning.model import Assessment, Evidence, Message

Say = Callable[..., Message]


@pytest.fixture
def judged(knowledge: Knowledge, say: Say) -> Callable[..., Assessment]:
    def judge(*said: str) -> Assessment:
        return assess(knowledge, add_message(knowledge, Evidence(), say(*said)))

    return judge


@pytest.mark.parametrize(
    "said", [(), ("back",), ("low_leg", "numb"), ("swollen",), ("seat", "sit")]
)
def test_one_to_three_conditions_are_shown(judged: Callable, said: tuple) -> None:
    assessment = judged(*said)
    assert 1 <= assessment.shown <= 3
    shown = {r.id for r in assessment.ranking[: assessment.shown]}
    assert not shown.intersection(assessment.could_also_be)


def test_a_clear_leader_is_shown_without_the_unlikely(judged: Callable) -> None:
    assessment = judged("back", "sudden", "!leg", "!hop")
    assert [r.id for r in assessment.ranking[: assessment.shown]] == ["strain"]


def test_factors_come_with_the_words_that_suggest_them(judged: Callable) -> None:
    factors = judged("slow", "more_miles").factors
    assert [(f.id, f.words) for f in factors] == [
        ("too_much", ("more_miles",)),
        ("stiff", ("slow",)),
    ]


def test_advice_is_for_what_is_shown_and_in_order(judged: Callable) -> None:
    assert judged("back", "sudden").advice == ("watch", "move", "plank")
    assert judged("back", "cough", "low_leg").advice == (
        "watch",
        "move",
        "plank",
        "press_up",
    )


def test_a_finding_rules_advice_out(judged: Callable) -> None:
    assert "press_up" not in judged("low_leg", "cough", "numb").advice
    assert "press_up" not in judged("low_leg", "cough", "?numb").advice


def test_advice_for_another_condition_is_not_given(judged: Callable) -> None:
    assert "insole" not in judged("back", "sudden").advice


def test_a_factor_brings_its_advice(judged: Callable) -> None:
    assert "fewer_miles" in judged("back", "sudden", "more_miles").advice


@pytest.mark.parametrize(
    "said", [("no_hold",), ("calf", "swollen"), ("hop", "more_miles")]
)
def test_no_exercise_when_it_is_urgent_or_the_bone_may_be_hurt(
    judged: Callable, knowledge: Knowledge, said: tuple
) -> None:
    kinds = {knowledge.advice[a].kind for a in judged(*said).advice}
    assert "exercise" not in kinds


def test_only_what_suits_the_level_is_advised(judged: Callable) -> None:
    assert judged("no_hold").advice == ("watch",)


@pytest.mark.parametrize(
    ("said", "running", "rule"),
    [
        (("back", "sudden"), "adapt", "strain"),
        (("hop", "more_miles", "!leg"), "stop", "likely_bone"),
        (("calf", "swollen"), "stop", "swollen_leg"),
        (("no_hold",), "stop", "no_hold_now"),
    ],
)
def test_running_follows_the_strictest_voice(
    judged: Callable, said: tuple, running: str, rule: str
) -> None:
    assessment = judged(*said)
    assert (assessment.running, assessment.running_rule) == (running, rule)


def test_nothing_known_is_still_an_assessment(judged: Callable) -> None:
    assessment = judged()
    assert assessment.triage is Triage.SELF_CARE
    assert assessment.ranking[0].id == "strain"
