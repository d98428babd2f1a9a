"""Where the second opinion is heard beside the rules, and where it is not."""

from dataclasses import replace
from functools import cache
from itertools import cycle

import pytest

from bot.answers.terms import Terms
from bot.safety.detector import Outcome
from bot.safety.mixture import Mixture
from bot.safety.second_opinion import SecondOpinion
from bot.safety.seconding import PARTS, sentences_of
from tests.clinical.examples import plain
from tests.loaded import detector, red_flags

KNOWN = (
    "i",
    "have",
    "gone",
    "numb",
    "between",
    "my",
    "legs",
    "of",
    "crushing",
    "chest",
    "pain",
    "arm",
    "all",
    "groin",
    "feels",
    "a",
    "bit",
    "funny",
    "dad",
    "lost",
    "bladder",
    "control",
)


MIXTURE = Mixture(
    linear=1.0, fired=1.5, lowered=-2.0, fires=1.0, asks=-1.0, dismisses=-3.0
)


@cache
def with_score(score, flag="saddle_numbness", in_answers=None):
    """The real detector with a model that says the same of everything."""
    model = SecondOpinion(
        answer_asks=-1.0,
        answer_fires=1.0,
        terms=Terms(score, dict.fromkeys(KNOWN, (1.0, 0.0)), 1.0),
        flags={flag: {}},
    )
    return detector().with_opinion(model, mixture=MIXTURE, in_answers=in_answers)


def outcome(score, text, asked=""):
    return with_score(score).scan(text, asked=asked).outcome


ODD = "the weather of this town is odd today"


@pytest.mark.parametrize(
    ("score", "expected"),
    [(-2.0, Outcome.NONE), (0.0, Outcome.ASK), (2.0, Outcome.FIRE)],
)
def test_where_the_rules_are_silent_it_asks_or_fires(score, expected):
    assert outcome(score, ODD) is expected


def test_a_cord_told_of_in_odd_words_is_an_emergency():
    for flag in ("cord_compression", "unable_to_bear_weight"):
        assert with_score(2.0, flag).scan(ODD).level == "emergency"
    assert with_score(2.0, "leg_swelling").scan(ODD).level == "urgent"


def test_its_alarm_names_the_flag_its_level_and_the_words():
    scan = with_score(2.0).scan(ODD)
    assert [flag.id for flag in scan.flags] == ["saddle_numbness"]
    assert scan.level == "emergency"
    assert scan.flags[0].text in ODD


def test_a_question_of_the_rules_becomes_an_alarm_when_it_is_very_sure():
    asked = "my groin feels a bit funny since the long run"
    assert outcome(-4.0, asked) is Outcome.NONE
    assert outcome(0.0, asked) is Outcome.ASK
    assert outcome(3.0, asked) is Outcome.FIRE


def test_it_must_be_surer_of_somebody_else():
    text = "my dad lost bladder control back in the spring, poor man"
    assert with_score(2.0, "bladder_bowel").scan(text).outcome is not Outcome.FIRE
    assert with_score(9.0, "bladder_bowel").scan(text).outcome is Outcome.FIRE


SADDLE = "I have gone numb between my legs of all things"
CHEST = "I have crushing chest pain of all things in chest and arm"


@pytest.mark.parametrize(
    ("text", "score", "expected"),
    [
        (SADDLE, 0.0, Outcome.FIRE),
        (SADDLE, -2.0, Outcome.ASK),
        (SADDLE, -9.0, Outcome.NONE),
        (CHEST, 0.0, Outcome.FIRE),
        (CHEST, -2.0, Outcome.ASK),
    ],
)
def test_an_alarm_of_the_rules_may_be_doubted(text, score, expected):
    assert outcome(score, text) is expected


@pytest.mark.parametrize(
    "text", ["I have gone numb between my legs", "pain in both legs"]
)
def test_of_few_words_the_rules_are_believed(text):
    assert outcome(-9.0, text) is outcome(3.0, text) is not Outcome.NONE


def test_of_few_words_an_alarm_must_be_very_sure():
    assert outcome(3.0, "pain in both legs") is Outcome.ASK
    assert outcome(9.0, "pain in both legs") is Outcome.FIRE


def test_words_that_the_model_does_not_know_are_no_reason_to_doubt():
    text = "między nogami zdrętwiało mi, " + "saddle numbness saddle numbness saddle"
    assert outcome(-9.0, text) is not Outcome.NONE


def test_a_sign_counts_by_its_own_sentence_in_much_idle_talk():
    idle = "What a lovely autumn we had by the river with the dogs and the children. "
    grave = "Since last night I cannot feel myself pee and have gone numb down below."
    assert detector().scan(idle * 6 + grave + " " + idle * 6).outcome is Outcome.FIRE


@pytest.mark.parametrize(
    ("score", "expected"),
    [(-2.0, Outcome.NONE), (0.0, Outcome.ASK), (2.0, Outcome.FIRE)],
)
def test_answers_to_a_question_about_a_red_flag_are_heard(score, expected):
    said = "like the weather of this town today"
    assert outcome(score, said, asked="saddle_numbness") is expected


def test_answers_to_other_questions_are_left_to_the_interview():
    said = "like the weather of this town today"
    assert outcome(2.0, said, asked="severity") is Outcome.NONE


WEIGHED = Mixture(linear=1.0, said=1.0, fired=1.0, fires=1.0, asks=-1.0)


def weighing(score):
    """With a model that says the same of everything, weighed in answers."""
    return with_score(score, in_answers=WEIGHED)


@pytest.mark.parametrize(
    ("score", "expected"),
    [(-9.0, Outcome.NONE), (0.0, Outcome.ASK), (9.0, Outcome.FIRE)],
)
def test_an_answer_to_a_safety_question_is_weighed(score, expected):
    said = "like the weather of this town today"
    assert weighing(score).scan(said, asked="saddle_numbness").outcome is expected


def test_a_weighed_alarm_is_of_what_was_asked():
    odd = "like the weather of this town today"
    scan = weighing(9.0).scan(odd, asked="leg_swelling")
    covered = {"breathlessness", "chest_pain", "cold_pale_leg", "leg_swelling"}
    assert {flag.id for flag in scan.flags} <= covered


@pytest.mark.parametrize("said", ["yes", "a bit"])
def test_few_words_are_not_weighed(said):
    for score in (-9.0, 9.0):
        scan = weighing(score).scan(said, asked="saddle_numbness")
        assert scan.outcome is detector().scan(said, asked="saddle_numbness").outcome


def test_a_yes_needs_no_second_opinion():
    assert outcome(-9.0, "yes", asked="saddle_numbness") is Outcome.FIRE


@pytest.mark.slow
def test_the_plainest_openings_raise_nothing():
    """A model that fires by itself once made "Pain in my lower back" an emergency."""
    found = {text: detector().scan(text).outcome for text in plain()}
    assert [text for text, each in found.items() if each is Outcome.FIRE] == []
    asked = [text for text, each in found.items() if each is Outcome.ASK]
    assert len(asked) <= len(found) / 100, asked


@pytest.mark.parametrize("place", ["lower back", "left buttock", "calf", "hamstring"])
@pytest.mark.parametrize(
    "form", ["Pain in my {}", "my {} hurts", "it hurts in my {} when I run"]
)
def test_an_opening_that_it_may_not_have_seen_raises_nothing(form, place):
    for text in (form.format(place), form.format(place).upper()):
        assert detector().scan(text).outcome is Outcome.NONE


def test_what_is_told_in_words_it_does_not_know_is_not_doubted():
    assert outcome(-9.0, "no siento nada cuando me limpio") is Outcome.FIRE


STORY = (
    "Morning all. Did the club ten mile loop on Sunday with the new group, lovely "
    "weather, legs felt good until the last hill and then we had coffee and cake. "
    "Knee is fine, calf is a bit tight as ever, shoes are new and I like them. "
)


def examples():
    rules = red_flags().rules
    return [(rule.id, text) for rule in rules for text in rule.examples.get("fire", ())]


@pytest.mark.parametrize(("flag", "text"), examples())
def test_a_classic_sign_said_plainly_is_never_doubted(flag, text):
    """Neither by itself nor at the end of a story in which all else is ordinary."""
    alone = replace(detector().scan(text), work=0)
    assert flag in {each.id for each in alone.flags}
    assert detector().scan(STORY + text).outcome is Outcome.FIRE


SCREENS = cycle(["bladder_bowel", "weakness", "fever", "leg_swelling", "foot_drop"])


@pytest.mark.parametrize(
    ("asked", "text"), [(next(SCREENS), text) for _, text in examples()]
)
def test_a_classic_sign_in_an_answer_is_never_doubted(asked, text):
    """Whatever was asked, and after whatever else was denied."""
    for said in (text, f"no, but {text}", f"nothing like that. {text}"):
        assert detector().scan(said, asked=asked).outcome is Outcome.FIRE, said


def test_few_words_in_which_neither_model_sees_anything_are_asked_about():
    text = "pee every ten minutes like any pregnant person"
    assert detector().scan(text).outcome is Outcome.ASK
    # An answer to something else it is not.
    assert detector().rules_say(text, "numbness")[0] == "fire"
    assert detector().scan(text, asked="numbness").outcome is Outcome.NONE
    without_encoder = detector().with_opinion(detector().second_opinion)
    assert without_encoder.scan(text).outcome is Outcome.FIRE


def test_what_is_asked_for_in_plain_words_has_its_own_level():
    """Told in odd words only, in an opening, the same is an emergency."""
    text = "I walk but it hurts every step now"
    told = detector().scan(text, asked="unable_to_bear_weight")
    assert [(flag.id, flag.triage) for flag in told.flags] == [
        ("unable_to_bear_weight", "urgent")
    ]


def test_a_sign_in_a_story_in_which_neither_model_sees_anything_is_asked_about():
    text = (
        "Bought them carbon bananas for the Perth half and my lower back's been dirty "
        "on me ever since, 2 weeks now. Old Asics no dramas. Got flat feet too so prob "
        "collapsing all over the shop."
    )
    assert detector().rules_say(text)[0] == "fire"
    assert detector().scan(text).outcome is Outcome.ASK


def test_of_two_flags_that_are_both_sure_the_graver_counts():
    """Testicular torsion, for which the encoder names the hip."""
    scan = detector().scan(
        "17m. groin pain since 2am, left, its kinda my ball if im honest. thought id "
        "pulled my groin at training. threw up. cant run tmrw right"
    )
    assert (scan.outcome, scan.level) == (Outcome.FIRE, "emergency")


def test_a_sign_amid_idle_talk_is_heard_by_its_own_sentence():
    """The whole message says nothing to the encoder: the talk drowns the sign."""
    sign = "when I wipe, the toilet paper feels like it belongs to somebody else."
    read = detector().encoder.read
    alone, drowned = read(sign), read(STORY + sign)
    assert drowned.alarm < alone.alarm
    assert detector().aside(STORY + sign) == pytest.approx(
        alone.alarm - drowned.alarm, abs=1.0
    )
    assert detector().aside(sign) == 0.0


def test_a_question_and_its_short_answer_are_one_sentence():
    assert detector().aside("numbness down there? no") == 0.0


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("my back hurts", 0),
        ("numbness down there? no", 0),
        ("my back hurts. and my leg is numb", 2),
        ("my back hurts. ok. and my leg is numb. " * 600, 0),
    ],
)
def test_the_sentences_that_are_read_alone(text, count):
    assert len(sentences_of(detector().surroundings(text))) == count


def test_very_many_sentences_are_read_some_at_a_time():
    text = "a b c. " * 400
    assert len(sentences_of(detector().surroundings(text))) <= PARTS
