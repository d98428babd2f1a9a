"""Reads the answer to an open question, whichever way round the question was put."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.safety.context import Surroundings
from bot.safety.matching import Span
from bot.safety.rules import Context, Rule, Rules
from bot.safety.text import cut

SHORT = 12  # words; a longer message is read for its content, not for a yes or no
OPENING = 3  # words in which a yes stands, unless the message is hardly longer
ECHO = 4  # words of a message in which "it is" or "I do" is a yes
GOES_ON = "goes_on"  # the context of words that a second half begins with
Found = tuple[str, str, str, Span]


@dataclass(frozen=True)
class Asked:
    """What an answer says: red flags that a yes, a no or an option reports.

    `screens`: the question is asked for their sake, so that a yes is one.
    """

    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    options: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    covers: tuple[str, ...] = ()
    has_yes: bool = True
    screens: bool = False

    def chosen(self, said: tuple[str, ...]) -> tuple[str, ...]:
        """The flags of the option whose label was typed or pressed."""
        return next((flags for label, flags in self.options if label == said), ())

    def named(self, said: Collection[str]) -> tuple[str, ...]:
        """The flags of the one option in whose label all of these words stand."""
        fitting = [flags for label, flags in self.options if set(said) <= set(label)]
        return fitting[0] if said and len(fitting) == 1 else ()


@dataclass(frozen=True)
class Answers:
    """The questions whose answers can report a red flag, by what was asked."""

    asked: Mapping[str, Asked]
    rules: Mapping[str, Rule]
    contexts: Mapping[str, Context]
    beside_the_point: frozenset[str] = frozenset()

    @classmethod
    def load(cls, root: Path, rules: Rules) -> Answers:
        """Questions of the red flags, and of the findings that are red flags."""
        ids = {rule.id for rule in rules.rules}
        own = {id_: Asked(yes=(id_,), covers=(id_,), screens=True) for id_ in ids}
        asked = {f"ask:{id_}": own[id_] for id_ in sorted(ids)}
        for path in sorted((root / "findings").glob("*.yml")):
            found = _asked(path.stem, _question(path), ids)
            if found.covers:
                asked[path.stem] = found
        for id_ in sorted(ids - asked.keys()):
            asked[id_] = own[id_]
        for rule in rules.rules:
            for finding in rule.also_asked:
                known = asked.get(finding, Asked())
                covers = tuple(sorted({*known.covers, rule.id}))
                asked[finding] = replace(known, covers=covers)
        contexts = {context.id: context for context in rules.contexts}
        lists = (rules.lists.get(n, ()) for n in ("filler_words", "choice_words"))
        beside = frozenset(word for entries in lists for word in entries)
        return cls(asked, {rule.id: rule for rule in rules.rules}, contexts, beside)

    def covers(self, asked: str) -> tuple[str, ...]:
        """The red flags that the open question asks about."""
        return self.asked.get(asked, Asked()).covers

    def screens(self, asked: str) -> bool:
        """Whether a yes to the open question is a red flag, whichever."""
        return self.asked.get(asked, Asked()).screens

    def read(self, asked: str, around: Surroundings) -> list[Found]:
        """The red flags that the current message reports as an answer to `asked`."""
        question = self.asked.get(asked)
        own = [i for i, word in enumerate(around.page.words) if word.message == 0]
        if question is None or not own:
            return []
        span = (own[0], own[-1] + 1)
        again = asked.startswith("ask:")
        said = tuple(around.page.words[i].text for i in own)
        named = question.named([w for w in said if w not in self.beside_the_point])
        chosen = question.chosen(said) or self._exactly(question, said) or named
        if chosen:
            return self._found(chosen, "fire", span, again)
        content = self._content(question, around, span, again)
        if content or len(own) > SHORT:
            return content
        return self._yes_or_no(question, around, span, again)

    def screened_by(self, asked: str) -> tuple[str, ...]:
        """The red flags that a question of the interview asks for; () for our own."""
        question = self.asked.get(asked)
        return question.covers if question and not asked.startswith("ask:") else ()

    def question_for(self, flag: str, asked: str) -> str:
        """The question that asks for the flag: the open one, or else one of its own."""
        own = asked.removeprefix("ask:")
        if flag in self.asked.get(asked, Asked()).covers and own in self.asked:
            return own
        others = (each for each in self.asked if flag in self.asked[each].covers)
        return next((each for each in others if ":" not in each), "")

    def is_chosen(self, asked: str, text: str) -> bool:
        """Whether it is an option's label, typed or pressed, or a reply known whole."""
        question = self.asked.get(asked, Asked())
        said = tuple(raw.text for raw in cut(text))
        labels = (label for label, _ in question.options)
        return said in labels or bool(self._exactly(question, said))

    def _exactly(self, question: Asked, said: tuple[str, ...]) -> tuple[str, ...]:
        """The flags of which it is a whole reply."""
        whole = " ".join(said)
        return tuple(f for f in question.covers if whole in self.rules[f].exactly)

    def begins(self, around: Surroundings) -> bool:
        """Whether the message begins as an answer does."""
        kinds = (c for c in self.contexts.values() if c.effect == "answer")
        answers = (c.phrases for c in kinds if c.id != GOES_ON)
        return any(place[0] == 0 for each in answers for place in around.spans(each))

    def goes_on(self, around: Surroundings) -> bool:
        """Whether the message begins as the second half of another."""
        context = self.contexts.get(GOES_ON)
        spans = around.spans(context.phrases) if context else []
        return any(place[0] == 0 for place in spans)

    def _found(
        self, flags: Iterable[str], outcome: str, span: Span, again: bool
    ) -> list[Found]:
        """Flags whose own answer counts; our own question is asked only then."""
        heeded = [f for f in flags if again or self.rules[f].answered != "none"]
        return [(flag, outcome, "", span) for flag in heeded]

    def _content(
        self, question: Asked, around: Surroundings, span: Span, again: bool
    ) -> list[Found]:
        """Words that only mean something as an answer: "when I wipe"."""
        found: list[Found] = []
        for flag in question.covers:
            if around.spans(self.rules[flag].no_answers):
                continue
            for place in around.spans(self.rules[flag].answers):
                if _is_cut(around, place):
                    continue
                if place[0] >= span[0] and not self._denied(around, flag, place, span):
                    found += self._found((flag,), "fire", place, again)
                    break
        return found

    def _denied(self, around: Surroundings, flag: str, place: Span, span: Span) -> bool:
        denials = (
            context
            for context in self.contexts.values()
            if context.effect in ("none", "lower")
            and (not context.only or flag in context.only)
        )
        if any(around.applies(context, place) for context in denials):
            return True
        no = self._first("answer_no", around, span)
        turn = self._first("answer_turn", around, span)
        return no is not None and no < place[0] and not (turn is not None and no < turn)

    def turn_before(self, around: Surroundings, at: int) -> int | None:
        """The word after the last "but" before word `at` of the current message."""
        context = self.contexts.get("answer_turn")
        spans = around.spans(context.phrases) if context else []
        words = around.page.words
        ends = [end for _, end in spans if end <= at and words[end - 1].message == 0]
        return max(ends, default=None)

    def _first(self, kind: str, around: Surroundings, span: Span) -> int | None:
        context = self.contexts.get(kind)
        spans = around.spans(context.phrases) if context else []
        return next((begin for begin, _ in spans if begin >= span[0]), None)

    def _said(self, around: Surroundings, span: Span) -> str:
        """What a short answer comes to: yes, no, some, unsure or ""."""
        order = ("unsure", "some", "no", "yes")
        places = {kind: self._first(f"answer_{kind}", around, span) for kind in order}
        length = span[1] - span[0]
        yes = places["yes"]
        if yes is not None and yes - span[0] >= OPENING and length > OPENING + 2:
            places["yes"] = None
        if places["yes"] is None and length <= ECHO:
            places["yes"] = self._first("answer_echo", around, span)
        said = [
            (at, order.index(kind), kind)
            for kind, at in places.items()
            if at is not None
        ]
        kind = min(said)[2] if said else ""
        return "some" if kind == "no" and places["some"] is not None else kind

    def _yes_or_no(
        self, question: Asked, around: Surroundings, span: Span, again: bool
    ) -> list[Found]:
        said = self._said(around, span)
        either = (*question.yes, *question.no)
        if said == "unsure":
            # A second "not sure" is not a no: it is answered as urgent.
            if not again:
                return self._found(either, "ask", span, again)
            firm = [f for f in either if self.rules[f].unsure == "urgent"]
            return [(flag, "fire", "urgent", span) for flag in firm]
        if said in ("yes", "some") and not question.has_yes:
            return self._found(question.covers[:1], "ask", span, again)
        well = self._first("answer_well", around, span) is not None
        if said == "no" and question.no and well:
            return []
        reported = {"yes": question.yes, "no": question.no, "some": either}
        return self._found(reported.get(said, ()), "fire", span, again)


def _is_cut(around: Surroundings, place: Span) -> bool:
    """Whether a comma or a stop runs through it: "no, feeling is normal"."""
    words = around.page.words[place[0] + 1 : place[1]]
    return any(word.soft or word.hard for word in words)


def _question(path: Path) -> Mapping[str, Any]:
    try:
        content = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except (YAMLError, OSError, ValueError):
        return {}
    question = content.get("question") if isinstance(content, dict) else None
    return question if isinstance(question, dict) else {}


def _asked(finding: str, question: Mapping[str, Any], ids: set[str]) -> Asked:
    """What a finding's question says of red flags. Malformed YAML says nothing."""
    options = [o for o in question.get("options") or [] if isinstance(o, dict)]
    flags = [_present(option, ids) for option in options]
    named = {finding, *map(str, question.get("covers") or [])}
    named |= {id_ for found in flags for id_ in found}
    labels = tuple(
        (tuple(raw.text for raw in cut(str(option.get("label", "")))), found)
        for option, found in zip(options, flags, strict=True)
    )
    return Asked(
        yes=_pick(question.get("yes"), flags),
        no=_pick(question.get("no"), flags),
        options=labels,
        covers=tuple(sorted(named & ids)),
        has_yes=isinstance(question.get("yes"), int),
        screens=question.get("safety") is not None,
    )


def _present(option: Mapping[str, Any], ids: set[str]) -> tuple[str, ...]:
    sets = option.get("sets")
    pairs = sets.items() if isinstance(sets, dict) else ()
    return tuple(sorted(str(k) for k, v in pairs if v == "present" and str(k) in ids))


def _pick(index: Any, flags: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return flags[index] if isinstance(index, int) and 0 <= index < len(flags) else ()
