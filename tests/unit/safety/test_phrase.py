import random

import pytest

from bot.safety.page import Page, Word
from bot.safety.phrase import PhraseError, parse


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


def test_the_work_grows_with_the_phrase_and_not_with_the_page():
    node = parse("a ... [a] ... [a] ... [a] ... z", {})
    short, crowded = page("a " * 40 + "z"), page("a " * 400 + "z")
    node.spread(short)
    node.spread(crowded)
    assert 0 < crowded.work == short.work < 1000


def test_parts_written_alike_are_one_node():
    known = {}
    first = parse("(a|b) c", {}, known)
    second = parse("c (a|b)", {}, known)
    assert first.parts[0] is second.parts[1]


def test_hidden_words_are_not_found():
    around = page("a b a")
    node = parse("a", {})
    around.hide(0, 1)
    assert node.spread(around) == {1: 0b100}


def trial_ends(phrase, text, at):
    """Where a match may end, tried word by word: the slow way, to compare with."""
    words, ends = text.split(), {at}
    for part in phrase.split():
        ends = {end for begin in ends for end in steps(part, words, begin, begin == at)}
    return ends


def steps(part, words, begin, free):
    """Where `part` may end; only a phrase's first word may begin a sentence."""
    stays = {begin} if part == "..." or part[0] == "[" else set()
    if begin >= len(words) or (words[begin][0] == "." and not free):
        return stays
    if part != "...":
        fits = words[begin].lstrip(".") == part.strip("[]")
        return stays | ({begin + 1} if fits else set())
    reach = 1
    while reach < 3 and begin + reach < len(words) and words[begin + reach][0] != ".":
        reach += 1
    return stays | {begin + n for n in range(1, reach + 1)}


@pytest.mark.parametrize("seed", range(60))
def test_whole_pages_are_matched_as_word_by_word(seed):
    dice = random.Random(seed)
    parts = ["a", "b", "[a]", "[c]", "...", "c"]
    phrase = "a " + " ".join(dice.choices(parts, k=4))
    text = " ".join(dice.choices(["a", "b", "c", ".a", ".b"], k=30))
    node, around = parse(phrase, {}), page(text)
    for at in range(30):
        whole = trial_ends(phrase, text, at)
        assert node.ends(around, at) == whole, (phrase, text, at)
