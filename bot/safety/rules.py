"""The YAML of `data/knowledge/red_flags`: its shape, its loading, its mistakes.

A file that cannot be read is left out and named in `Rules.problems`; the others work
on, since a slip in one rule must not silence the emergency check.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from bot.safety.phrase import Node, PhraseError, parse, symbols_of

FOLDER = Path(__file__).resolve().parents[2] / "data" / "knowledge"
OUTCOMES = ("fire", "ask", "none")
LEVELS = ("emergency", "urgent")
EFFECTS = ("none", "lower", "hide", "answer")


@dataclass(frozen=True)
class Sign:
    """One way a red flag shows in words: `phrases`, or all groups of `near` together.

    `with` must be said somewhere, too; with `interview` an open question
    stands for the first of it. What stands inside `elsewhere` speaks of another place:
    "groin sore and my foot tingles".
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


@dataclass(frozen=True)
class Rule:
    """A red flag: its signs, its level, the question that settles doubt.

    `answers` are words that report it only as an answer to its question, or to that of
    a finding in `also_asked`, unless one of `no_answers` stands there too: another
    place, say; `exactly` are whole replies that do. `answered: none` means that an
    answer alone is a weak sign, left to the reasoning.
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
    ignores: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    reviewed_by: str = ""
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Context:
    """Words around a sign that change what it means, and how far they reach.

    `effect`: none (nothing was reported), lower (fire to ask, ask to none), hide (an
    idiom: its words are not looked at), answer (read only after a question). `before`:
    a cue ahead of the sign reaches so many words; `after`: a cue behind it.
    `blocked_by` between the two ends the reach; `after_comma` does so when it follows a
    comma; `lifted_by` in the same sentence undoes the effect; `lifted_anywhere` does so
    from any sentence; `except_` only looks like a cue. `alone`: the cue must end its
    clause; `inside`: the cue may be part of the sign. A sign that begins with one of
    `spares` has its own "no", which no other turns round.
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


@dataclass(frozen=True)
class Rules:
    """All that the detector works with; everything is in id order."""

    rules: tuple[Rule, ...] = ()
    contexts: tuple[Context, ...] = ()
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


_ALLOWED = {
    "triage": LEVELS,
    "outcome": OUTCOMES,
    "answered": OUTCOMES,
    "effect": EFFECTS,
}
_RENAMED = {"with_": "with", "except_": "except"}
_NEEDED = {
    Rule: ("id", "name", "triage", "question", "signs"),
    Context: ("id", "effect", "phrases"),
    Sign: (),
}


def load(folder: Path | str | None = None) -> Rules:
    """The rules under `folder` (the knowledge folder), without the files that fail."""
    return _Reader(Path(folder) if folder else FOLDER).read()


def problems(folder: Path | str | None = None) -> list[str]:
    """Everything wrong with the red-flag files, one plain sentence each."""
    return list(load(folder).problems)


class _Reader:
    def __init__(self, folder: Path) -> None:
        self.root = folder
        self.folder = folder / "red_flags"
        self.problems: list[str] = []

    def read(self) -> Rules:
        lists = self._lists()
        nodes = compile_lists(lists, self.problems)
        contexts = [
            c for c in self._values("context", Context) if self._sound(c, nodes)
        ]
        rules = [r for r in self._values("", Rule) if self._sound(r, nodes)]
        if not rules:
            self._say(
                self.folder, "There is no red flag here: nothing would be noticed."
            )
        return Rules(
            tuple(rules), tuple(contexts), lists, tuple(sorted(set(self.problems)))
        )

    def _say(self, path: Path, sentence: str, line: int = 0) -> None:
        where = path.relative_to(self.root) if path.is_relative_to(self.root) else path
        self.problems.append(f"{where}{f':{line}' if line else ''}: {sentence}")

    def _files(self, name: str) -> list[tuple[Path, dict[str, Any]]]:
        found = []
        for path in sorted((self.folder / name).glob("*.yml")):
            content = self._content(path)
            if content is None:
                continue
            if not isinstance(content, dict):
                self._say(path, "The file must hold fields such as `id: ...`.")
            elif content.get("id") != path.stem:
                self._say(path, f'"id" must be the name of the file, "{path.stem}".')
            else:
                found.append((path, content))
        return found

    def _content(self, path: Path) -> Any:
        try:
            return YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 0
            self._say(path, "The file is not valid YAML here, or just above.", line)
        except (YAMLError, OSError, ValueError) as error:
            self._say(path, f"The file cannot be read ({type(error).__name__}).")
        return None

    def _lists(self) -> dict[str, tuple[str, ...]]:
        lists = {}
        for path, content in self._files("words"):
            words = content.get("words")
            if not isinstance(words, list) or not words:
                self._say(path, '"words" must be a list with at least one entry.')
                continue
            lists[path.stem] = tuple(str(word) for word in words)
        return lists

    def _values(self, name: str, kind: type) -> list[Any]:
        values = []
        for path, content in self._files(name):
            value = self._value(path, content, kind)
            if value is not None:
                values.append(value)
        return values

    def _value(self, path: Path, content: Mapping[str, Any], kind: Any) -> Any:
        names = {_RENAMED.get(n, n): n for n in kind.__dataclass_fields__}
        before = len(self.problems)
        for key in sorted(set(content) - set(names)):
            near = get_close_matches(str(key), list(names), 1)
            hint = f' Did you mean "{near[0]}"?' if near else ""
            self._say(path, f'"{key}" is not a field we use here.{hint}')
        for key in _NEEDED[kind]:
            if not content.get(key):
                self._say(path, f'The field "{key}" is missing or empty.')
        if len(self.problems) > before:
            return None
        fields = {
            names[key]: self._field(path, key, value) for key, value in content.items()
        }
        return kind(**fields) if len(self.problems) == before else None

    def _field(  # noqa: C901, PLR0911 - one line for each shape of field
        self, path: Path, key: str, value: Any
    ) -> Any:
        if key == "signs":
            return tuple(self._value(path, sign, Sign) or Sign() for sign in value)
        if key == "examples":
            return {name: _texts(lines) for name, lines in value.items()}
        if key in ("near", "with"):
            return tuple(_texts(group) for group in value)
        if key in ("within", "before", "after", "order"):
            if not isinstance(value, int):
                self._say(path, f'"{key}" must be a whole number.')
            return value
        if key in ("alone", "inside", "interview"):
            return value is True
        if key in ("triage", "outcome", "answered", "effect"):
            allowed = _ALLOWED[key]
            if value not in allowed:
                self._say(path, f'"{key}" must be one of: {", ".join(allowed)}.')
            return value
        return _texts(value) if isinstance(value, list) else str(value)

    def _sound(self, value: Rule | Context, nodes: Mapping[str, Node]) -> bool:
        place = self.folder / ("context" if isinstance(value, Context) else "")
        path, sound = place / f"{value.id}.yml", True
        for phrase in phrases_of(value):
            try:
                parse(phrase, nodes)
            except PhraseError as error:
                self._say(path, str(error))
                sound = False
        return sound


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(str(v) for v in value) if isinstance(value, list) else (str(value),)


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


def compile_lists(
    lists: Mapping[str, tuple[str, ...]], found: list[str]
) -> dict[str, Node]:
    """The word lists as one node each; they may name one another, not in a circle."""
    nodes: dict[str, Node] = {}
    waiting = dict(lists)
    while waiting:
        ready = [n for n, entries in waiting.items() if _named(entries) <= nodes.keys()]
        if not ready:
            for name in sorted(waiting):
                lost = ", ".join(sorted(_named(waiting[name]) - nodes.keys()))
                found.append(
                    f"red_flags/words/{name}.yml: "
                    f"It names lists that cannot be read: {lost}."
                )
            return nodes
        for name in ready:
            entries = waiting.pop(name)
            try:
                nodes[name] = parse(f"({'|'.join(entries)})", nodes)
            except PhraseError as error:
                found.append(f"red_flags/words/{name}.yml: {error}")
    return nodes


def _named(entries: tuple[str, ...]) -> set[str]:
    return {part.split(">")[0] for entry in entries for part in entry.split("<")[1:]}


def phrases(rules: Rules) -> set[str]:
    """Every phrase there is."""
    return {phrase for group in groups(rules) for phrase in group}


def vocabulary(rules: Rules) -> set[str]:
    """Every word that any phrase or list names."""
    texts = [*phrases(rules), *(e for entries in rules.lists.values() for e in entries)]
    return {symbol for text in texts for symbol in symbols_of(text)}
