"""The shape of the rules in `data/knowledge/red_flags`, and the phrases they name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.safety.phrase import symbols_of

FOLDER = Path(__file__).resolve().parents[2] / "data" / "knowledge"
OUTCOMES = ("fire", "ask", "none")
UNSURE = ("urgent", "none")
LEVELS = ("emergency", "urgent")
EFFECTS = ("none", "ask", "lower", "urgent", "hide", "answer")


@dataclass(frozen=True)
class Sign:
    """One way a red flag shows in words: `phrases`, or all groups of `near` together.

    `with` must be said somewhere, too; with `interview` an open question
    stands for the first of it. What stands inside `elsewhere` speaks of another place:
    "groin sore and my foot tingles". `plain`: no answer means something else by it.
    """

    phrases: tuple[str, ...] = ()
    near: tuple[tuple[str, ...], ...] = ()
    within: int = 6
    with_: tuple[tuple[str, ...], ...] = ()
    outcome: str = "fire"
    triage: str = ""
    raised_by: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    interview: bool = False
    plain: bool = False


@dataclass(frozen=True)
class Rule:
    """A red flag: its signs, its level, the question that settles doubt.

    `answers` are words that report it only as an answer to its question, or to that of
    a finding in `also_asked`, unless one of `no_answers` stands there too: another
    place, say; `exactly` are whole replies that do. `answered: none` means that an
    answer alone is a weak sign, left to the reasoning. `covers` names the findings that
    its question asks for beside its own; `unsure: none` that a "not sure" to it leaves
    the interview to ask on, rather than making it urgent. `findings` are those that
    tell of this alarm: one mentioned where the detector is at ease with the whole
    message is asked about before it counts. `unworded` is its level where none of its
    signs, only the learnt voices, tell of it.
    """

    id: str
    name: str
    triage: str
    question: str
    order: int = 50
    group: str = ""
    signs: tuple[Sign, ...] = ()
    answers: tuple[str, ...] = ()
    no_answers: tuple[str, ...] = ()
    answered: str = "fire"
    exactly: tuple[str, ...] = ()
    also_asked: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    unsure: str = "urgent"
    unworded: str = ""
    ignores: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    reviewed_by: str = ""
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Context:
    """Words around a sign that change what it means, and how far they reach.

    `effect`: none (nothing was reported), ask (fire to ask), lower (fire to ask, ask to
    none), urgent (what is an emergency can wait for the same day), hide (an idiom: its
    words are not looked at), answer (read only after a question). `with`: what must be
    said somewhere, too. `before`: a cue ahead of the sign reaches so many words;
    `after`: a cue behind it.
    `blocked_by` between the two ends the reach; `after_comma` does so when it follows a
    comma; `lifted_by` in the same sentence undoes the effect; `lifted_anywhere` does so
    from any sentence; `except_` only looks like a cue. `alone`: the cue must end its
    clause; `inside`: the cue may be part of the sign. A sign that begins with one of
    `spares` has its own "no", which no other turns round. `anywhere`: it is about the
    whole message; `only`: about these red flags alone.
    """

    id: str
    effect: str
    phrases: tuple[str, ...]
    before: int = 0
    after: int = 0
    alone: bool = False
    inside: bool = False
    after_comma: tuple[str, ...] = ()
    blocked_by: tuple[str, ...] = ()
    lifted_by: tuple[str, ...] = ()
    except_: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()
    lifted_anywhere: tuple[str, ...] = ()
    anywhere: bool = False
    only: tuple[str, ...] = ()
    with_: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Rules:
    """All that the detector works with; everything is in id order."""

    rules: tuple[Rule, ...] = ()
    contexts: tuple[Context, ...] = ()
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def groups_of(value: Rule | Context) -> list[tuple[str, ...]]:
    """Every group of phrases that a rule or a context names."""
    if isinstance(value, Context):
        return [
            value.phrases,
            value.blocked_by,
            value.after_comma,
            value.lifted_by,
            value.except_,
            value.spares,
            value.lifted_anywhere,
            *value.with_,
        ]
    found = [value.answers, value.no_answers]
    for sign in value.signs:
        found += [sign.phrases, *sign.near, *sign.with_, sign.raised_by]
        found += [sign.unless, sign.never, sign.elsewhere]
    return found


def phrases_of(value: Rule | Context) -> list[str]:
    """Every phrase that a rule or a context names."""
    return [phrase for group in groups_of(value) for phrase in group]


def groups(rules: Rules) -> list[tuple[str, ...]]:
    """Every group of phrases there is."""
    values: tuple[Rule | Context, ...] = (*rules.rules, *rules.contexts)
    return [group for value in values for group in groups_of(value)]


def phrases(rules: Rules) -> set[str]:
    """Every phrase there is."""
    return {phrase for group in groups(rules) for phrase in group}


def vocabulary(rules: Rules) -> set[str]:
    """Every word that any phrase or list names."""
    texts = [*phrases(rules), *(e for entries in rules.lists.values() for e in entries)]
    return {symbol for text in texts for symbol in symbols_of(text)}
