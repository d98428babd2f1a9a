"""The second opinion asks about what the rules do not see, and does nothing else."""

import json
import shutil
from functools import lru_cache

import pytest

from bot.safety.detector import Detector, Outcome
from bot.safety.page import Word
from bot.safety.rules import FOLDER
from bot.safety.second_opinion import CHUNK, FILE, Reader, SecondOpinion, chunks
from tests.clinical.second_opinion import fingerprint

READER = Reader(frozenset({"bladder"}), frozenset({"my"}))


def words(text):
    return [
        Word((plain,), at, at + 1, hard=written.startswith("."), text=plain)
        for at, written in enumerate(text.split())
        for plain in [written.lstrip(".")]
    ]


def opinion():
    weights = {"strange": (1.0, 2.0), "fine": (1.0, -3.0)}
    flags = {"a_flag": {"strange": 1.0}, "b_flag": {"other": 1.0}}
    return SecondOpinion(0.0, -0.5, weights, flags)


def test_features_are_words_their_beginnings_and_near_pairs():
    assert READER.features(words("my strange bladder")) == {
        "my", "strange", "bladder", "stran-", "bladd-", "bladd+stran",
    }  # fmt: skip


def test_a_misspelt_word_counts_as_what_it_stands_for():
    word = Word(("bladder", "blad*"), 0, 1, text="bladdr")
    assert "bladder" in READER.features([word])


def test_it_names_the_likeliest_flag_and_the_words():
    judged = opinion().judge(words("there is something strange going on"), READER)
    assert judged.flag == "a_flag"
    assert judged.score == pytest.approx(1.5)
    assert judged.span[0] <= 3 < judged.span[1]


def test_what_speaks_against_it_counts():
    said = words("strange but it is fine")
    assert opinion().judge(said, READER).score < 0


def test_few_words_tell_nothing():
    assert opinion().judge(words("strange strange"), READER).flag == ""


def test_a_long_message_is_judged_in_parts_of_whole_sentences():
    parts = list(chunks(words(" ".join([".one two three"] * CHUNK))))
    assert sum(map(len, parts)) == 3 * CHUNK
    assert all(part[0].hard and len(part) <= CHUNK for part in parts)


def test_a_sentence_without_end_is_cut_all_the_same():
    assert [len(part) for part in chunks(words("on " * 150))] == [60, 60, 30]


@lru_cache(maxsize=2)
def detector(heard=True):
    full = Detector.load()
    if heard:
        return full
    found = Detector.load()
    found.second_opinion = SecondOpinion()
    return found


TOLD = [
    json.loads(line)["text"]
    for name in ("dev_positive", "dev_near_miss")
    for line in (FOLDER.parents[1] / "tests/clinical/red_flags" / f"{name}.jsonl")
    .read_text("utf-8")
    .splitlines()[:150]
]


def test_it_never_changes_what_a_rule_says():
    for text in TOLD:
        alone, both = detector(heard=False).scan(text), detector().scan(text)
        if alone.outcome is not Outcome.NONE:
            assert both == alone


@pytest.mark.parametrize(
    "text",
    [
        "my dad lost bladder control",
        "should I worry about losing bladder control?",
        "I have not lost control of my bladder",
    ],
)
def test_it_leaves_alone_what_the_words_around_a_sign_make_less(text):
    alone, both = detector(heard=False).scan(text), detector().scan(text)
    assert (both.outcome, both.question) == (alone.outcome, alone.question)


@pytest.mark.parametrize("content", ["{", "[]", '{"asks": "x"}', ""])
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


def test_what_the_rules_saw_denied_is_not_asked_about():
    said = "I have not lost control of my bladder"
    assert detector().scan(said).outcome is Outcome.NONE
