"""A message as the answer to the question that is open."""

from collections.abc import Callable

import pytest

from bot.knowledge.model import Knowledge, Status
from bot.reasoning.answers import add_message, is_answered
from bot.reasoning.model import Evidence, Message

Say = Callable[..., Message]


@pytest.fixture
def answer(knowledge: Knowledge, say: Say) -> Callable[..., Evidence]:
    """Evidence after one answer to the question of a finding."""

    def give(
        asked: str, *said: str, before: Evidence | None = None, **more: object
    ) -> Evidence:
        message = say(*said, **more)
        return add_message(knowledge, before or Evidence(), message, asked)

    return give


def statuses(evidence: Evidence) -> dict[str, str]:
    return {f: o.status.value for f, o in sorted(evidence.observations.items())}


@pytest.mark.parametrize(
    ("asked", "polarity", "expected"),
    [
        ("numb", "yes", {"numb": "present"}),
        ("numb", "some", {"numb": "present"}),
        ("numb", "no", {"numb": "absent"}),
        ("numb", "none", {"numb": "absent"}),
        ("numb", "unsure", {"numb": "uncertain"}),
        ("numb", "skip", {}),
        ("hold_on", "yes", {"hold_on": "absent"}),
        ("hold_on", "no", {"hold_on": "present"}),
        ("hold_on", "some", {"hold_on": "present"}),
        ("no_hold", "none", {"no_hold": "absent", "numb_seat": "absent"}),
        ("no_hold", "no", {"no_hold": "absent", "numb_seat": "absent"}),
        ("no_hold", "yes", {"no_hold": "present"}),
        ("no_hold", "some", {"no_hold": "present"}),
        (
            "no_hold",
            "both",
            {"no_hold": "present", "numb": "present", "numb_seat": "present"},
        ),
        ("sudden", "no", {"sudden": "absent"}),
    ],
)
def test_a_bare_answer_means_what_the_question_says_it_means(
    answer: Callable[..., Evidence],
    asked: str,
    polarity: str,
    expected: dict[str, str],
) -> None:
    assert statuses(answer(asked, text="x", polarity=polarity)) == expected


@pytest.mark.parametrize("polarity", ["unsure", "skip"])
def test_not_sure_is_kept_as_unknown(
    answer: Callable[..., Evidence], polarity: str
) -> None:
    assert answer("no_hold", text="x", polarity=polarity).unknown == ("no_hold",)


def test_the_no_is_kept_and_the_tingling_too(answer: Callable[..., Evidence]) -> None:
    evidence = answer("leg", "numb", polarity="no")
    assert statuses(evidence) == {
        "leg": "absent",
        "numb": "present",
        "low_leg": "absent",
    }


def test_a_no_never_turns_a_mention_round(answer: Callable[..., Evidence]) -> None:
    evidence = answer("no_hold", "numb_seat", polarity="no")
    assert evidence.observations["no_hold"].status is Status.ABSENT
    assert evidence.observations["numb_seat"].status is Status.PRESENT


def test_a_yes_with_one_named_says_no_more_than_that(
    answer: Callable[..., Evidence],
) -> None:
    evidence = answer("no_hold", "numb_seat", polarity="yes")
    assert "no_hold" not in evidence.observations


def test_a_yes_without_saying_which_is_taken_for_the_first(
    answer: Callable[..., Evidence],
) -> None:
    assert statuses(answer("cold", polarity="yes")) == {"cold": "present"}


def test_a_hedge_gives_way_to_the_answer(answer: Callable[..., Evidence]) -> None:
    evidence = answer("numb", "?numb", polarity="yes")
    assert evidence.observations["numb"].status is Status.PRESENT


def test_a_hedge_without_an_answer_stays_open(answer: Callable[..., Evidence]) -> None:
    evidence = answer("no_hold", "?numb_seat")
    assert evidence.observations["numb_seat"].status is Status.UNCERTAIN


def test_no_but_my_mother_has_is_no(answer: Callable[..., Evidence]) -> None:
    evidence = answer("hot", "~hot", polarity="no")
    assert evidence.observations["hot"].status is Status.ABSENT


def test_a_yes_in_the_past_tense_to_a_safety_question_is_a_yes(
    answer: Callable[..., Evidence],
) -> None:
    evidence = answer("hot", "<hot", polarity="yes")
    assert evidence.observations["hot"].status is Status.PRESENT


def test_it_was_but_is_gone_is_past(answer: Callable[..., Evidence]) -> None:
    evidence = answer("numb", "<numb", polarity="yes")
    assert evidence.observations["numb"].status is Status.PAST


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("Bit by bit", {}),
        ("bit by bit!", {}),
        ("BIT  by-bit.", {}),
        ("2", {}),
        ("2.", {"option": 1}),
        ("the second", {"option": 1}),
        ("it sort of crept up on me", {}),
        ("well, bit by bit I think", {}),
    ],
)
def test_an_option_is_chosen_by_label_number_or_phrase(
    answer: Callable[..., Evidence], text: str, more: dict[str, object]
) -> None:
    expected = {"slow": "present", "sudden": "absent"}
    assert statuses(answer("sudden", text=text, **more)) == expected


@pytest.mark.parametrize("text", ["9", "0", "2 min", "somewhere else", "it"])
def test_what_fits_no_option_settles_nothing(
    answer: Callable[..., Evidence], knowledge: Knowledge, text: str
) -> None:
    evidence = answer("sudden", text=text)
    assert statuses(evidence) == {}
    assert not is_answered(knowledge, evidence, "sudden")


@pytest.mark.parametrize("polarity", ["yes", "no", "some"])
def test_an_option_is_heard_beside_a_yes_or_no(
    answer: Callable[..., Evidence], polarity: str
) -> None:
    evidence = answer("sudden", text="no, bit by bit", polarity=polarity)
    assert statuses(evidence) == {"slow": "present", "sudden": "absent"}


def test_a_yes_that_answers_nothing_gives_way_to_the_words(
    answer: Callable[..., Evidence],
) -> None:
    evidence = answer("how_long", text="months", polarity="yes")
    assert evidence.observations["how_long"].value == "P3M"


def test_several_numbers_choose_from_a_checklist(
    answer: Callable[..., Evidence],
) -> None:
    assert statuses(answer("cold", text="2 and 3")) == {
        "cold": "present",
        "swollen": "present",
    }


def test_the_option_not_sure_is_unknown(answer: Callable[..., Evidence]) -> None:
    evidence = answer("numb", text="Not sure")
    assert evidence.unknown == ("numb",)
    assert evidence.observations["numb"].status is Status.UNCERTAIN


@pytest.mark.parametrize(
    ("text", "value"), [("34", 34.0), ("I am 34", 34.0), ("Old", 70.0), ("7/10", 7.0)]
)
def test_a_number_answers_a_question_for_one(
    answer: Callable[..., Evidence], text: str, value: float
) -> None:
    assert answer("years", text=text).observations["years"].value == value


def test_a_duration_is_taken_from_the_mention(answer: Callable[..., Evidence]) -> None:
    evidence = answer("how_long", "how_long=P3W", text="about 3 weeks")
    assert evidence.observations["how_long"].value == "P3W"


def test_a_duration_is_taken_from_the_option(answer: Callable[..., Evidence]) -> None:
    assert answer("how_long", text="months").observations["how_long"].value == "P3M"


def test_a_side_answers_a_question_for_one(
    answer: Callable[..., Evidence], knowledge: Knowledge, say: Say
) -> None:
    before = add_message(knowledge, Evidence(), say("seat"))
    evidence = answer("side_l", text="Right", before=before)
    assert evidence.observations["seat"].side == "right"


def test_both_answers_a_question_for_a_side(
    answer: Callable[..., Evidence], knowledge: Knowledge, say: Say
) -> None:
    before = add_message(knowledge, Evidence(), say("seat"))
    evidence = answer("side_l", text="both", polarity="both", before=before)
    assert evidence.observations["seat"].side == "both"


def test_left_side_only_says_yes_to_a_question_for_the_leg(
    answer: Callable[..., Evidence],
) -> None:
    evidence = answer("leg", "side_l", text="left side only")
    assert evidence.observations["leg"].status is Status.PRESENT
    assert evidence.observations["leg"].side == "left"


def test_yes_the_left_one_keeps_the_side(answer: Callable[..., Evidence]) -> None:
    evidence = answer("leg", "side_l", polarity="yes")
    assert evidence.observations["leg"].side == "left"


def test_both_to_a_question_for_one_thing_is_both_sides(
    answer: Callable[..., Evidence],
) -> None:
    assert (
        answer("leg", text="both", polarity="both").observations["leg"].side == "both"
    )


def test_the_question_is_noted_as_asked(answer: Callable[..., Evidence]) -> None:
    assert answer("numb", polarity="yes").asked == ("numb",)


def test_words_about_something_else_leave_the_question_open(
    answer: Callable[..., Evidence], knowledge: Knowledge
) -> None:
    evidence = answer("no_hold", "cough")
    assert not is_answered(knowledge, evidence, "no_hold")
    assert is_answered(knowledge, answer("no_hold", polarity="unsure"), "no_hold")


def test_an_unknown_question_is_no_question(answer: Callable[..., Evidence]) -> None:
    assert statuses(answer("not_a_finding", "numb", polarity="no")) == {
        "numb": "present"
    }
