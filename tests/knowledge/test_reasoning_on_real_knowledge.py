"""Reasoning on the clinician's own folder: what must hold whatever its weights are."""

import time

import pytest

from bot.knowledge.model import Knowledge, Status, Triage
from bot.reasoning.answers import add_message, is_answered
from bot.reasoning.assess import assess
from bot.reasoning.criteria import Facts
from bot.reasoning.decide import decide
from bot.reasoning.index import index_of
from bot.reasoning.model import Evidence, Mention, Message, NextStep
from bot.reasoning.questions import MOST_QUESTIONS
from bot.reasoning.screen import fits_place
from tests import loaded
from tests.benchmarks.clinical_engine import hold, mention, read_vignettes, report

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return loaded.knowledge()


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


@pytest.mark.parametrize(
    ("entries", "triage"),
    [
        (("location_lower_back", "stiffness", "red_eye"), Triage.URGENT),
        (("location_thigh_back", "bruising", "clicking"), Triage.URGENT),
        (("location_lower_back", "bruising"), Triage.SELF_CARE),
        (("location_flank", "location_groin"), Triage.URGENT),
        (("location_lower_back", "urinary_symptoms"), Triage.URGENT),
        (("location_lower_back", "urinary_symptoms", "fever"), Triage.EMERGENCY),
        (
            ("location_lower_back", "prior_diagnosis:abdominal_or_urinary_cause"),
            Triage.URGENT,
        ),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else value.value,
)
def test_signs_beyond_the_back_set_how_soon_to_be_seen(
    knowledge: Knowledge, entries: tuple[str, ...], triage: Triage
) -> None:
    assert assess(knowledge, told(knowledge, *entries)).triage is triage


def test_legs_that_ache_for_months_and_ease_on_sitting_are_not_an_emergency(
    knowledge: Knowledge,
) -> None:
    evidence = told(
        knowledge,
        "location_buttock@both",
        "radiation_leg@both",
        "relief_sitting_or_bending_forward",
        "worse_walking",
        "duration=P6M",
        "age=70",
    )
    assessment = assess(knowledge, evidence)
    assert assessment.triage is Triage.SEE_PROFESSIONAL
    assert assessment.ranking[0].id == "spinal_stenosis"


def test_pain_below_the_knee_only_that_soon_goes_is_no_disc(
    knowledge: Knowledge,
) -> None:
    evidence = told(
        knowledge,
        "location_calf@both",
        "location_shin@both",
        "radiation_below_knee",
        "lower_leg_only",
        "relief_soon_after_stopping",
        "onset_during_run",
    )
    leader = assess(knowledge, evidence).ranking[0].id
    assert leader == "vascular_or_compartment_leg_pain"


@pytest.mark.parametrize(
    ("more", "level"),
    [
        ((), Triage.EMERGENCY),
        (("relief_soon_after_stopping",), Triage.SEE_PROFESSIONAL),
    ],
)
def test_a_leg_tight_as_wood_that_lets_go_by_itself_is_no_emergency(
    knowledge: Knowledge, more: tuple[str, ...], level: Triage
) -> None:
    seen = told(knowledge, "location_shin@both", "leg_rock_hard", *more)
    assert assess(knowledge, seen).triage is level


@pytest.mark.parametrize(
    ("asked", "more", "hurts"),
    [
        ("radiation_leg", (), True),
        ("weakness", (), True),
        ("radiation_leg", ("location_calf",), False),
        ("location_lower_back", (), False),
    ],
)
def test_a_place_is_taken_back_only_for_another_or_when_asked_for(
    knowledge: Knowledge, asked: str, more: tuple[str, ...], hurts: bool
) -> None:
    before = told(knowledge, "location_lower_back")
    denial = Mention("location_lower_back", Status.ABSENT)
    answer = Message("stays put there", (denial, *map(mention, more)), polarity="no")
    after = add_message(knowledge, before, answer, asked).observations
    assert (after["location_lower_back"].status is Status.PRESENT) is hurts


@pytest.mark.parametrize("asked", ["bladder_bowel", "weakness", "worse_sitting"])
def test_a_place_taken_back_outright_answers_nothing_else(
    knowledge: Knowledge, asked: str
) -> None:
    before = told(knowledge, "location_lower_back", "location_calf")
    denial = Mention("location_calf", Status.ABSENT, taken_back=True)
    answer = Message("There is no pain in my calf.", (denial,), odds=-3.0)
    after = add_message(knowledge, before, answer, asked)
    assert after.observations["location_calf"].status is Status.ABSENT
    assert not is_answered(knowledge, after, asked)


def test_a_place_taken_back_where_it_is_asked_for_answers(
    knowledge: Knowledge,
) -> None:
    before = told(knowledge, "location_lower_back", "location_calf")
    denial = Mention("location_calf", Status.ABSENT, taken_back=True)
    answer = Message("There is no pain in my calf.", (denial,), odds=-3.0)
    after = add_message(knowledge, before, answer, "radiation_below_knee")
    assert after.observations["radiation_below_knee"].status is Status.ABSENT


@pytest.mark.parametrize(("odds", "status"), [(2.9, None), (-2.9, Status.ABSENT)])
def test_an_odd_yes_to_several_options_chooses_none_of_them(
    knowledge: Knowledge, odds: float, status: Status | None
) -> None:
    before = told(knowledge, "location_lower_back")
    answer = Message("walking about, bit bent", odds=odds)
    after = add_message(knowledge, before, answer, "unable_to_bear_weight")
    seen = after.observations.get("worse_hopping")
    assert (seen.status if seen else None) is status


def test_a_place_left_out_is_half_denied(knowledge: Knowledge) -> None:
    silent = told(knowledge, "location_thigh_back")
    denial = Message("", (Mention("location_buttock", Status.ABSENT),))
    denied = add_message(knowledge, silent, denial)
    shares = [
        next(r for r in assess(knowledge, e).ranking if r.id == "piriformis_syndrome")
        for e in (denied, silent, told(knowledge, "location_buttock"))
    ]
    assert shares[0].probability < shares[1].probability < shares[2].probability


def test_a_confirmed_diagnosis_pulls_more_than_a_guess(knowledge: Knowledge) -> None:
    told_by_scan = "prior_diagnosis:spondylolisthesis"
    back = told(knowledge, "location_lower_back", "worse_bending_back")
    guess = Mention(told_by_scan, Status.UNCERTAIN)
    guessed = add_message(knowledge, back, Message("", (guess,)))
    confirmed = add_message(knowledge, back, Message("", (mention(told_by_scan),)))
    shares = [
        next(
            r.probability for r in assess(knowledge, e).ranking if r.id in told_by_scan
        )
        for e in (back, guessed, confirmed)
    ]
    assert shares[0] < shares[1] < shares[2]
    assert assess(knowledge, confirmed).ranking[0].id == "spondylolisthesis"


@pytest.mark.parametrize(
    ("question", "place", "other_place"),
    [
        ("clicking", "location_lower_back", "location_hip"),
        ("leg_swelling", "location_thigh_back", "location_calf"),
        ("unable_to_bear_weight", "location_lower_back", "location_groin"),
        ("relief_soon_after_stopping", "location_lower_back", "location_calf"),
    ],
)
def test_a_question_is_asked_only_where_it_could_matter(
    knowledge: Knowledge, question: str, place: str, other_place: str
) -> None:
    for entry, asked in ((place, False), (other_place, True)):
        facts = Facts(knowledge, told(knowledge, entry, "worse_running"), {})
        assert fits_place(index_of(knowledge), question, facts) is asked


def test_what_feeds_the_pain_is_one_question_that_spares_what_was_told(
    knowledge: Knowledge,
) -> None:
    evidence = told(knowledge, "location_lower_back", "new_or_worn_shoes")
    none = Message("no, same as always", polarity="no")
    evidence = add_message(knowledge, evidence, none, "training_increase")
    assert evidence.observations["new_or_worn_shoes"].status is Status.PRESENT
    assert evidence.observations["training_increase"].status is Status.ABSENT


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


def test_feet_that_lift_are_not_sore_feet(knowledge: Knowledge) -> None:
    feet = Mention("location_foot", Status.PRESENT, text="feet", side="both")
    message = Message("no, both feet lift fine", (feet,), "no")
    evidence = told(knowledge, "location_lower_back")
    evidence = add_message(knowledge, evidence, message, "weakness")
    assert "location_foot" not in evidence.observations


def test_a_length_that_was_asked_is_not_changed_by_an_aside(
    knowledge: Knowledge,
) -> None:
    evidence = told(knowledge, "location_lower_back")
    days = Message("3 days", (mention("duration=P3D"),))
    evidence = add_message(knowledge, evidence, days, "duration")
    aside = Message("yes first hill reps in years", (mention("duration=P3Y"),), "yes")
    evidence = add_message(knowledge, evidence, aside, "training_increase")
    assert evidence.observations["duration"].value == "P3D"
    correction = Message("actually 3 weeks", (mention("duration=P3W"),))
    evidence = add_message(knowledge, evidence, correction)
    assert evidence.observations["duration"].value == "P3W"


def test_only_what_asks_for_more_adds_to_the_reason(knowledge: Knowledge) -> None:
    assessment = assess(knowledge, told(knowledge, "location_lower_back", "spasm"))
    assert len(assessment.triage_reasons) == 1


def test_no_pain_in_the_leg_is_none_below_the_knee(knowledge: Knowledge) -> None:
    denial = Message("no leg pain", (Mention("radiation_leg", Status.ABSENT),))
    evidence = add_message(knowledge, told(knowledge, "location_lower_back"), denial)
    assert evidence.observations["radiation_below_knee"].status is Status.ABSENT
