"""How soon: what words around a sign make of its level."""

import pytest

from bot.safety.detector import Outcome, shared_detector

FOOT = "my left foot slaps on the road and the toes won't lift"


@pytest.mark.parametrize("when", ["for ten days", "three weeks now", "since August"])
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
