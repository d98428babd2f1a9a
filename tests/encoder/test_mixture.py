"""How far the voices are believed is what the first sights teach."""

import json

from bot.encoder.trust import FILE
from bot.knowledge.reading import default_folder
from bot.safety.mixture import IN_ANSWERS, WITH, WITHOUT, Mixture
from tests.clinical.files import rows
from tests.encoder.mixture import learnt
from tests.encoder.sight import ALARMS, ANSWERS, FINDINGS, MEANT


def test_the_numbers_are_those_of_the_first_sights():
    """Else run `python -m tests.encoder.mixture`."""
    kept = json.loads((default_folder() / FILE).read_text("utf-8"))
    assert kept == json.loads(learnt())


def test_each_message_was_seen_first_once():
    for path in (ALARMS, FINDINGS, ANSWERS, MEANT):
        ids = [(row["id"], row.get("finding")) for row in rows(path)]
        assert len(ids) == len(set(ids)), path.name


def test_an_alarm_of_the_rules_makes_one_likelier():
    for what in (WITH, WITHOUT, IN_ANSWERS):
        mixture = Mixture.load(default_folder(), what)
        assert mixture.problem == ""
        said = mixture.score(0.0, 0.0, "fire"), mixture.score(0.0, 0.0, "none")
        assert said[0] > said[1]
        assert mixture.dismisses < mixture.asks < mixture.fires


def test_where_the_numbers_cannot_be_read_the_rules_decide(tmp_path):
    broken = Mixture.load(tmp_path)
    assert "cannot be read" in broken.problem
    assert broken.fires == float("inf")
