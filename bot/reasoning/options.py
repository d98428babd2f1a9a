"""Which option of a question a message chooses, by number, label or phrase.

The extractor understands the runner's language; here only plain words are compared.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.knowledge.model import Option, Question, Status
from bot.reasoning.model import Message

# A shorter answer ("no", "it") is part of many labels by accident.
_SHORTEST_PART_OF_LABEL = 4
_APOSTROPHES = re.compile(r"['’‘`]")
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_TOKEN = re.compile(r"\.\.\.|[()\[\]|]|[^\s()\[\]|]+")
_SENTENCE_END = re.compile(r"[.!?;\n]+")
_MANY = ("multi", "open")
_YES = ("yes", "some")


def normalise(text: str) -> str:
    """Lower case, no apostrophes or punctuation, single spaces."""
    text = _APOSTROPHES.sub("", text.casefold())
    return _NOT_A_WORD.sub(" ", text).strip()


def chosen_exactly(question: Question, message: Message) -> tuple[Option, ...]:
    """The options named by number or by their whole label."""
    text = normalise(message.text)
    labelled = [o for o in question.options if text and normalise(o.label) == text]
    if labelled:
        return tuple(labelled[:1])
    numbered = _numbered(question, text)
    if numbered:
        return numbered
    if message.option is not None and 0 <= message.option < len(shown(question)):
        return (question.options[message.option],)
    return ()


def shown(question: Question) -> tuple[Option, ...]:
    """The options that have a button; they come first."""
    return tuple(option for option in question.options if option.shown)


def asks_which(question: Question, message: Message) -> bool:
    """Whether the message chooses "something else", or a list without saying what."""
    if question.other is None:
        return _is_bare_yes(question, message)
    return chosen_exactly(question, message) == (question.options[question.other],)


def _is_bare_yes(question: Question, message: Message) -> bool:
    """Whether it says yes to a list of warning signs that are not one and the same."""
    apart = question.type == "multi" and question.yes is None
    if not apart or question.safety is None or message.polarity not in _YES:
        return False
    told = {mention.finding for mention in message.mentions}
    named = message.about or told.intersection(question.covers)
    return not named and not chosen_loosely(question, message)


def chosen_loosely(
    question: Question, message: Message, least_words: int = 1
) -> tuple[Option, ...]:
    """The options whose label or phrase stands in the text, the longest match first."""
    text = f" {normalise(message.text)} "
    lengths = [_length(option, text, least_words) for option in question.options]
    matched = [(length, i) for i, length in enumerate(lengths) if length]
    if matched and question.type in _MANY:
        chosen = sorted(i for _, i in matched)
        return tuple(question.options[i] for i in chosen)
    if matched:
        _, best = max(matched, key=lambda match: (match[0], -match[1]))
        return (question.options[best],)
    return _part_of_one_label(question, text.strip(), least_words)


def chosen_by_sentence(question: Question, text: str) -> tuple[Option, ...]:
    """What each sentence picks of a list: "no more miles. Shoes are dead, though"."""
    none = question.options[question.no] if question.no is not None else None
    chosen: list[Option] = []
    for sentence in _SENTENCE_END.split(text):
        begun = begun_with(question, sentence)
        if none in begun or (none and not begun and _begun(none, sentence)):
            continue
        found = begun or chosen_loosely(question, Message(sentence))
        chosen += [o for o in found if o is not none and not is_unsure(o)]
    picked = tuple(o for o in question.options if o in chosen)
    return (none, *picked) if picked and none else picked


def begun_with(question: Question, text: str) -> tuple[Option, ...]:
    """The option of which a phrase of two words or more begins the text, or is it.

    "No problem" and "not bad" say more than the "no" and "not" that they begin with.
    """
    found: list[tuple[int, int]] = []
    for place, option in enumerate(question.options):
        lengths = [len(m.group()) for m in _begun(option, text) if _says_much(m)]
        if lengths:
            found.append((max(lengths), -place))
    return (question.options[-max(found)[1]],) if found else ()


def _begun(option: Option, text: str) -> list[re.Match[str]]:
    """The phrases of an option that the text begins with."""
    text = f" {normalise(text)} "
    patterns = [phrase_pattern(phrase) for phrase in option.phrases]
    matches = [pattern.match(text, 1) for pattern in patterns if pattern]
    return [match for match in matches if match]


def named(question: Question, word: str) -> tuple[Option, ...]:
    """The option whose label or phrase is this very word."""
    return tuple(
        option
        for option in question.options
        if word in (normalise(option.label), *option.phrases)
    )[:1]


def is_unsure(option: Option) -> bool:
    """Whether choosing the option says nothing: "not sure", "rather not say"."""
    says = [status for status in option.sets.values() if status is not Status.UNCERTAIN]
    return not says and option.value is None and not option.side


def unsure_option(question: Question) -> Option | None:
    """The question's own "not sure", when it has one."""
    return next((o for o in question.options if is_unsure(o)), None)


def _says_much(match: re.Match[str]) -> bool:
    """Whether the phrase has many words, or leaves no other."""
    return len(match.group().split()) > 1 or match.end() == len(match.string)


@lru_cache(maxsize=4096)
def phrase_pattern(phrase: str) -> re.Pattern[str] | None:
    """A pattern for a phrase without word lists; None for one that refers to them."""
    if "<" in phrase:
        return None
    pattern = "".join(_piece(token) for token in _tokens(phrase))
    try:
        return re.compile(rf"(?<= ){pattern}")
    except re.error:
        return None


def _numbered(question: Question, text: str) -> tuple[Option, ...]:
    """The options of "2", or for a checklist "1 and 3", counted as the runner does."""
    if question.type in ("number", "duration"):
        return ()
    words = text.split()
    numbers = [int(word) - 1 for word in words if word.isdigit()]
    others = [word for word in words if not word.isdigit() and len(word) > 3]
    if not numbers or others or not words[-1].isdigit():  # "2 min" is an amount
        return ()
    if any(n >= len(shown(question)) for n in numbers):
        return ()
    if min(numbers) < 0 or (len(numbers) > 1 and question.type not in _MANY):
        return ()
    return tuple(question.options[n] for n in numbers)


def _length(option: Option, text: str, least_words: int) -> int:
    """How many characters of the text the option's label or phrases explain."""
    label = normalise(option.label)
    found = [label] if label and f" {label} " in text else []
    for phrase in option.phrases:
        pattern = phrase_pattern(phrase)
        match = pattern.search(text) if pattern else None
        if match:
            found.append(match.group())
    return max((len(m) for m in found if len(m.split()) >= least_words), default=0)


def _part_of_one_label(
    question: Question, text: str, least_words: int
) -> tuple[Option, ...]:
    if len(text) < _SHORTEST_PART_OF_LABEL or len(text.split()) < least_words:
        return ()
    holding = [o for o in question.options if f" {text} " in f" {normalise(o.label)} "]
    return tuple(holding) if len(holding) == 1 else ()


def _tokens(phrase: str) -> list[str]:
    return _TOKEN.findall(_APOSTROPHES.sub("", phrase.casefold()))


def _piece(token: str) -> str:
    """One token of the phrase language as a piece of pattern; words end in a space."""
    fixed = {"(": "(?:", ")": ")", "[": "(?:", "]": ")?", "|": "|"}
    if token in fixed:
        return fixed[token]
    if token == "...":
        return r"(?:\w+ ){0,3}"
    words = normalise(token)
    return rf"{words}\w* " if token.endswith("*") else f"{words} "
