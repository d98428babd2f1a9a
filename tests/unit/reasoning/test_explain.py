"""Follow-up questions: the one or the other, why not, what would change."""

from collections.abc import Callable

import pytest

from bot.knowledge.model import Knowledge, Status, Triage
from bot.reasoning.answers import add_message
from bot.reasoning.explain import compare, what_would_change, why_not
from bot.reasoning.model import Evidence, Message

Say = Callable[..., Message]


@pytest.fixture
def told(knowledge: Knowledge, say: Say) -> Callable[..., Evidence]:
    return lambda *said: add_message(knowledge, Evidence(), say(*said))


def test_two_conditions_are_separated_by_what_is_known(
    knowledge: Knowledge, told: Callable
) -> None:
    comparison = compare(knowledge, told("low_leg", "sit"), "disc", "seat_muscle")
    assert [(d.finding, d.odds > 1) for d in comparison.known] == [
        ("low_leg", True),
        ("sit", False),
    ]


def test_two_conditions_are_separated_by_what_could_be_asked(
    knowledge: Knowledge, told: Callable
) -> None:
    comparison = compare(knowledge, told("low_leg"), "disc", "seat_muscle")
    assert [d.finding for d in comparison.unknown] == ["seat", "numb", "cough", "sit"]
    assert all(d.status is None and d.words for d in comparison.unknown)


def test_a_comparison_can_be_turned_round(knowledge: Knowledge, told: Callable) -> None:
    there = compare(knowledge, told("cough"), "disc", "strain")
    back = compare(knowledge, told("cough"), "strain", "disc")
    assert there.known[0].odds == pytest.approx(1 / back.known[0].odds)


def test_why_not_names_what_would_have_spoken_for_it(
    knowledge: Knowledge, told: Callable
) -> None:
    answer = why_not(knowledge, told("back", "sudden"), "disc")
    assert answer.leader == "strain"
    assert answer.place > 0
    assert answer.missing == ("low_leg", "numb", "cough", "leg")


def test_why_not_names_what_a_condition_requires(
    knowledge: Knowledge, told: Callable
) -> None:
    assert why_not(knowledge, told("back"), "seat_muscle").requires == ("seat", "leg")
    assert why_not(knowledge, told("seat"), "seat_muscle").requires == ()


def test_what_would_change_starts_with_the_most_urgent(
    knowledge: Knowledge, told: Callable
) -> None:
    changes = what_would_change(knowledge, told("back", "sudden"))
    assert changes[0].triage is Triage.EMERGENCY
    assert all(change.status is Status.PRESENT for change in changes)


def test_what_is_known_would_change_nothing(
    knowledge: Knowledge, told: Callable
) -> None:
    changes = what_would_change(knowledge, told("back", "!no_hold", "!cold"))
    assert not {"no_hold", "cold"}.intersection(c.finding for c in changes)
