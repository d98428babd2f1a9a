"""Reads the YAML of `data/knowledge/red_flags` and says what is wrong with it.

A file that cannot be read is left out and named in `Rules.problems`; the others work
on, since a slip in one rule must not silence the emergency check.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from bot.safety.phrase import Node, PhraseError, parse
from bot.safety.rules import (
    EFFECTS,
    FOLDER,
    LEVELS,
    OUTCOMES,
    UNSURE,
    Context,
    Rule,
    Rules,
    Sign,
    phrases_of,
)

_ALLOWED = {
    "triage": LEVELS,
    "outcome": OUTCOMES,
    "answered": OUTCOMES,
    "unsure": UNSURE,
    "unworded": LEVELS,
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
        if key in ("alone", "inside", "interview", "plain", "anywhere"):
            return value is True
        allowed = _ALLOWED.get(key)
        if allowed:
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


def compile_lists(
    lists: Mapping[str, tuple[str, ...]], found: list[str]
) -> dict[str, Node]:
    """The word lists as one node each; they may name one another, not in a circle."""
    nodes: dict[str, Node] = {}
    known: dict[str, Node] = {}
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
                nodes[name] = parse(f"({'|'.join(entries)})", nodes, known)
            except PhraseError as error:
                found.append(f"red_flags/words/{name}.yml: {error}")
    return nodes


def _named(entries: tuple[str, ...]) -> set[str]:
    return {part.split(">")[0] for entry in entries for part in entry.split("<")[1:]}
