"""The encoder beside the rules: what it adds, drops and reads otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.knowledge.model import Status
from bot.knowledge.reading import default_folder
from bot.nlu import load_extractor
from bot.nlu.judge import Judge
from bot.nlu.linear import LinearModel
from bot.nlu.tagger import Sight, Tagger, Trust, _found

ROOT = default_folder()
LEAVES_ALL = Judge(LinearModel((), (), {}), frozenset())
BELIEVED = Trust(bias=0.0, encoder=1.0, rules=0.0, judge=0.0, both=0.0, surely=0.6)
RULES_ONLY = Trust(bias=-1.0, encoder=0.0, rules=9.0, judge=0.0, both=0.0, surely=1.0)
NOTHING = Trust(bias=-9.0, encoder=0.0, rules=0.0, judge=0.0, both=0.0, surely=1.0)
TEXT = "left cheek aches in the car, and my toes fizz. No bother on hills"


@pytest.fixture(scope="module")
def rules():
    return load_extractor()


def extractor(rules, trust, watched=None):
    tagger = Tagger.load(ROOT, rules.watched if watched is None else watched)
    assert tagger is not None
    made = rules.rules_alone()
    made.judge, made.tagger = LEAVES_ALL, replace(tagger, trust=trust)
    return made


def told(made, text):
    return {(e["value"], e.get("role")) for e in made(text) if "role" in e}


def test_where_only_the_rules_are_believed_nothing_changes(rules):
    assert told(extractor(rules, RULES_ONLY), TEXT) == told(rules, TEXT)


def test_it_sees_findings_for_which_there_is_no_phrase(rules):
    text = "my toes are forever fizzing like sherbet"
    found = told(extractor(rules, BELIEVED), text)
    assert ("tingling", "present") in found


def test_what_it_adds_stands_at_the_words_that_say_so(rules):
    text = "my toes are forever fizzing like sherbet"
    made = [e for e in extractor(rules, BELIEVED)(text) if e["value"] == "tingling"]
    assert "fizz" in made[0]["text"]
    assert text[made[0]["start"] : made[0]["end"]] == made[0]["text"]
    assert made[0]["entity"] == "numbness"


def test_warning_signs_are_never_dropped(rules):
    text = "I can't hold my wee since the back went"
    known = {value for value, _ in told(rules, text)} & rules.watched
    assert known
    left = {value for value, _ in told(extractor(rules, NOTHING), text)}
    assert left >= known


def test_what_nobody_believes_is_dropped(rules):
    text = "well my calf hurts all day, that it does, my word"
    assert told(rules, text)
    assert told(extractor(rules, NOTHING, frozenset()), text) == set()


@pytest.mark.parametrize(
    "text", ["my calf hurts", "so my calf has hurt, on and off, for 11 weeks by now"]
)
def test_few_words_and_figures_are_left_to_the_rules(rules, text):
    left = told(extractor(rules, NOTHING, frozenset()), text)
    assert left
    assert left <= told(rules, text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Physio waiting list is 14 weeks so I ask a robot. Ache in my back.", "P14W"),
        ("I am a 76 year young walk-jogger and my lower back is sore on hills", "P76Y"),
        ("I take methotrexate, 2 years now, and ran today. Ache in my back.", "P2Y"),
    ],
)
def test_a_figure_that_it_sees_nothing_in_is_none(rules, text, value):
    """No phrase tells how long it has hurt from all other times and ages."""

    def times(made):
        return {e["amount"] for e in made(text) if e["value"] == "duration"}

    assert times(rules) == {value}
    assert times(extractor(rules, RULES_ONLY)) == set()


def test_it_adds_no_value_that_no_rule_could_read(rules):
    added = told(extractor(rules, BELIEVED), "been like it ever so long, since forever")
    assert "duration" not in {value for value, _ in added} - {
        value for value, _ in told(rules, "been like it ever so long, since forever")
    }


def test_without_its_numbers_there_is_no_tagger(tmp_path):
    assert Tagger.load(tmp_path, frozenset()) is None


def test_its_statuses_are_ours(rules):
    tagger = Tagger.load(ROOT, rules.watched)
    assert tagger is not None
    assert {Status(each) for each in tagger.encoder.labels.statuses}


def test_pieces_that_are_no_word_belong_to_the_word_before(rules):
    text = "Yoga's mat helps"
    words = rules.words(text)
    assert [text[w.start : w.end] for w in words.words] == ["Yoga", "mat", "helps"]
    made = _found(words, "relief_stretching", Sight(3.0, 5, 6, "present", 0.9))
    assert (made.first, made.last) == (0, 1)
