"""How soon to be seen, and what the next step is."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.model import Knowledge, Triage
from bot.reasoning.answers import add_message
from bot.reasoning.assess import assess
from bot.reasoning.decide import decide
from bot.reasoning.evidence import with_red_flag
from bot.reasoning.model import Decision, Evidence, Message, NextStep
from bot.reasoning.ranking import rank
from bot.reasoning.triage import emergency, triage

Say = Callable[..., Message]


@pytest.fixture
def after(knowledge: Knowledge, say: Say) -> Callable[..., Evidence]:
    def tell(*said: str) -> Evidence:
        return add_message(knowledge, Evidence(), say(*said))

    return tell


def level_of(knowledge: Knowledge, evidence: Evidence) -> Triage:
    return triage(knowledge, evidence, rank(knowledge, evidence))[0]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("back sudden", Triage.SELF_CARE),
        ("back leg low_leg numb", Triage.SEE_PROFESSIONAL),
        ("hop more_miles", Triage.SEE_PROFESSIONAL),
        ("back how_long=P7W", Triage.SEE_PROFESSIONAL),
        ("calf swollen", Triage.URGENT),
        ("?numb_seat", Triage.URGENT),
        ("numb_seat", Triage.EMERGENCY),
        ("leg@both", Triage.EMERGENCY),
        ("back hot", Triage.EMERGENCY),
        ("~numb_seat <no_hold back", Triage.SELF_CARE),
    ],
)
def test_the_most_urgent_reason_sets_the_level(
    knowledge: Knowledge, after: Callable, said: str, expected: Triage
) -> None:
    assert level_of(knowledge, after(*said.split())) is expected


def test_reasons_name_the_rule_and_what_met_it(
    knowledge: Knowledge, after: Callable
) -> None:
    evidence = after("back", "hot", "low_leg", "numb")
    _, reasons = triage(knowledge, evidence, rank(knowledge, evidence))
    assert (reasons[0].rule, reasons[0].findings) == ("hot_back", ("hot",))
    milder = [r.rule for r in reasons if r.triage is Triage.SEE_PROFESSIONAL]
    assert milder[0] == "nerve_picture"


def test_a_kept_flag_holds_whatever_is_said_later(
    knowledge: Knowledge, after: Callable
) -> None:
    evidence = with_red_flag(after("back", "!no_hold", "!numb_seat"), "no_hold_now")
    assert decide(knowledge, evidence) == Decision(
        NextStep.EMERGENCY, rule="no_hold_now"
    )
    assert level_of(knowledge, evidence) is Triage.EMERGENCY


def questions_after(knowledge: Knowledge, evidence: Evidence) -> tuple[list[str], str]:
    """All that is asked while nothing is answered, and what it ends with."""
    asked = []
    while (decision := decide(knowledge, evidence)).step is NextStep.ASK:
        asked.append(decision.finding)
        evidence = replace(evidence, asked=(*evidence.asked, decision.finding))
    return asked, decision.step


def test_after_an_urgent_flag_only_the_emergency_screen_is_asked(
    knowledge: Knowledge, after: Callable
) -> None:
    evidence = with_red_flag(after("back"), "swollen_leg", Triage.URGENT)
    asked, end = questions_after(knowledge, evidence)
    assert asked
    assert all(knowledge.findings[each].question.safety for each in asked)
    assert end is NextStep.EMERGENCY
    assert level_of(knowledge, evidence) is Triage.URGENT


def test_a_flag_from_the_gate_speaks_for_what_it_points_to(
    knowledge: Knowledge, after: Callable
) -> None:
    evidence = with_red_flag(after("back"), "no_hold")
    assert assess(knowledge, evidence).ranking[0].id == "squashed_nerves"


def test_what_the_gate_flagged_is_not_asked_again(
    knowledge: Knowledge, after: Callable
) -> None:
    assert "hot" in questions_after(knowledge, after("back"))[0]
    evidence = with_red_flag(after("back"), "hot", Triage.URGENT)
    assert "hot" not in questions_after(knowledge, evidence)[0]


def test_an_emergency_rule_ends_the_interview(
    knowledge: Knowledge, after: Callable
) -> None:
    assert decide(knowledge, after("leg@both")) == Decision(
        NextStep.EMERGENCY, rule="both_legs"
    )


def test_no_probability_makes_an_emergency(
    knowledge: Knowledge, after: Callable
) -> None:
    assert emergency(knowledge, after("back", "calf", "swollen")) == ""


flags = st.sampled_from(
    ["numb_seat", "no_hold", "hold_on", "leg@both", "cold", "hot back"]
)
others = st.lists(
    st.sampled_from(
        [
            "back",
            "!back",
            "seat",
            "?leg",
            "low_leg",
            "!numb_seat",
            "!no_hold",
            "?numb",
            "swollen",
            "cough",
            "!sit",
            "how_long=P2D",
            "how_long=P3M",
            "years=80",
            "~hot",
            "<cold",
            "more_miles",
        ]
    ),
    max_size=6,
)


@given(others, flags)
def test_an_emergency_said_last_is_never_outweighed(
    knowledge: Knowledge, say: Say, said: list[str], flag: str
) -> None:
    evidence = add_message(knowledge, Evidence(), say(*said))
    evidence = add_message(knowledge, evidence, say(*flag.split()))
    assert decide(knowledge, evidence).step is NextStep.EMERGENCY
    assert assess(knowledge, evidence).triage is Triage.EMERGENCY


@given(others, st.sampled_from(["numb_seat", "no_hold", "swollen", "cold", "hot"]))
def test_not_knowing_never_lowers_the_level(
    knowledge: Knowledge, say: Say, said: list[str], finding: str
) -> None:
    before = add_message(knowledge, Evidence(), say(*said))
    after = replace(before, unknown=(finding,), asked=(finding,))
    assert level_of(knowledge, after).rank <= level_of(knowledge, before).rank
