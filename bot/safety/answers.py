"""Reads the answer to an open question, whichever way round the question was put."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.safety.context import Span, Surroundings
from bot.safety.rules import Rules
from bot.safety.text import cut

SHORT = 12  # words; a longer message is read for its content, not for a yes or no
Found = tuple[str, str, str, Span]


@dataclass(frozen=True)
class Asked:
    """What an answer says: red flags that a yes, a no or an option reports."""

    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    options: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    covers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answers:
    """The questions whose answers can report a red flag, by what was asked."""

    asked: Mapping[str, Asked]
    answers: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[str, ...]]

    @classmethod
    def load(cls, root: Path, rules: Rules) -> Answers:
        """Questions of the red flags themselves, and of the findings that are red flags."""
        ids = {rule.id for rule in rules.rules}
        asked = {f"ask:{id_}": Asked(yes=(id_,), covers=(id_,)) for id_ in sorted(ids)}
        for path in sorted((root / "findings").glob("*.yml")):
            question = _question(path)
            found = _asked(path.stem, question, ids)
            if found.covers or found.yes or found.no:
                asked[path.stem] = found
        for id_ in sorted(ids - asked.keys()):
            asked[id_] = Asked(yes=(id_,), covers=(id_,))
        kinds = {c.id: c.phrases for c in rules.contexts if c.id.startswith("answer_")}
        return cls(asked, {rule.id: rule.answers for rule in rules.rules}, kinds)

    def read(self, asked: str, around: Surroundings) -> list[Found]:
        """The red flags that the current message reports as an answer to `asked`."""
        question = self.asked.get(asked)
        own = [i for i, word in enumerate(around.page.words) if word.message == 0]
        if question is None or not own:
            return []
        span = (own[0], own[-1] + 1)
        chosen = self._option(question, around, own)
        if chosen is not None:
            return [(id_, "fire", "", span) for id_ in chosen]
        content = self._content(question, around, span)
        if content or len(own) > SHORT:
            return content
        return self._yes_or_no(asked, question, around, span)

    def _option(
        self, question: Asked, around: Surroundings, own: Sequence[int]
    ) -> tuple[str, ...] | None:
        said = tuple(around.page.words[i].text for i in own)
        for label, flags in question.options:
            if label == said:
                return flags
        return None

    def _content(self, question: Asked, around: Surroundings, span: Span) -> list[Found]:
        """Words that only mean something as an answer: "when I wipe"."""
        found = []
        for id_ in question.covers:
            for begin, end in around.spans(self.answers.get(id_, ())):
                if begin >= span[0] and not self._denied(around, begin, span):
                    found.append((id_, "fire", "", (begin, end)))
                    break
        return found

    def _denied(self, around: Surroundings, begin: int, span: Span) -> bool:
        no = self._first("answer_no", around, span)
        turn = self._first("answer_turn", around, span)
        return no is not None and no < begin and not (turn is not None and no < turn <= begin)

    def _first(self, kind: str, around: Surroundings, span: Span) -> int | None:
        spans = [s for s in around.spans(self.words.get(kind, ())) if s[0] >= span[0]]
        return spans[0][0] if spans else None

    def _yes_or_no(
        self, asked: str, question: Asked, around: Surroundings, span: Span
    ) -> list[Found]:
        order = ("answer_unsure", "answer_some", "answer_no", "answer_yes")
        places = [(self._first(kind, around, span), kind) for kind in order]
        said = [(at, order.index(kind), kind) for at, kind in places if at is not None]
        kind = min(said)[2] if said else ""
        both = {kind for _, _, kind in said}
        if kind == "answer_no" and "answer_some" in both:
            kind = "answer_some"
        if kind == "answer_yes":
            return [(id_, "fire", "", span) for id_ in question.yes]
        if kind == "answer_no":
            return [(id_, "fire", "", span) for id_ in question.no]
        if kind == "answer_some":
            return [(id_, "fire", "", span) for id_ in (*question.yes, *question.no)]
        if kind == "answer_unsure":
            again = asked.startswith("ask:")
            outcome, level = ("fire", "urgent") if again else ("ask", "")
            flags = (*question.yes, *question.no)
            return [(id_, outcome, level, span) for id_ in flags]
        return []


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
        for option, found in zip(options, flags)
    )
    return Asked(
        yes=_pick(question.get("yes"), flags),
        no=_pick(question.get("no"), flags),
        options=labels,
        covers=tuple(sorted(named & ids)),
    )


def _present(option: Mapping[str, Any], ids: set[str]) -> tuple[str, ...]:
    sets = option.get("sets")
    pairs = sets.items() if isinstance(sets, dict) else ()
    return tuple(sorted(str(k) for k, v in pairs if v == "present" and str(k) in ids))


def _pick(index: Any, flags: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return flags[index] if isinstance(index, int) and 0 <= index < len(flags) else ()
