import pytest

from bot.safety.phrase import Page, PhraseError, Word, parse


def page(text):
    words = []
    for at, written in enumerate(text.split()):
        hard = written.startswith(".")
        plain = written.lstrip(".")
        words.append(Word((plain,), at, at + 1, hard=hard, text=plain))
    return Page(words)


@pytest.mark.parametrize(
    ("phrase", "text", "ends"),
    [
        ("a b", "a b c", {2}),
        ("a (b|c d)", "a c d", {3}),
        ("a [b] c", "a c", {2}),
        ("a [b] c", "a b c", {3}),
        ("a ... d", "a b c d", {4}),
        ("a ... e", "a b c d e", {5}),
        ("a ... f", "a b c d e f", set()),
        ("a b", "a .b", set()),
        ("a ... c", "a .b c", set()),
        ("<x> c", "a b c", {3}),
        ("[z] a", "a", {1}),
    ],
)
def test_phrases_match(phrase, text, ends):
    lists = {"x": parse("(a|a b)", {})}
    assert parse(phrase, lists).ends(page(text), 0) == ends


@pytest.mark.parametrize(
    ("phrase", "says"),
    [
        ("(a|b", "never closes"),
        ("a)", "never opened"),
        ("(a]", "wrong sign"),
        ("<nothing>", "no word list"),
        ("a & b", "do not know"),
        ("[a]", "nothing at all"),
    ],
)
def test_a_broken_phrase_says_what_is_wrong(phrase, says):
    with pytest.raises(PhraseError, match=says):
        parse(phrase, {})


def test_the_work_does_not_explode():
    node = parse("a ... [a] ... [a] ... [a] ... z", {})
    crowded = page("a " * 400)
    for at in range(400):
        node.ends(crowded, at)
    assert crowded.work < 400 * 120
