"""What the second opinion sees, how it judges, and that it fails safely."""

import json
import shutil

import pytest

from bot.answers.terms import Terms
from bot.safety.context import Surroundings
from bot.safety.detector import Detector
from bot.safety.features import CHUNK, Reader, chunks
from bot.safety.matching import Groups
from bot.safety.page import Page, Word
from bot.safety.phrase import parse
from bot.safety.rules import FOLDER, Context
from bot.safety.second_opinion import FILE, SecondOpinion
from tests.clinical.examples import fingerprint

WENT = Context("past", "lower", ("went",))
READER = Reader(
    frozenset({"bladder"}),
    frozenset({"my"}),
    {"waterworks": parse("(bladder|wee)", {})},
    [WENT],
)


def words(text):
    return [
        Word((plain,), at, at + 1, hard=written.startswith("."), text=plain)
        for at, written in enumerate(text.split())
        for plain in [written.lstrip(".")]
    ]


def page(found):
    return Surroundings(Page(found), Groups([WENT.phrases], {}))


def features(found):
    around = page(found)
    return READER.features(around, (0, len(found)), READER.shown(around))


def judged(text, least=1.0):
    terms = Terms(-0.5, {"strange": (1.0, 2.0), "fine": (1.0, -3.0)}, least)
    flags = {"a_flag": {"strange": 1.0}, "b_flag": {"other": 1.0}}
    model = SecondOpinion(terms=terms, flags=flags)
    found = words(text)
    return model.judge(page(found), (0, len(found)), READER)


def test_features_are_words_what_stands_by_them_and_what_they_mean():
    assert features(words("my strange bladder went")) == {
        "my", "strange", "bladder", "went", "stran-", "bladd-",
        "my strange", "strange bladder", "bladder went",
        "my strange bladder", "strange bladder went",
        "bladd+stran", "stran+went", "bladd+went", "<waterworks>", "!past",
    }  # fmt: skip


def test_a_concept_counts_only_in_the_part_where_it_stands():
    found = words("my wee story .and other things")
    around = page(found)
    shown = READER.shown(around)
    assert "<waterworks>" in READER.features(around, (0, 3), shown)
    assert "<waterworks>" not in READER.features(around, (3, 6), shown)


def test_a_misspelt_word_counts_as_what_it_stands_for():
    assert "bladder" in features([Word(("bladder", "blad*"), 0, 1, text="bladdr")])


def test_it_names_the_likeliest_flag_and_the_words():
    found = judged("there is something strange going on")
    assert found.flag == "a_flag"
    assert found.score == pytest.approx(1.5)
    assert found.span[0] <= 3 < found.span[1]


def test_what_speaks_against_it_counts():
    assert judged("strange but it is fine").score < 0


def test_few_known_words_tell_little():
    assert judged("strange it is though", least=4.0).score == pytest.approx(0.0)


def test_few_words_tell_nothing():
    assert judged("strange strange").flag == ""


def test_a_long_message_is_judged_in_parts_of_whole_sentences():
    long = words(" ".join([".one two three"] * CHUNK))
    parts = list(chunks(long, (0, len(long))))
    assert sum(end - begin for begin, end in parts) == 3 * CHUNK
    assert all(long[begin].hard and end - begin <= CHUNK for begin, end in parts)


def test_a_sentence_without_end_is_cut_all_the_same():
    parts = list(chunks(words("on " * 150), (0, 150)))
    assert [end - begin for begin, end in parts] == [60, 60, 30]


@pytest.mark.slow
@pytest.mark.parametrize("content", ["{", "[]", '{"answer_asks": "x"}', ""])
def test_a_broken_file_leaves_the_rules_at_work(tmp_path, content):
    shutil.copytree(FOLDER / "red_flags", tmp_path / "red_flags")
    (tmp_path / FILE).write_text(content)
    found = Detector.load(tmp_path)
    assert found.scan("I have lost control of my bladder").level == "emergency"
    assert any("second_opinion" in line for line in found.problems)


@pytest.mark.slow
def test_the_stored_model_was_trained_on_the_corpora_as_they_are():
    """Else run `python -m tests.clinical.second_opinion`."""
    stored = json.loads((FOLDER / FILE).read_text("utf-8"))
    assert stored["trained_on"] == fingerprint()
