"""Reasoning on the clinician's own folder: what must hold whatever its weights are."""

import time

import pytest

from bot.knowledge.loader import load
from bot.knowledge.model import Knowledge, Triage
from bot.reasoning.answers import add_message
from bot.reasoning.assess import assess
from bot.reasoning.decide import decide
from bot.reasoning.index import index_of
from bot.reasoning.model import Evidence, Message, NextStep
from bot.reasoning.questions import MOST_QUESTIONS
from tests.benchmarks.clinical_engine import hold, mention, read_vignettes, report


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


def told(knowledge: Knowledge, *entries: str) -> Evidence:
    message = Message("", tuple(mention(entry) for entry in entries))
    return add_message(knowledge, Evidence(), message)


@pytest.mark.parametrize("vignette", read_vignettes(), ids=lambda v: v["id"])
def test_an_interview_ends_in_time_and_is_never_too_mild_about_an_emergency(
    knowledge: Knowledge, vignette: dict
) -> None:
    result = hold(knowledge, vignette)
    assert len(result.asked) == len(set(result.asked)) <= MOST_QUESTIONS
    if vignette["triage"] == "emergency":
        assert result.assessment.triage is Triage.EMERGENCY


def test_vignettes_are_judged_well_enough(knowledge: Knowledge) -> None:
    totals = report(hold(knowledge, vignette) for vignette in read_vignettes())
    assert totals["three"] >= 0.8
    assert totals["triage"] >= 0.9
    assert totals["questions_median"] <= 9  # these openings are bare


@pytest.mark.parametrize(
    "place",
    ["location_lower_back", "location_buttock", "radiation_leg", "location_calf"],
)
def test_bladder_bowel_and_saddle_are_asked_of_everyone_first(
    knowledge: Knowledge, place: str
) -> None:
    decision = decide(knowledge, told(knowledge, place))
    assert decision.finding == "bladder_bowel"


def test_not_sure_about_the_bladder_is_followed_up(knowledge: Knowledge) -> None:
    evidence = told(knowledge, "location_lower_back")
    unsure = Message("not sure", polarity="unsure")
    evidence = add_message(knowledge, evidence, unsure, "bladder_bowel")
    assert decide(knowledge, evidence).finding == "saddle_numbness"


@pytest.mark.parametrize("finding", ["saddle_numbness", "bladder_bowel"])
def test_a_red_flag_is_an_emergency_at_once(knowledge: Knowledge, finding: str) -> None:
    evidence = told(knowledge, "location_lower_back", finding)
    assert decide(knowledge, evidence).step is NextStep.EMERGENCY


def test_numbness_in_the_leg_denied_does_not_clear_the_saddle(
    knowledge: Knowledge,
) -> None:
    evidence = told(knowledge, "location_lower_back")
    evidence = add_message(
        knowledge, evidence, Message("no", polarity="no"), asked="numbness"
    )
    assert "saddle_numbness" not in evidence.observations


def test_a_nerve_picture_puts_sciatica_and_the_disc_among_the_first_three(
    knowledge: Knowledge,
) -> None:
    evidence = told(knowledge, "radiation_leg", "radiation_below_knee", "numbness")
    top = [ranked.id for ranked in assess(knowledge, evidence).ranking[:3]]
    assert top[0] == "sciatica"
    assert "lumbar_disc_herniation" in top


def test_signs_of_a_disc_put_the_disc_first(knowledge: Knowledge) -> None:
    evidence = told(
        knowledge,
        "location_lower_back",
        "radiation_below_knee",
        "worse_bending_forward",
        "worse_cough_sneeze",
        "onset_lifting",
    )
    assert assess(knowledge, evidence).ranking[0].id == "lumbar_disc_herniation"


def test_a_likely_bone_injury_gets_no_exercise_and_no_running(
    knowledge: Knowledge,
) -> None:
    evidence = told(
        knowledge,
        "location_groin",
        "worse_hopping",
        "training_increase",
        "night_pain",
        "gait_change",
    )
    assessment = assess(knowledge, evidence)
    kinds = {knowledge.advice[advice].kind for advice in assessment.advice}
    assert assessment.ranking[0].id == "bone_stress_injury"
    assert assessment.running == "stop"
    assert "exercise" not in kinds


def test_no_emergency_condition_leads_a_plain_backache(knowledge: Knowledge) -> None:
    assessment = assess(knowledge, told(knowledge, "location_lower_back"))
    shown = assessment.ranking[: assessment.shown]
    roles = {knowledge.conditions[ranked.id].role for ranked in shown}
    assert "emergency" not in roles


def test_every_safety_question_can_be_followed_up_or_answered(
    knowledge: Knowledge,
) -> None:
    index = index_of(knowledge)
    assert index.safety[0] == "bladder_bowel"
    assert all(index.covers[question] for question in index.safety)


def test_deciding_takes_a_few_milliseconds(knowledge: Knowledge) -> None:
    evidence = told(knowledge, "location_lower_back", "radiation_leg")
    no = Message("no", polarity="none")
    for asked in index_of(knowledge).safety:
        evidence = add_message(knowledge, evidence, no, asked)
    decide(knowledge, evidence)
    times = []
    for _ in range(20):
        start = time.perf_counter()
        decide(knowledge, evidence)
        times.append(time.perf_counter() - start)
    assert sorted(times)[10] < 0.05
