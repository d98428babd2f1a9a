"""How soon: what words around a sign make of its level."""

import pytest

from bot.safety.detector import Outcome, shared_detector

FOOT = "my left foot slaps on the road and the toes won't lift"


@pytest.mark.parametrize(
    "when",
    [
        "for ten days",
        "three weeks now",
        "since August",
        "since Tuesday last week",
        "ten days, not getting worse",
    ],
)
def test_a_foot_that_has_hung_for_days_can_wait_for_the_same_day(when):
    for text in (f"{FOOT}, {when}, no better and no worse", f"{when}: {FOOT}"):
        scan = shared_detector().scan(text)
        assert (scan.outcome, scan.level) == (Outcome.FIRE, "urgent"), text


@pytest.mark.parametrize(
    "more",
    [
        "",
        "since this morning",
        "since Tuesday",
        "ten days and getting worse",
        "ten days, now the other foot too",
        "ten days, and I can't feel it when I pee",
    ],
)
def test_else_it_is_an_emergency(more):
    scan = shared_detector().scan(f"{FOOT}, {more}")
    assert (scan.outcome, scan.level) == (Outcome.FIRE, "emergency")


HEEL = "can't curl my heel to my bum since the pop"
PURPLE = "whole back of my thigh is purple since I felt a pop in it"
SLIPPED = (
    "slipped at the water jump, heard a pop right up where I sit, and went down hard"
)


@pytest.mark.parametrize("text", [HEEL, PURPLE, SLIPPED])
def test_a_torn_hamstring_is_seen_the_same_day(text):
    assert shared_detector().scan(text).level in ("", "urgent")


@pytest.mark.parametrize(
    "text",
    [
        f"{HEEL}, and the toes won't lift",
        f"{HEEL}, weaker every day",
        f"{PURPLE}, and it's ice cold",
        "came off my bike, heard a pop in my hamstring and my spine hurts badly",
    ],
)
def test_what_is_more_than_a_torn_hamstring_is_an_emergency(text):
    assert shared_detector().scan(text).level == "emergency"


@pytest.mark.parametrize(
    ("year", "outcome"), [("1998", Outcome.NONE), ("", Outcome.FIRE)]
)
def test_a_year_long_over_is_no_fall_of_now(year, outcome):
    text = f"fell off the scaffolding {year}"
    assert shared_detector().scan(text, asked="fever").outcome is outcome


@pytest.mark.parametrize("grows", ["a bit worse every day", "worse than last week"])
def test_a_growing_pain_is_no_growing_weakness(grows):
    scan = shared_detector().scan
    assert scan(grows, asked="symptom_worsening").outcome is Outcome.NONE
    assert scan(grows, asked="weakness").outcome is Outcome.FIRE
    weaker = "my leg's getting weaker every day"
    assert scan(weaker, asked="symptom_worsening").outcome is Outcome.FIRE


@pytest.mark.parametrize(
    "text",
    [
        "took up running after bowls packed in for the winter, hip sore since",
        "play bowls all summer and it goes when I bend",
    ],
)
def test_the_game_of_bowls(text):
    assert shared_detector().scan(text).outcome is Outcome.NONE


def test_bowls_as_a_slip_for_bowels():
    slip = "lost control of my bowls twice since my back went"
    assert shared_detector().scan(slip).level == "emergency"


SMALL = "I'm 74, sat down hard on the garden step, sharp pain in my spine since"


@pytest.mark.parametrize(
    "text",
    [
        SMALL,
        "lifted the grandson, felt a crack in my back and it's agony since, I'm 71",
    ],
)
def test_a_small_fall_is_for_the_same_day(text):
    scan = shared_detector().scan(text)
    assert (scan.outcome, scan.level) == (Outcome.FIRE, "urgent")


@pytest.mark.parametrize(
    "text",
    [
        f"{SMALL}, and my legs have gone weak",
        "fell off a ladder and sat down hard on the concrete, my spine is agony",
    ],
)
def test_what_is_more_than_a_small_fall_is_an_emergency(text):
    assert shared_detector().scan(text).level == "emergency"


@pytest.mark.parametrize(
    ("more", "level"),
    [
        ("had to stop twice on the stairs tonight, that's new", "emergency"),
        ("had to stop twice on the stairs for the view, as ever", "urgent"),
    ],
)
def test_an_answer_may_tell_of_two_and_the_graver_counts(more, level):
    """Breath that is short, told in a sentence of its own beside a swollen calf."""
    answer = f"right's a good inch bigger round, warm, reddish. {more}."
    scan = shared_detector().scan(answer, asked="leg_swelling")
    assert (scan.outcome, scan.level) == (Outcome.FIRE, level)
