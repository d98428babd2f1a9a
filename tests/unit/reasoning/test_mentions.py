"""What a message says in passing: statuses, sides, corrections, what follows."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.knowledge.model import Knowledge, Option, Status
from bot.reasoning.answers import add_message
from bot.reasoning.model import Correction, Evidence, Mention, Message, Observation

Say = Callable[..., Message]


@pytest.fixture
def told(knowledge: Knowledge, say: Say) -> Callable[..., Evidence]:
    """Evidence after messages, each given as one string of findings."""

    def tell(*messages: str) -> Evidence:
        evidence = Evidence()
        for message in messages:
            evidence = add_message(knowledge, evidence, say(*message.split()))
        return evidence

    return tell


def status(evidence: Evidence, finding: str) -> Status | None:
    observation = evidence.observations.get(finding)
    return observation.status if observation else None


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        (["numb", "!numb"], Status.ABSENT),
        (["!numb", "numb"], Status.PRESENT),
        (["numb", "<numb"], Status.PAST),
        (["!numb", "<numb"], Status.ABSENT),
        (["numb", "?numb"], Status.PRESENT),
        (["!numb", "?numb"], Status.UNCERTAIN),
        (["numb", "~numb"], Status.PRESENT),
        (["!numb", "~numb"], Status.ABSENT),
        (["~numb", "!numb"], Status.ABSENT),
        (["?numb", "numb"], Status.PRESENT),
        (["numb !numb"], Status.PRESENT),
        (["!numb numb"], Status.PRESENT),
        (["<numb numb"], Status.PRESENT),
        (["~numb !numb"], Status.ABSENT),
        (["!numb ?numb"], Status.UNCERTAIN),
    ],
)
def test_what_is_said_later_settles_what_was_said_before(
    told: Callable[..., Evidence], messages: list[str], expected: Status
) -> None:
    assert status(told(*messages), "numb") is expected


def test_a_change_of_mind_is_kept_as_a_correction(
    told: Callable[..., Evidence],
) -> None:
    assert told("numb", "!numb").corrections == (
        Correction("numb", "present", "absent"),
    )


def test_doubt_made_certain_is_no_correction(told: Callable[..., Evidence]) -> None:
    assert told("?numb", "numb").corrections == ()


def test_a_new_side_for_the_same_place_is_a_correction(
    told: Callable[..., Evidence],
) -> None:
    evidence = told("seat@left", "seat@right")
    assert evidence.observations["seat"].side == "right"
    assert Correction("seat", "left", "right") in evidence.corrections


def test_two_sides_in_one_message_are_both(told: Callable[..., Evidence]) -> None:
    assert told("calf@left calf@right").observations["calf"].side == "both"


def test_a_denied_side_does_not_make_both(told: Callable[..., Evidence]) -> None:
    assert told("leg@left !leg@right").observations["leg"].side == "left"


def test_one_leg_named_later_does_not_shrink_both(
    told: Callable[..., Evidence],
) -> None:
    assert told("leg@both", "leg@left").observations["leg"].side == "both"


def test_a_bare_side_goes_to_places_without_one(told: Callable[..., Evidence]) -> None:
    evidence = told("seat@right leg", "side_l")
    assert evidence.observations["leg"].side == "left"
    assert evidence.observations["seat"].side == "right"


def test_a_bare_side_corrects_places_that_agree(told: Callable[..., Evidence]) -> None:
    evidence = told("seat@left leg@left", "side_r")
    assert evidence.observations["seat"].side == "right"
    assert evidence.observations["leg"].side == "right"


def test_a_side_that_belongs_to_one_place_is_not_given_to_another(
    told: Callable[..., Evidence],
) -> None:
    evidence = told("back seat@left side_l")
    assert evidence.observations["back"].side == ""


def test_a_bare_both_is_said_of_places_not_of_legs(
    told: Callable[..., Evidence],
) -> None:
    evidence = told("back leg", "side_b")
    assert evidence.observations["back"].side == "both"
    assert evidence.observations["leg"].side == ""


@pytest.mark.parametrize(
    ("polarity", "said", "side"),
    [
        ("no", "side_b", ""),
        ("no", "side_l", ""),
        ("yes", "side_b", ""),
        ("yes", "side_l", "left"),
    ],
)
def test_a_side_of_what_is_well_is_not_one_of_the_pain(
    knowledge: Knowledge, say: Say, polarity: str, said: str, side: str
) -> None:
    """It answers for strength: "both legs press the same", "left's strong"."""
    before = add_message(knowledge, Evidence(), say("back"))
    message = replace(say(said), polarity=polarity)
    evidence = add_message(knowledge, before, message, asked="cold")
    assert evidence.observations["back"].side == side


def test_a_side_of_a_place_that_is_well_is_not_one_of_the_pain(
    told: Callable[..., Evidence],
) -> None:
    """As in "there is no pain in my right calf", which a tap on the map says."""
    evidence = told("back calf@right", "!calf side_r")
    assert evidence.observations["back"].side == ""


def test_sides_follow_the_places_after_a_correction(
    told: Callable[..., Evidence],
) -> None:
    evidence = told("seat@left side_l", "seat@right side_r")
    assert status(evidence, "side_l") is Status.ABSENT
    assert status(evidence, "side_r") is Status.PRESENT


def test_pain_below_the_knee_is_pain_in_the_leg(told: Callable[..., Evidence]) -> None:
    evidence = told("low_leg@left")
    assert status(evidence, "leg") is Status.PRESENT
    assert evidence.observations["leg"].side == "left"


def test_no_pain_in_the_leg_is_none_below_the_knee(
    told: Callable[..., Evidence],
) -> None:
    assert status(told("!leg"), "low_leg") is Status.ABSENT


def test_a_denial_never_clears_a_finding_of_the_emergency_screen(
    told: Callable[..., Evidence],
) -> None:
    assert status(told("!numb"), "numb_seat") is None


def test_what_implies_wins_over_what_is_denied(told: Callable[..., Evidence]) -> None:
    assert status(told("low_leg !leg"), "leg") is Status.PRESENT


def test_of_two_that_exclude_each_other_the_later_stands(
    told: Callable[..., Evidence],
) -> None:
    evidence = told("slow", "sudden")
    assert status(evidence, "sudden") is Status.PRESENT
    assert status(evidence, "slow") is Status.ABSENT
    assert status(told("sudden", "slow"), "sudden") is Status.ABSENT


def test_both_stand_when_one_message_tells_of_both(
    told: Callable[..., Evidence],
) -> None:
    evidence = told("sudden slow")
    assert status(evidence, "sudden") is status(evidence, "slow") is Status.PRESENT


def test_the_last_present_duration_counts(told: Callable[..., Evidence]) -> None:
    evidence = told("<how_long=P2Y how_long=P1W how_long=P3W")
    assert evidence.observations["how_long"].value == "P3W"


def test_the_length_of_an_earlier_episode_is_ignored(
    told: Callable[..., Evidence],
) -> None:
    evidence = told("how_long=P3W", "<how_long=P2Y")
    assert evidence.observations["how_long"].value == "P3W"
    assert status(evidence, "how_long") is Status.PRESENT


def test_a_rough_duration_is_a_duration(told: Callable[..., Evidence]) -> None:
    assert status(told("?how_long=P3W"), "how_long") is Status.PRESENT


def test_a_new_duration_is_a_correction(told: Callable[..., Evidence]) -> None:
    evidence = told("how_long=P3W", "how_long=P5W")
    assert evidence.corrections == (Correction("how_long", "P3W", "P5W"),)


def test_a_told_condition_keeps_its_own_id(told: Callable[..., Evidence]) -> None:
    assert status(told("?told:disc"), "told:disc") is Status.UNCERTAIN


def test_the_words_are_kept(told: Callable[..., Evidence]) -> None:
    assert told("numb").observations["numb"].text == "numb"


def test_every_message_is_a_turn(told: Callable[..., Evidence]) -> None:
    assert told("numb", "leg").turn == 2


def in_passing(knowledge: Knowledge, before: Evidence, status: Status) -> Evidence:
    """After "numb" was said where the detector of red flags hears no alarm."""
    mention = Mention("numb", status, text="numb", unheard=True)
    message = Message(text="numb", mentions=(mention,))
    return add_message(knowledge, before, message)


def test_an_alarm_that_only_words_suggest_is_yet_to_be_asked(
    knowledge: Knowledge,
) -> None:
    evidence = in_passing(knowledge, Evidence(), Status.PRESENT)
    assert status(evidence, "numb") is Status.UNCERTAIN


def test_it_takes_back_no_answer(knowledge: Knowledge) -> None:
    for answer in (Status.ABSENT, Status.PRESENT):
        before = Evidence(observations={"numb": Observation(answer, asked=True)})
        evidence = in_passing(knowledge, before, Status.PRESENT)
        assert status(evidence, "numb") is answer


def test_what_is_over_and_was_no_alarm_is_left_out(knowledge: Knowledge) -> None:
    evidence = in_passing(knowledge, Evidence(), Status.PAST)
    assert status(evidence, "numb") is None


@pytest.mark.parametrize(
    ("polarity", "stays"), [("yes", Status.PRESENT), ("", Status.UNCERTAIN)]
)
def test_as_an_answer_it_is_a_doubt_but_in_a_yes(
    knowledge: Knowledge, polarity: str, stays: Status
) -> None:
    mention = Mention("numb", Status.PRESENT, text="numb", unheard=True)
    message = Message(text="numb", mentions=(mention,), polarity=polarity)
    evidence = add_message(knowledge, Evidence(), message, asked="numb")
    assert status(evidence, "numb") is stays


def test_in_an_answer_that_sounds_like_a_no_it_is_denied(knowledge: Knowledge) -> None:
    mention = Mention("numb", Status.PRESENT, text="numb", unheard=True)
    message = Message(text="numb", mentions=(mention,), odds=-0.5)
    evidence = add_message(knowledge, Evidence(), message, asked="numb")
    assert status(evidence, "numb") is Status.ABSENT


def test_history_is_history(told: Callable[..., Evidence]) -> None:
    assert status(told("<told:disc"), "told:disc") is Status.PAST
    assert status(told("<told"), "told") is Status.PRESENT


def with_firm(knowledge: Knowledge) -> Knowledge:
    """The question for "cold", which lists "swollen", holds that for a fact."""
    cold = knowledge.findings["cold"]
    assert cold.question
    firm = replace(cold, question=replace(cold.question, firm=("swollen",)))
    return replace(knowledge, findings={**knowledge.findings, "cold": firm})


def test_a_fact_in_an_answer_that_sounds_like_a_no_stands(
    knowledge: Knowledge,
) -> None:
    for status_, heard in ((Status.PRESENT, -9.0), (Status.PAST, -9.0)):
        message = Message("none", (Mention("swollen", status_),), odds=heard)
        evidence = add_message(with_firm(knowledge), Evidence(), message, "cold")
        assert status(evidence, "swollen") is status_
    message = Message("none", (Mention("swollen", Status.PRESENT),), odds=-9.0)
    evidence = add_message(with_firm(knowledge), Evidence(), message, "cold")
    assert status(evidence, "cold") is Status.ABSENT
    evidence = add_message(knowledge, Evidence(), message, "cold")
    assert status(evidence, "swollen") is Status.ABSENT


def test_a_fact_told_before_is_not_taken_back_by_a_list_of_nos(
    knowledge: Knowledge,
) -> None:
    before = Evidence(observations={"swollen": Observation(Status.PRESENT)})
    message = Message("none", (Mention("swollen", Status.ABSENT),), odds=-9.0)
    evidence = add_message(with_firm(knowledge), before, message, "cold")
    assert status(evidence, "swollen") is Status.PRESENT
    evidence = add_message(knowledge, before, message, "cold")
    assert status(evidence, "swollen") is Status.ABSENT


def with_choice(knowledge: Knowledge) -> Knowledge:
    """The question for "cold" is a choice, and speaks of "slow" beside it."""
    sets = {"cold": Status.ABSENT, "slow": Status.ABSENT}
    options = (Option("No, all is well", sets=sets), Option("Yes", sets={}))
    cold = knowledge.findings["cold"]
    assert cold.question
    question = replace(
        cold.question, type="choice", options=options, covers=tuple(sets), no=0
    )
    changed = {"cold": replace(cold, question=question)}
    return replace(knowledge, findings={**knowledge.findings, **changed})


@pytest.mark.parametrize(
    ("answer", "known"),
    [("no", Status.PRESENT), ("No, all is well", Status.ABSENT)],
)
def test_a_no_to_a_choice_denies_what_it_asks_for(
    knowledge: Knowledge, answer: str, known: Status
) -> None:
    """What was told of something else stands, unless the choice is made outright."""
    seen = Observation(Status.PRESENT)
    before = Evidence(observations={"cold": seen, "slow": seen})
    message = Message(answer, polarity="no")
    evidence = add_message(with_choice(knowledge), before, message, asked="cold")
    assert status(evidence, "cold") is Status.ABSENT
    assert status(evidence, "slow") is known


@pytest.mark.parametrize(
    ("odds", "known"),
    [(None, Status.PRESENT), (0.5, Status.PRESENT), (-0.4, None), (-1.2, None)],
)
def test_a_yes_to_a_warning_sign_that_sounds_like_a_no_settles_nothing(
    knowledge: Knowledge, odds: float | None, known: Status | None
) -> None:
    """It is asked for again: "normal. why?? yeah"."""
    message = Message("normal. why?? yeah", polarity="yes", odds=odds)
    evidence = add_message(knowledge, Evidence(), message, asked="cold")
    assert status(evidence, "cold") is known


@pytest.mark.parametrize(
    ("odds", "known"), [(-0.5, Status.PRESENT), (-1.2, Status.ABSENT)]
)
def test_a_yes_to_another_trouble_that_sounds_like_a_no_is_one(
    knowledge: Knowledge, odds: float, known: Status
) -> None:
    """As "yeah, fine feeling" is to numbness."""
    message = Message("yeah fine feeling", polarity="yes", odds=odds)
    evidence = add_message(knowledge, Evidence(), message, asked="numb")
    assert status(evidence, "numb") is known


@pytest.mark.parametrize(
    ("odds", "known"), [(-1.6, Status.PRESENT), (-3.5, Status.ABSENT)]
)
def test_words_of_a_trouble_in_a_certain_no_are_a_no(
    knowledge: Knowledge, odds: float, known: Status
) -> None:
    """As "toes are all there" is to numbness."""
    seen = Mention("numb", Status.PRESENT)
    message = Message("toes are all there", (seen,), odds=odds)
    evidence = add_message(knowledge, Evidence(), message, asked="numb")
    assert status(evidence, "numb") is known


@pytest.mark.parametrize(("odds", "known"), [(0.9, Status.ABSENT), (1.0, None)])
def test_a_no_to_a_warning_sign_that_sounds_like_a_yes_is_asked_again(
    knowledge: Knowledge, odds: float, known: Status | None
) -> None:
    """As "calf raise on the left is rubbish" is, where weakness is read as denied."""
    message = Message("rubbish", (Mention("cold", Status.ABSENT),), odds=odds)
    evidence = add_message(knowledge, Evidence(), message, asked="cold")
    assert status(evidence, "cold") is known


def test_a_bit_to_a_choice_is_the_trouble_asked_for(knowledge: Knowledge) -> None:
    """Though another option, told first, says that something is there, too."""
    options = (
        Option("Better", sets={"slow": Status.PRESENT, "numb": Status.ABSENT}),
        Option("Worse", sets={"numb": Status.PRESENT, "slow": Status.ABSENT}),
    )
    numb = knowledge.findings["numb"]
    assert numb.question
    question = replace(numb.question, type="choice", options=options, yes=None)
    changed = {"numb": replace(numb, question=question)}
    knowledge = replace(knowledge, findings={**knowledge.findings, **changed})
    message = Message("a bit", polarity="some")
    evidence = add_message(knowledge, Evidence(), message, asked="numb")
    assert status(evidence, "numb") is Status.PRESENT
    assert status(evidence, "slow") is Status.ABSENT
