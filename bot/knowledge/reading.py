"""Reads the YAML files of the folder, fast; finds line numbers only when asked."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from bot.knowledge.messages import (
    KnowledgeError,
    Message,
    Problem,
    did_you_mean,
    problem,
)

PROJECT = Path(__file__).resolve().parents[2]
FORBIDDEN_KEYS = frozenset({"nlu", "stories", "rules", "responses"})
VOCABULARY = "vocabulary.yml"
FOLDERS = (
    "sources",
    "findings",
    "phrases",
    "words",
    "cues",
    "conditions",
    "factors",
    "advice",
    "facts",
    "topics",
    "triage",
    "red_flags",
    "countries",
    "wording",
)
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
NESTED = ("red_flags",)  # bot.safety keeps folders of its own in there

Path_ = tuple[Any, ...]


@dataclass(frozen=True)
class Document:
    """One file: `path` is relative to the folder, `data` what its YAML says."""

    path: str
    text: str = ""
    data: Any = None
    problems: tuple[Problem, ...] = field(default=(), compare=False)

    @property
    def folder(self) -> str:
        return self.path.split("/")[0] if "/" in self.path else ""

    @property
    def stem(self) -> str:
        return Path(self.path).stem

    def problem(
        self, message: Message, where: Path_ = (), /, **words: object
    ) -> Problem:
        """A problem at the field that `where` leads to, or as near as it exists."""
        return problem(message, self.path, self.line(where), **words)

    def line(self, where: Path_ = ()) -> int:
        """The line of the field or list entry that `where` leads to, from 1."""
        node, line = self._root, 1
        for step in where:
            found = _child(node, step)
            if found is None:
                break
            line, node = found
        return line

    @cached_property
    def _root(self) -> Any:
        try:
            return YAML(typ="rt", pure=True).compose(self.text)
        except YAMLError:
            return None


def _child(node: Node | None, step: Any) -> tuple[int, Node] | None:
    """Line and node of a mapping's key or a list's entry."""
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark.line + 1, value
    if (
        isinstance(node, SequenceNode)
        and isinstance(step, int)
        and step < len(node.value)
    ):
        entry = node.value[step]
        return entry.start_mark.line + 1, entry
    return None


def default_folder(folder: Path | str | None = None) -> Path:
    """The folder given, else $BACKSTRIDE_KNOWLEDGE, else data/knowledge."""
    chosen = folder or os.environ.get("BACKSTRIDE_KNOWLEDGE")
    return Path(chosen) if chosen else PROJECT / "data" / "knowledge"


def content_version(folder: Path | str | None = None) -> str:
    """A hash over the names and bytes of all YAML files."""
    root = default_folder(folder)
    digest = hashlib.sha256()
    for path in _yaml_files(root):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def read_folder(
    folder: Path | str | None = None, only: tuple[str, ...] = ()
) -> tuple[Document, ...]:
    """Every YAML file in path order, or those of the sub-folders in `only`.

    Raises KnowledgeError if the folder does not exist. Files that cannot be read come
    with their problems and without data.
    """
    root = default_folder(folder)
    if not root.is_dir():
        raise KnowledgeError([problem(Message.NO_FOLDER, str(root))])
    yaml = YAML(typ="safe")  # YAML 1.2: "yes" and "no" stay words
    wanted = set(only) or None
    return tuple(
        _read(path, relative, yaml)
        for path in _yaml_files(root)
        for relative in [path.relative_to(root).as_posix()]
        if wanted is None or relative.split("/")[0] in wanted
    )


def misplaced_files(folder: Path | str | None = None) -> Iterator[Problem]:
    """YAML files that nothing would read: wrong ending, or in an unknown folder."""
    root = default_folder(folder)
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root).as_posix()
        if not path.is_file() or path.name.startswith("."):
            continue
        if path.suffix.lower() in (".yaml", ".yml") and path.suffix != ".yml":
            yield problem(Message.WRONG_ENDING, relative)
        elif path.suffix == ".yml" and not _has_place(relative):
            name = relative.rsplit("/", 1)[0] if "/" in relative else "."
            hint = did_you_mean(name, FOLDERS)
            yield problem(Message.UNKNOWN_FOLDER, relative, name=name, hint=hint)


def _has_place(relative: str) -> bool:
    parts = relative.split("/")
    depth = 3 if parts[0] in NESTED else 2
    return relative == VOCABULARY or (2 <= len(parts) <= depth and parts[0] in FOLDERS)


def _yaml_files(root: Path) -> list[Path]:
    found = [path for path in root.rglob("*.yml") if not path.name.startswith(".")]
    return sorted(found, key=lambda path: path.relative_to(root).as_posix())


def _read(path: Path, relative: str, yaml: YAML) -> Document:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return Document(relative, problems=(problem(Message.NOT_UTF8, relative, line),))
    if "\t" in text:
        lines = (n for n, line in enumerate(text.splitlines(), 1) if "\t" in line)
        return Document(
            relative,
            text,
            problems=tuple(problem(Message.TAB, relative, n) for n in lines),
        )
    try:
        data = yaml.load(text)
    except DuplicateKeyError as error:
        return Document(relative, text, problems=(_given_twice(relative, error),))
    except (YAMLError, ValueError, TypeError, RecursionError) as error:
        return Document(relative, text, problems=(_bad_yaml(relative, error),))
    return Document(relative, text, data, _data_problems(relative, text, data))


def _given_twice(path: str, error: DuplicateKeyError) -> Problem:
    line = error.problem_mark.line + 1 if error.problem_mark else 0
    name = str(error.problem).split('"')[1] if '"' in str(error.problem) else "a field"
    return problem(Message.GIVEN_TWICE, path, line, name=name)


def _bad_yaml(path: str, error: Exception) -> Problem:
    mark = (
        error.problem_mark or error.context_mark
        if isinstance(error, MarkedYAMLError)
        else None
    )
    return problem(Message.BAD_YAML, path, mark.line + 1 if mark else 0)


def _data_problems(path: str, text: str, data: Any) -> tuple[Problem, ...]:
    if data is None:
        return (problem(Message.EMPTY, path),)
    if not isinstance(data, Mapping):
        return (problem(Message.NOT_FIELDS, path),)
    document = Document(path, text, data)
    try:
        return tuple(_content_problems(document, data))
    except RecursionError:  # a file that refers to itself with & and *
        return (problem(Message.BAD_YAML, path),)


def _content_problems(
    document: Document, data: Any, where: Path_ = ()
) -> Iterator[Problem]:
    """Field names and texts that no kind of file may hold, at any depth."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if not isinstance(key, str):
                name = key if isinstance(key, (int, float)) else "a field's name"
                yield document.problem(Message.NOT_TEXT, (*where, key), name=name)
            if key in FORBIDDEN_KEYS:
                yield document.problem(Message.FORBIDDEN_KEY, (*where, key), name=key)
            yield from _content_problems(document, value, (*where, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _content_problems(document, value, (*where, index))
    elif isinstance(data, str) and UNPRINTABLE.search(data):
        name = next((each for each in reversed(where) if isinstance(each, str)), "")
        yield document.problem(Message.UNPRINTABLE, where, name=name)
