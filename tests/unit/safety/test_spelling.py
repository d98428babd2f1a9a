import pytest

from bot.safety.spelling import Spelling, distance
from bot.safety.text import cut

WORDS = {
    "numb",
    "bladder",
    "control",
    "feel",
    "cant",
    "wipe",
    "incontin*",
    "groin",
    "lost",
}


@pytest.fixture(scope="module")
def spelling():
    return Spelling(WORDS, ["ladder"], ["i", "my", "when"], {"wype": "wipe"})


def symbols(spelling, text):
    return [word.symbols for raw in cut(text) for word in spelling.read(raw)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("bladder", "bladder"),
        ("bladdder", "bladder"),
        ("blader", "bladder"),
        ("vladder", "bladder"),
        ("contorl", "control"),
        ("nubm", "numb"),
        ("nummmmb", "numb"),
        ("feeeeel", "feel"),
        ("c0ntr0l", "control"),
        ("bl4dd3r", "bladder"),
        ("wype", "wipe"),
        ("incontinence", "incontin*"),
    ],
)
def test_written_words_are_recognised(spelling, written, meant):
    assert symbols(spelling, written) == [(meant,)]


@pytest.mark.parametrize(
    "written", ["ladder", "number", "brain", "contract", "fuel", "blunder"]
)
def test_other_words_are_left_alone(spelling, written):
    assert symbols(spelling, written) == [()]


def test_missing_spaces_are_put_back(spelling):
    (raw,) = cut("cantfeelmygroin")
    found = [(word.text, word.start, word.end) for word in spelling.read(raw)]
    assert found == [("cant", 0, 4), ("feel", 4, 8), ("my", 8, 10), ("groin", 10, 15)]


@pytest.mark.parametrize(
    ("left", "right", "edits"),
    [
        ("numb", "numb", 0),
        ("nubm", "numb", 1),
        ("bladr", "bladder", 2),
        ("a", "bcd", 2),
    ],
)
def test_distance_counts_swaps_once_and_stops_at_the_bound(left, right, edits):
    assert distance(left, right, 2 if edits < 2 or left == "bladr" else 1) == edits
