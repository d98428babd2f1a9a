"""What the rules say of themselves holds, however and wherever it is written."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.safety.detector import Outcome, Scan
from bot.safety.spelling import tolerance
from tests.loaded import detector, red_flags

RULES = red_flags().rules
EXAMPLES = [
    pytest.param(outcome, text, id=f"red_flags/{rule.id}.yml::{outcome}::{text}")
    for rule in RULES
    for outcome, texts in rule.examples.items()
    for text in texts
]
FIRING = [text for rule in RULES for text in rule.examples["fire"]]
PLAIN = "My left glute has been tight since the long run and the physio says SI joint."
LEVELS = {"emergency", "urgent"}


def scan(text: str, *previous: str) -> Scan:
    return detector().scan(text, previous)


@pytest.mark.parametrize(("outcome", "text"), EXAMPLES)
def test_each_example_comes_out_as_its_file_says(outcome, text):
    assert scan(text).outcome is Outcome(outcome)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_an_example_that_fires_raises_its_own_flag(rule):
    own = [
        rule.id in {flag.id for flag in scan(text).flags}
        for text in rule.examples["fire"]
    ]
    assert all(own)


# How runners' text gets mangled on its way to us. Each takes and gives a text.


def fullwidth(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def homoglyphs(text: str) -> str:
    return text.translate(str.maketrans("aeopc", "аеорс"))


def zero_width(text: str) -> str:
    return "".join(f"{c}\u200b" if c.isalpha() else c for c in text)


def curly(text: str) -> str:
    return text.replace("'", "’")


def without_apostrophes(text: str) -> str:
    return text.replace("'", "")


def stretched(text: str) -> str:
    words = text.split()
    longest = max(range(len(words)), key=lambda i: len(words[i]))
    if words[longest].isalpha() and words[longest][-1] != "s":
        words[longest] += words[longest][-1] * 4
    return " ".join(words)


def sentence_37(text: str) -> str:
    return f"{PLAIN} " * 36 + text + f". {PLAIN} {PLAIN} {PLAIN}"


def button(text: str) -> str:
    return '/inform{"note": "' + text.replace('"', "") + '"}'


MANGLED = {
    "caps": str.upper,
    "fullwidth": fullwidth,
    "homoglyphs": homoglyphs,
    "zero width": zero_width,
    "curly": curly,
    "no apostrophes": without_apostrophes,
    "lines": lambda text: text.replace(" ", "\n"),
    "many spaces": lambda text: text.replace(" ", "   "),
    "snake": lambda text: text.replace(" ", "_"),
    "stretched": stretched,
    "after a slash": lambda text: "/greet{} " + text,
    "in a button": button,
    "after pleasantries": lambda text: f"Hi! Thanks for this. {PLAIN} {text}",
    "minimised": lambda text: f"prob nothing lol but {text}",
    "sentence 37": sentence_37,
}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.slow if name == "sentence 37" else ())
        for name in MANGLED
    ],
)
def test_a_red_flag_fires_however_it_is_written(name):
    missed = [
        text for text in FIRING if scan(MANGLED[name](text)).outcome is not Outcome.FIRE
    ]
    assert len(missed) <= len(FIRING) // 100, missed


def misspelt(text: str, chance: random.Random) -> str:
    """One typing error in each word that may suffer one; the first letter is kept."""
    keys = detector()._spelling.words & set(detector().rules.lists["key_words"])
    words = text.split()
    for index, word in enumerate(words):
        if word.lower() in keys and tolerance(word):
            at = chance.randrange(1, len(word) - 1)
            words[index] = chance.choice(
                [
                    word[:at] + word[at + 1 :],
                    word[:at] + word[at] + word[at:],
                    word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                ]
            )
    return " ".join(words)


def test_a_typing_error_in_every_key_word_is_forgiven():
    chance = random.Random(7)
    written = [misspelt(text, chance) for text in FIRING for _ in range(5)]
    missed = [text for text in written if scan(text).outcome is not Outcome.FIRE]
    assert len(missed) <= len(written) * 0.02, missed


@pytest.mark.parametrize(
    "text",
    [
        "ilostbladdercontrol",
        "cantfeelmygenitals",
        "i have chestpain",
        "numbdownthere",
        "LOSTCONTROLOFMYBLADDER",
    ],
)
def test_missing_spaces_hide_nothing(text):
    assert scan(text).outcome is Outcome.FIRE


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("I've had a fever since Sunday", "and my lower back really hurts"),
        ("my lower back really hurts", "oh and I have a fever"),
        ("I can't feel anything", "when I wipe"),
        ("my bladder", "I've lost control of it, no control"),
        ("groin pain for three weeks", "limping now and it wakes me at night"),
    ],
)
def test_a_flag_split_over_two_messages_fires(first, second):
    assert scan(second, first).outcome is Outcome.FIRE


def test_the_message_before_does_not_fire_again_by_itself():
    assert scan("what should I do about my knee", FIRING[0]).outcome is Outcome.NONE


@pytest.mark.parametrize("text", FIRING)
def test_a_flag_points_at_its_words(text):
    for flag in scan(f"Hello. {text}").flags:
        assert f"Hello. {text}"[flag.start : flag.end] == flag.text != ""
        assert flag.triage in LEVELS


@pytest.mark.parametrize(
    "text",
    [
        "no numbness down there",
        "No numbness, no tingling, bladder and bowels all normal",
        "I haven't lost control of my bladder or bowels",
        "numbness down there? no",
        "bladder trouble: none",
        "not had any trouble weeing",
    ],
)
def test_what_is_denied_does_not_fire_nor_ask(text):
    assert scan(text).outcome is Outcome.NONE


@pytest.mark.parametrize(
    "text",
    [
        "I'm not able to hold my wee",
        "there is no control over my bladder",
        "there's no feeling between my legs",
        "couldn't even tell I'd gone",
        "no back pain, but I can't feel when I wipe",
        "I have no numbness in the foot, I just can't pee",
        "not sure if it matters but I wet myself",
    ],
)
def test_a_loss_is_not_a_denial(text):
    assert scan(text).outcome is Outcome.FIRE


@pytest.mark.parametrize(
    "text",
    [
        "my dad lost bladder control",
        "she can't feel when she wipes",
        "what if I lose control of my bladder?",
        "when I was a kid I wet the bed",
    ],
)
def test_what_is_not_the_runners_own_or_not_now_never_fires(text):
    assert scan(text).outcome is not Outcome.FIRE


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=400),
    st.lists(st.text(max_size=80), max_size=3),
    st.text(max_size=12),
)
def test_no_text_makes_it_raise(text, previous, asked):
    assert detector().scan(text, previous, asked).outcome in Outcome


WORDS = [*sorted(detector()._spelling.words), "\u200b", ".", ",", "\n", "?", "(", "🦵"]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=120))
def test_no_mixture_of_its_own_words_makes_it_raise(words):
    result = scan(" ".join(words))
    assert (result.outcome is Outcome.FIRE) == bool(result.flags)
    assert (result.outcome is Outcome.ASK) == (result.question is not None)


def test_a_scan_is_the_same_every_time():
    assert [scan(text) for text in FIRING] == [scan(text) for text in FIRING]


@pytest.mark.parametrize(
    "text", [" ".join(FIRING), "can't feel my bladder " * 90, "a" * 2000]
)
def test_the_work_is_bounded(text):
    """Counted, not timed: a slow machine must not fail it."""
    assert scan((text * 20)[:2000]).work < 12_000


def test_the_work_does_not_grow_with_the_text():
    """A page is matched at once, so its words count and not how often they are said."""
    once = scan(" ".join(FIRING)[:2000]).work
    again = scan((" ".join(FIRING)[:2000] + ". ") * 4).work
    assert 0 < again < once * 1.2


def test_a_very_long_text_costs_no_more_than_its_ends():
    long = PLAIN * 20_000
    assert scan(f"{long} I have lost control of my bladder").outcome is Outcome.FIRE
    assert scan(f"I have lost control of my bladder. {long}").outcome is Outcome.FIRE
    assert scan(long).work < 12_000


@pytest.mark.parametrize("answer", ["not sure", "I don't know", "maybe"])
def test_a_doubt_that_stays_is_urgent(answer):
    found = detector().scan(answer, asked="ask:saddle_numbness")
    assert (found.outcome, found.level) == (Outcome.FIRE, "urgent")
