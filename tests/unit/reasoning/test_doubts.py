"""An alarm that a question may show to be none waits for that question, once."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.knowledge.model import Knowledge, Triage
from bot.reasoning.answers import add_message
from bot.reasoning.decide import decide
from bot.reasoning.evidence import with_asked, with_red_flag
from bot.reasoning.model import Decision, Evidence, Message, NextStep
from tests.unit.reasoning.conftest import RULES, by_id, make_knowledge, rule

EASED = rule("both_legs", Triage.EMERGENCY, "leg@both", none=("sit",))
ASK_SIT = Decision(NextStep.ASK, finding="sit")
ALARM = Decision(NextStep.EMERGENCY, rule="both_legs")


def with_rules(*changed: object) -> Knowledge:
    kept = [each for each in RULES if each.id not in {new.id for new in changed}]
    return make_knowledge(triage_rules=by_id((*kept, *changed)))


@pytest.fixture(scope="module")
def eased() -> Knowledge:
    """Both legs are an emergency unless sitting down eases them."""
    return with_rules(EASED)


@pytest.fixture
def heard(eased: Knowledge, say: Callable[..., Message]) -> Callable[..., Evidence]:
    def tell(*said: str) -> Evidence:
        # The emergency screen's own first question is behind them.
        evidence = with_asked(Evidence(), "no_hold")
        return add_message(eased, evidence, say(*said, "!no_hold", "!numb_seat"))

    return tell


def test_what_speaks_against_it_is_asked_first(
    eased: Knowledge, heard: Callable
) -> None:
    assert decide(eased, heard("leg@both")) == ASK_SIT


def test_the_screen_comes_before_it(
    eased: Knowledge, say: Callable[..., Message]
) -> None:
    evidence = add_message(eased, Evidence(), say("leg@both"))
    assert decide(eased, evidence) == Decision(NextStep.ASK, finding="no_hold")


def test_without_what_eases_it_the_alarm_is_raised(
    eased: Knowledge, heard: Callable
) -> None:
    assert decide(eased, heard("leg@both", "!sit")) == ALARM


def test_with_it_there_is_none(eased: Knowledge, heard: Callable) -> None:
    assert decide(eased, heard("leg@both", "sit")).step is not NextStep.EMERGENCY


def test_what_was_asked_in_vain_is_not_asked_again(
    eased: Knowledge, heard: Callable
) -> None:
    assert decide(eased, with_asked(heard("leg@both"), "sit")) == ALARM


def test_a_red_flag_in_words_waits_for_nothing(
    eased: Knowledge, heard: Callable
) -> None:
    flagged = with_red_flag(heard("leg@both"), "both_legs")
    assert decide(eased, flagged) == ALARM


def test_one_rule_without_a_doubt_is_enough(eased: Knowledge, heard: Callable) -> None:
    assert decide(eased, heard("leg@both", "cold")).step is NextStep.EMERGENCY


def test_only_the_first_two_of_many_excuses_are_asked_about(heard: Callable) -> None:
    many = with_rules(replace(EASED, none=("sit", "cough", "hop")))
    evidence = with_asked(with_asked(heard("leg@both"), "sit"), "cough")
    assert decide(many, evidence) == ALARM
