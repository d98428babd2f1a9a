"""How findings move conditions."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.model import Condition, Grade, Knowledge, Status, Weight
from bot.reasoning.answers import add_message
from bot.reasoning.model import Evidence, Message, Observation, RankedCondition
from bot.reasoning.ranking import rank
from bot.reasoning.weighing import STRONGEST_RATIO, TRUST

Say = Callable[..., Message]


@pytest.fixture
def ranked(knowledge: Knowledge, say: Say) -> Callable[..., dict[str, RankedCondition]]:
    """The ranking after one message, by id and in order."""

    def make(*said: str) -> dict[str, RankedCondition]:
        evidence = add_message(knowledge, Evidence(), say(*said))
        return {r.id: r for r in rank(knowledge, evidence)}

    return make


def odds_of(weight: Weight, observation: Observation) -> float:
    """How far one observation moves the odds between two equal conditions."""
    conditions = {
        "a": Condition("a", "a", "", 0.5, weights=(weight,)),
        "b": Condition("b", "b", "", 0.5),
    }
    evidence = Evidence(observations={weight.finding: observation})
    found = {r.id: r for r in rank(Knowledge(conditions=conditions), evidence)}
    return found["a"].probability / found["b"].probability


def seen(status: Status = Status.PRESENT, **more: object) -> Observation:
    return Observation(status, **more)


def test_a_finding_moves_the_odds_by_its_ratio() -> None:
    weight = Weight("f", 2.0, 0.5, Grade.STRONG)
    assert odds_of(weight, seen()) == pytest.approx(2)
    assert odds_of(weight, seen(Status.ABSENT)) == pytest.approx(0.5)


@pytest.mark.parametrize("grade", list(Grade))
def test_a_weak_source_counts_less(grade: Grade) -> None:
    assert odds_of(Weight("f", 2.0, grade=grade), seen()) == pytest.approx(
        2.0 ** TRUST[grade]
    )


@pytest.mark.parametrize(("ratio", "bounded"), [(40.0, 5.0), (0.01, 0.2), (0.0, 0.2)])
def test_no_single_finding_decides(ratio: float, bounded: float) -> None:
    assert STRONGEST_RATIO == 5
    weight = Weight("f", ratio, grade=Grade.STRONG)
    assert odds_of(weight, seen()) == pytest.approx(bounded)


def test_a_hedge_counts_half() -> None:
    weight = Weight("f", 4.0, 0.1, Grade.STRONG)
    assert odds_of(weight, seen(Status.UNCERTAIN)) == pytest.approx(2)


@pytest.mark.parametrize("status", [Status.PAST, Status.OTHER_PERSON])
def test_what_is_over_or_another_persons_counts_nothing(status: Status) -> None:
    weight = Weight("f", 4.0, 0.1, Grade.STRONG)
    assert odds_of(weight, seen(status)) == pytest.approx(1)


@pytest.mark.parametrize(
    ("years", "expected"), [(49, 0.5), (50, 2.0), (69, 2.0), (70, 0.5)]
)
def test_bounds_are_half_open(years: float, expected: float) -> None:
    weight = Weight("f", 2.0, 0.5, Grade.STRONG, at_least=50, below=70)
    assert odds_of(weight, seen(value=years)) == pytest.approx(expected)


def test_a_bounded_weight_reads_a_duration_in_days() -> None:
    weight = Weight("f", 2.0, grade=Grade.STRONG, below=14)
    assert odds_of(weight, seen(value="P1W")) == pytest.approx(2)
    assert odds_of(weight, seen(value="P3W")) == pytest.approx(1)


@pytest.mark.parametrize(
    ("side", "expected"), [("both", 3.0), ("left", 0.5), ("", 1.0)]
)
def test_a_weight_for_one_side_needs_that_side(side: str, expected: float) -> None:
    weight = Weight("f", 3.0, 0.5, Grade.STRONG, side="both")
    assert odds_of(weight, seen(side=side)) == pytest.approx(expected)


def test_findings_of_one_group_count_once() -> None:
    weights = (
        Weight("f", 2.0, grade=Grade.STRONG, group="leg"),
        Weight("g", 3.0, grade=Grade.STRONG, group="leg"),
    )
    conditions = {
        "a": Condition("a", "a", "", 0.5, weights=weights),
        "b": Condition("b", "b", "", 0.5),
    }
    evidence = Evidence(observations={"f": seen(), "g": seen()})
    found = {
        r.id: r.probability for r in rank(Knowledge(conditions=conditions), evidence)
    }
    assert found["a"] / found["b"] == pytest.approx(3)


def test_the_commonest_leads_while_nothing_is_known(ranked: Callable) -> None:
    assert next(iter(ranked())) == "strain"


def test_a_condition_without_what_it_requires_comes_after_all_others(
    ranked: Callable,
) -> None:
    order = list(ranked("sit", "hop"))
    hidden = {"seat_muscle", "nerve_picture", "squashed_nerves", "clot"}
    assert set(order[-4:]) == hidden
    assert next(iter(ranked("sit", "seat", "leg"))) == "seat_muscle"


def test_an_emergency_condition_needs_its_flag_to_be_shown(ranked: Callable) -> None:
    assert next(iter(ranked("calf"))) == "strain"
    assert (
        ranked("calf", "swollen")["clot"].probability
        > ranked("calf")["clot"].probability
    )


def test_an_emergency_condition_leads_once_its_own_flag_fired(ranked: Callable) -> None:
    assert next(iter(ranked("back", "no_hold"))) == "squashed_nerves"
    assert next(iter(ranked("calf", "swollen"))) == "clot"


def test_an_emergency_condition_may_be_named_for_both_legs(ranked: Callable) -> None:
    assert "squashed_nerves" in list(ranked("back", "leg@both"))[:3]
    assert "squashed_nerves" not in list(ranked("back", "leg@left"))[:3]


def test_a_flag_that_is_only_suspected_leads_nowhere(ranked: Callable) -> None:
    assert next(iter(ranked("back", "?no_hold"))) == "strain"


def test_a_clear_picture_goes_before_its_cause(ranked: Callable) -> None:
    assert list(ranked("low_leg", "numb"))[:2] == ["nerve_picture", "disc"]


def test_a_cause_with_signs_of_its_own_goes_before_its_picture(
    ranked: Callable,
) -> None:
    assert list(ranked("low_leg", "numb", "cough"))[:2] == ["disc", "nerve_picture"]


def test_a_picture_takes_nothing_from_its_causes(
    knowledge: Knowledge, say: Say
) -> None:
    without = {c: v for c, v in knowledge.conditions.items() if v.role != "picture"}
    alone = Knowledge(findings=knowledge.findings, conditions=without)
    evidence = add_message(knowledge, Evidence(), say("low_leg", "numb"))
    shares = [
        {r.id: r.probability for r in rank(k, evidence)} for k in (knowledge, alone)
    ]
    with_picture, without_picture = (s["disc"] / s["strain"] for s in shares)
    assert with_picture == pytest.approx(without_picture)


def test_reasons_carry_the_words_of_the_runner(ranked: Callable) -> None:
    reason = ranked("low_leg", "cough")["disc"].supports[0]
    assert (reason.finding, reason.words, reason.ratio) == ("low_leg", "low_leg", 4.0)


def test_a_bare_no_is_put_in_the_findings_own_words(
    knowledge: Knowledge, say: Say
) -> None:
    evidence = add_message(
        knowledge, Evidence(), say(text="no", polarity="no"), asked="numb"
    )
    disc = next(r for r in rank(knowledge, evidence) if r.id == "disc")
    assert [(r.finding, r.words) for r in disc.opposes] == [("numb", "no numb")]


names = st.sampled_from(
    [
        "back",
        "seat",
        "calf",
        "leg",
        "low_leg",
        "numb",
        "numb_seat",
        "no_hold",
        "cold",
        "swollen",
        "hot",
        "cough",
        "sit",
        "hop",
        "more_miles",
        "sudden",
        "slow",
    ]
)
findings = st.dictionaries(
    names, st.builds(Observation, st.sampled_from(list(Status))), max_size=8
)


@given(findings)
def test_probabilities_sum_to_one(
    knowledge: Knowledge, observations: dict[str, Observation]
) -> None:
    ranking = rank(knowledge, Evidence(observations=observations))
    assert sum(r.probability for r in ranking) == pytest.approx(1)
    assert {r.id for r in ranking} == set(knowledge.conditions)


@given(
    st.permutations(["seat@left", "low_leg", "!cough", "?numb", "sit", "how_long=P3W"])
)
def test_the_order_of_what_is_said_does_not_matter(
    knowledge: Knowledge, say: Say, said: list[str]
) -> None:
    once = add_message(knowledge, Evidence(), say(*sorted(said)))
    evidence = Evidence()
    for entry in said:
        evidence = add_message(knowledge, evidence, say(entry))
    assert rank(knowledge, evidence) == rank(knowledge, once)
