"""Text as the encoder's pieces."""

import pytest

from bot.encoder.windows import LONGEST, windows
from bot.encoder.wordpiece import Piece, WordPiece

VOCABULARY = [
    "[UNK]", "my", "back", "hurts", ".", "'", "can", "t", "but", "##tock", "##s",
    "cafe", "a", "##b", "1", "##0", "k", "##k",
]  # fmt: skip
cut = WordPiece(VOCABULARY)


def said(text):
    return [VOCABULARY[piece.id] for piece in cut(text)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("my back hurts.", ["my", "back", "hurts", "."]),
        ("MY Buttocks", ["my", "but", "##tock", "##s"]),
        ("can't", ["can", "'", "t"]),
        ("café", ["cafe"]),
        ("10k", ["1", "##0", "##k"]),
        ("my_back", ["my", "[UNK]", "back"]),
        ("ab zz", ["a", "##b", "[UNK]"]),
        ("a" * 101, ["[UNK]"]),
        ("", []),
        (" \n\t", []),
    ],
)
def test_words_become_the_longest_known_pieces(text, pieces):
    assert said(text) == pieces


def test_pieces_know_where_their_word_stands():
    text = "  my Buttocks"
    found = list(cut(text))
    assert [text[piece.start : piece.end] for piece in found] == ["my"] + [
        "Buttocks"
    ] * 3


def test_a_short_text_is_one_window():
    pieces = [Piece(1, at * 3, at * 3 + 2) for at in range(LONGEST)]
    assert list(windows("my " * LONGEST, pieces)) == [pieces]


def test_a_long_text_is_cut_after_a_sentence():
    text = "my " * (LONGEST - 10) + "back. " + "my " * 40
    pieces = list(cut(text))
    parts = list(windows(text, pieces))
    assert [piece for part in parts for piece in part] == pieces
    assert VOCABULARY[parts[0][-1].id] in (".", "back")
    assert all(len(part) <= LONGEST for part in parts)


def test_a_long_text_without_sentences_is_cut_at_the_limit():
    text = "my " * (2 * LONGEST + 5)
    assert [len(part) for part in windows(text, list(cut(text)))] == [
        LONGEST,
        LONGEST,
        5,
    ]
