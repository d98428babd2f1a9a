import pytest

from bot.safety.text import cut


def words(text):
    return [word.text for word in cut(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I CAN'T feel it", ["i", "cant", "feel", "it"]),
        ("I can’t feel it", ["i", "cant", "feel", "it"]),
        ("nu\u200bmb", ["numb"]),
        ("nu\u00admb", ["numb"]),
        ("ｎｕｍｂ 𝐧𝐮𝐦𝐛", ["numb", "numb"]),
        ("blаddеr", ["bladder"]),  # Cyrillic a and e
        ("pérdida", ["perdida"]),
        ("n̶u̶m̶b̶", ["numb"]),
        ("lost_bladder-control", ["lost", "bladder", "control"]),
        (r'{"a":"\nnumb\u0020bits"}', ["a", "numb", "bits"]),
        ("", []),
        ("🦵\x00\ud800", []),
    ],
)
def test_words_are_plain(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    "text", ["a nu\u200bmb toe", "ah, ｎｕｍｂ", "it’s numb", "É numb"]
)
def test_words_remember_where_they_stood(text):
    word = cut(text)[-1] if text.endswith(("numb", "ｎｕｍｂ")) else cut(text)[1]
    assert cut(text[word.start : word.end])[0].text == "numb"


def test_a_full_stop_is_hard_and_a_comma_or_new_line_soft():
    stops = [(word.hard, word.soft) for word in cut("a. b, c\nd ... e - f? g")]
    assert stops == [
        (False, False),
        (True, False),
        (False, True),
        (False, True),
        (False, True),
        (False, True),
        (True, False),
    ]
