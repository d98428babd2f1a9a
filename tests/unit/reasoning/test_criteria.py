"""The tests that triage rules are made of."""

from collections.abc import Callable

import pytest

from bot.knowledge.model import Knowledge, Status
from bot.reasoning.answers import add_message
from bot.reasoning.criteria import Criterion, Facts, Truth, parse, truth
from bot.reasoning.model import Evidence, Message

Say = Callable[..., Message]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("numb", Criterion("finding", "numb")),
        ("leg@both", Criterion("finding", "leg", side="both")),
        ("numb:absent", Criterion("finding", "numb", Status.ABSENT)),
        ("told:disc", Criterion("finding", "told:disc")),
        ("told:disc:past", Criterion("finding", "told:disc", Status.PAST)),
        ("years>=70", Criterion("number", "years", compare=">=", bound=70)),
        ("how_long<P2D", Criterion("number", "how_long", compare="<", bound=2)),
        ("kind:location", Criterion("kind", "location")),
        (
            "condition:bone>=0.3",
            Criterion("condition", "bone", compare=">=", bound=0.3),
        ),
    ],
)
def test_a_test_is_read(text: str, expected: Criterion) -> None:
    assert parse(text) == expected


def test_a_bound_that_is_no_number_is_refused_in_plain_words() -> None:
    with pytest.raises(ValueError, match='"years>old": "old" is neither a number'):
        parse("years>old")


@pytest.mark.parametrize(
    ("said", "test", "expected"),
    [
        ("numb", "numb", Truth.MET),
        ("!numb", "numb", Truth.FAILED),
        ("<numb", "numb", Truth.FAILED),
        ("~numb", "numb", Truth.FAILED),
        ("?numb", "numb", Truth.OPEN),
        ("leg", "numb", Truth.OPEN),
        ("<numb", "numb:past", Truth.MET),
        ("leg@both", "leg@both", Truth.MET),
        ("leg@both", "leg@left", Truth.MET),
        ("leg@left", "leg@both", Truth.FAILED),
        ("leg", "leg@both", Truth.OPEN),
        ("years=70", "years>=70", Truth.MET),
        ("years=69", "years>=70", Truth.FAILED),
        ("numb", "years>=70", Truth.OPEN),
        ("how_long=P1D", "how_long<P2D", Truth.MET),
        ("calf", "kind:location", Truth.MET),
        ("!calf", "kind:location", Truth.OPEN),
    ],
)
def test_a_test_is_met_failed_or_open(
    knowledge: Knowledge, say: Say, said: str, test: str, expected: Truth
) -> None:
    evidence = add_message(knowledge, Evidence(), say(said))
    assert truth(parse(test), Facts(knowledge, evidence, {})) is expected


def test_a_hedge_meets_a_test_where_the_rule_says_so(
    knowledge: Knowledge, say: Say
) -> None:
    evidence = add_message(knowledge, Evidence(), say("?numb"))
    facts = Facts(knowledge, evidence, {})
    assert truth(parse("numb"), facts, uncertain=True) is Truth.MET


def test_the_probability_of_a_condition_is_tested(knowledge: Knowledge) -> None:
    facts = Facts(knowledge, Evidence(), {"bone": 0.31})
    assert truth(parse("condition:bone>=0.3"), facts) is Truth.MET
    assert truth(parse("condition:bone>=0.4"), facts) is Truth.FAILED
