"""The reader of answers: sound, up to date, and good on answers it has not learnt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.answers.features import sentence_around
from bot.answers.reader import FILE, AnswerReader
from bot.knowledge.reading import default_folder
from bot.reasoning.replies import SURE as DENIED
from tests.clinical.answers.train import NO, SURE, YES, fingerprint, unseen

#: Wrong though sure, at most; answered at all, at least. Batches left out in turn.
WRONG = {YES: 0.05, NO: 0.04}
ANSWERED = {YES: 0.6, NO: 0.7}


@pytest.fixture(scope="module")
def reader() -> AnswerReader:
    return AnswerReader.load(default_folder())


def test_the_model_was_trained_on_the_marked_answers() -> None:
    stored = json.loads((default_folder() / FILE).read_text("utf-8"))
    assert stored["trained_on"] == fingerprint(), (
        "run python -m tests.clinical.answers.train"
    )


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("leg_swelling", "they're both toasty"),
        ("fever", "37.1 this morning"),
        ("fever", "98.2 just now"),
        ("bladder_bowel", "works as it should"),
        ("fever", "only vitamins"),
        ("weakness", "legs as strong as ever"),
        ("saddle_numbness", "can feel everything"),
    ],
)
def test_that_all_is_well_reads_as_no(
    reader: AnswerReader, question: str, text: str
) -> None:
    score = reader.score(question, text)
    assert score is not None
    assert score < -SURE / 2


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("fever", "38.6 last night"),
        ("bladder_bowel", "no control any more"),
        ("bladder_bowel", "peeing is fine. numb when I wipe"),
        ("weakness", "my knee keeps giving out"),
        ("leg_swelling", "white as chalk and freezing"),
    ],
)
def test_trouble_reads_as_yes(reader: AnswerReader, question: str, text: str) -> None:
    score = reader.score(question, text)
    assert score is not None
    assert score > SURE / 2


@pytest.mark.parametrize("question", ["bladder_bowel", "saddle_numbness", "weakness"])
@pytest.mark.parametrize(
    "text",
    [
        "pineapple",
        "my toe",
        "on the inside of the thigh",
        "six weeks",
        "hurts most when I turn over",
        "when do you think I can run",
        "a fair amount",
        "oh",
    ],
)
def test_what_answers_nothing_is_no_denial(
    reader: AnswerReader, question: str, text: str
) -> None:
    """A warning sign is not taken for denied because nothing was said of it."""
    assert (reader.score(question, text) or 0.0) > -DENIED


def test_a_yes_to_a_list_says_which(reader: AnswerReader) -> None:
    listed = ("fever", "weight_loss", "cancer_history", "steroid_use", "trauma")
    assert reader.which(listed, "fell off a ladder") == "trauma"
    assert reader.which(listed, "lymphoma in 2004") == "cancer_history"


def test_a_question_never_learnt_is_not_judged(reader: AnswerReader) -> None:
    assert reader.score("age", "thirty") is None


def test_without_its_file_it_says_so_and_judges_nothing(tmp_path: Path) -> None:
    empty = AnswerReader.load(tmp_path)
    assert str(FILE) in empty.problem
    assert empty.score("fever", "no") is None


def test_the_sentence_of_a_sign_is_found() -> None:
    text = "peeing is fine. numb when I wipe. 38.5 though"
    at = text.index("numb")
    assert sentence_around(text, at, at + 4).strip() == "numb when I wipe."
    assert sentence_around(text, 0, len(text)) == text


@pytest.mark.slow
@pytest.mark.parametrize("says", [YES, NO])
def test_answers_of_a_batch_left_out_are_read(says: str) -> None:
    sign = 1 if says == YES else -1
    judged = [(e, s) for e, s in unseen() if e.batch != "own" and e.weight == 1]
    scores = [s * sign for e, s in judged if e.says == says]
    right = sum(score >= SURE for score in scores) / len(scores)
    wrong = sum(score <= -SURE for score in scores) / len(scores)
    assert right >= ANSWERED[says]
    assert wrong <= WRONG[says]
