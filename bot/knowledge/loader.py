"""Loads data/knowledge into the values of `model`, or says all that is wrong with it.

`load` sees that every file has its shape; whether the files agree is for `checks`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from bot.knowledge import model, schema
from bot.knowledge.messages import KnowledgeError, Message, Problem
from bot.knowledge.reading import (
    VOCABULARY,
    Document,
    content_version,
    misplaced_files,
    read_folder,
)
from bot.knowledge.shapes import parse

VALUES: Mapping[type, Any] = {
    schema.Source: model.Source,
    schema.Finding: model.Finding,
    schema.Question: model.Question,
    schema.Option: model.Option,
    schema.Condition: model.Condition,
    schema.Weight: model.Weight,
    schema.Factor: model.Factor,
    schema.Advice: model.Advice,
    schema.Fact: model.Fact,
    schema.Topic: model.Topic,
    schema.TriageRule: model.TriageRule,
    schema.Country: model.Country,
}
# folder -> field of Knowledge
PLACES = {
    "sources": "sources",
    "findings": "findings",
    "conditions": "conditions",
    "factors": "factors",
    "advice": "advice",
    "facts": "facts",
    "topics": "topics",
    "triage": "triage_rules",
    "countries": "countries",
}


@dataclass(frozen=True)
class Parsed:
    """The whole folder as far as it can be read.

    `items[folder][stem]` holds what has its shape; `documents[folder][stem]` every
    file, so that a broken file is not also reported as missing.
    """

    documents: Mapping[str, Mapping[str, Document]]
    items: Mapping[str, Mapping[str, Any]]
    problems: tuple[Problem, ...] = ()
    vocabulary: schema.Vocabulary | None = None
    misplaced: tuple[Problem, ...] = field(default=())


def load(folder: Path | str | None = None) -> model.Knowledge:
    """The knowledge in `folder`; one KnowledgeError with all problems of shape."""
    parsed = parse_folder(folder, only=(*PLACES, "wording"))
    if parsed.problems:
        raise KnowledgeError(parsed.problems)
    found = {
        place: {item.id: item for item in _by_id(parsed.items[name].values())}
        for name, place in PLACES.items()
    }
    return model.Knowledge(
        **found, wording=_wording(parsed), version=content_version(folder)
    )


def load_phrases(
    folder: Path | str | None = None,
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Finding id -> status -> phrases, for the four statuses a phrase can state."""
    statuses = ("present", "absent", "uncertain", "past")
    return {
        item.finding: {status: tuple(getattr(item, status)) for status in statuses}
        for item in _load_only(folder, "phrases").values()
    }


def load_words(folder: Path | str | None = None) -> dict[str, tuple[str, ...]]:
    """Name of the word list -> its entries."""
    return {item.id: tuple(item.words) for item in _load_only(folder, "words").values()}


def load_cues(folder: Path | str | None = None) -> dict[str, dict[str, Any]]:
    """Id -> the file's fields. Their shape belongs to bot.nlu."""
    return dict(_load_only(folder, "cues"))


def load_red_flags(folder: Path | str | None = None) -> dict[str, dict[str, Any]]:
    """Id -> the file's fields. Their shape belongs to bot.safety."""
    return dict(_load_only(folder, "red_flags"))


def load_wording(folder: Path | str | None = None) -> dict[str, str]:
    """Key -> sentence, over all files of `wording/`."""
    parsed = parse_folder(folder, only=("wording",))
    if parsed.problems:
        raise KnowledgeError(parsed.problems)
    return _wording(parsed)


def parse_folder(
    folder: Path | str | None = None, only: tuple[str, ...] = ()
) -> Parsed:
    """Reads and shapes everything, collecting problems instead of raising them."""
    documents: dict[str, dict[str, Document]] = {
        name: {} for name in (*schema.SHAPES, "cues", "red_flags", "wording")
    }
    items: dict[str, dict[str, Any]] = {name: {} for name in documents}
    problems: list[Problem] = []
    vocabulary = None
    for document in read_folder(folder, only):
        problems += document.problems
        if document.path == VOCABULARY:
            found, wrong = parse(document, schema.VocabularyFile)
            vocabulary = found.vocabulary if found else None
            problems += wrong
        elif document.folder in documents and document.path.count("/") == 1:
            documents[document.folder][document.stem] = document
            item, wrong = _item(document)
            problems += wrong
            if item is not None:
                items[document.folder][document.stem] = item
    misplaced = () if only else tuple(misplaced_files(folder))
    return Parsed(documents, items, tuple(problems), vocabulary, misplaced)


def _load_only(folder: Path | str | None, name: str) -> Mapping[str, Any]:
    parsed = parse_folder(folder, only=(name,))
    if parsed.problems:
        raise KnowledgeError(parsed.problems)
    return parsed.items[name]


def _item(document: Document) -> tuple[Any, list[Problem]]:
    if document.folder == "wording":
        return _wording_item(document)
    if document.folder in ("cues", "red_flags"):
        return (None, []) if document.problems else _open_item(document)
    item, problems = parse(document, schema.SHAPES[document.folder])
    if item is None:
        return None, problems
    named = item.finding if document.folder == "phrases" else item.id
    wrong = _named_as_file(
        document, "finding" if document.folder == "phrases" else "id", named
    )
    return (None if wrong else freeze(item)), wrong


def _open_item(document: Document) -> tuple[Any, list[Problem]]:
    """A file whose shape another package knows: here only its id is looked at."""
    if "id" not in document.data:
        return None, [document.problem(Message.MISSING_FIELD, name="id")]
    wrong = _named_as_file(document, "id", str(document.data["id"]))
    return (None if wrong else document.data), wrong


def _wording_item(document: Document) -> tuple[Any, list[Problem]]:
    if document.problems:
        return None, []
    wrong = [
        document.problem(
            Message.NOT_TEXT if text else Message.EMPTY_FIELD, (key,), name=key
        )
        for key, text in document.data.items()
        if not isinstance(text, str) or not text.strip()
    ]
    texts = {str(key): str(text).strip() for key, text in document.data.items()}
    return (None if wrong else texts), wrong


def _named_as_file(document: Document, name: str, value: str) -> list[Problem]:
    if value == document.stem:
        return []
    file = document.path.split("/")[-1]
    return [
        document.problem(
            Message.NOT_FILE_NAME, (name,), file=file, field=name, name=value
        )
    ]


def freeze(item: BaseModel) -> Any:
    """The frozen value of `model` that a validated item stands for."""
    value_type = VALUES.get(type(item))
    if value_type is None:
        return item
    names = {each.name for each in fields(value_type)}
    given = {name: _freeze_field(value) for name, value in item if name in names}
    if "grade" in given:
        given["grade"] = model.Grade(given["grade"])
    return value_type(**given)


def _freeze_field(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return freeze(value)
    if isinstance(value, list):
        return tuple(_freeze_field(each) for each in value)
    if isinstance(value, dict):
        return {str(key): _freeze_field(each) for key, each in value.items()}
    return _plain(value)


def _plain(value: Any) -> Any:
    """Text and numbers without pydantic's own types; grades stay enums."""
    if (
        isinstance(value, (model.Grade, model.Status, model.Triage, bool))
        or value is None
    ):
        return value
    return str(value) if isinstance(value, str) else value


def _by_id(items: Any) -> list[Any]:
    return sorted(items, key=lambda item: item.id)


def _wording(parsed: Parsed) -> dict[str, str]:
    texts = {
        key: text
        for each in parsed.items["wording"].values()
        for key, text in each.items()
    }
    return dict(sorted(texts.items()))
