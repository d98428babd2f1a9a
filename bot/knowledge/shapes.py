"""Holds one file's data against its schema and says in plain words what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, cast

from pydantic import BaseModel, ValidationError

from bot.knowledge.messages import Message, Problem, did_you_mean
from bot.knowledge.reading import Document, Path_

Error = Mapping[str, Any]

SIMPLE = {
    "type_error.none.not_allowed": Message.EMPTY_FIELD,
    "value_error.any_str.min_length": Message.EMPTY_FIELD,
    "type_error.str": Message.NOT_TEXT,
    "type_error.list": Message.NOT_LIST,
    "type_error.dict": Message.NOT_MAPPING,
    "type_error.float": Message.NOT_NUMBER,
    "type_error.integer": Message.NOT_WHOLE,
    "value_error.strictbool": Message.NOT_TRUE_FALSE,
    "value_error.str.regex": Message.NOT_AN_ID,
    "value_error.list.min_items": Message.TOO_FEW,
}
BOUNDS = {
    "value_error.number.not_gt": "more than",
    "value_error.number.not_ge": "at least",
    "value_error.number.not_lt": "less than",
    "value_error.number.not_le": "at most",
}


def parse(document: Document, shape: type[BaseModel]) -> tuple[Any, list[Problem]]:
    """The validated item and no problems, or None and all of them."""
    if document.problems:
        return None, []
    try:
        return shape.parse_obj(document.data), []
    except ValidationError as error:
        return None, list(_problems(document, cast(Sequence[Error], error.errors())))


def _problems(document: Document, errors: Sequence[Error]) -> Iterator[Problem]:
    """Merges a misspelt field with the missing one that it was meant to be."""
    missing = {tuple(e["loc"]) for e in errors if e["type"] == "value_error.missing"}
    for error in errors:
        where = tuple(error["loc"])
        if error["type"] == "value_error.extra":
            meant = _meant(where, missing)
            missing.discard(meant)
            hint = f' Did you mean "{meant[-1]}"?' if meant else ""
            yield document.problem(
                Message.UNKNOWN_FIELD, where, name=where[-1], hint=hint
            )
        elif error["type"] != "value_error.missing":
            yield _translate(document, where, error)
    for where in sorted(missing, key=str):
        yield document.problem(Message.MISSING_FIELD, where, name=where[-1])


def _meant(where: Path_, missing: set[Path_]) -> Path_:
    names = {str(each[-1]): each for each in missing if each[:-1] == where[:-1]}
    close = get_close_matches(str(where[-1]), sorted(names), n=1, cutoff=0.6)
    return names[close[0]] if close else ()


def _translate(document: Document, where: Path_, error: Error) -> Problem:
    kind, context = error["type"], error.get("ctx", {})
    where = tuple(step for step in where if step != "__key__")
    name = _field_name(where)
    if kind in ("value_error.const", "type_error.enum"):
        return _not_choice(document, where, name, context)
    if kind in BOUNDS:
        return document.problem(
            Message.OUT_OF_RANGE,
            where,
            name=name,
            bound=BOUNDS[kind],
            limit=f"{context['limit_value']:g}",
        )
    if kind == "value_error.any_str.max_length":
        return document.problem(
            Message.TOO_LONG, where, name=name, limit=context["limit_value"]
        )
    return document.problem(SIMPLE.get(kind, Message.NOT_UNDERSTOOD), where, name=name)


def _not_choice(document: Document, where: Path_, name: str, context: Error) -> Problem:
    allowed = context.get("permitted") or context.get("enum_values") or ()
    choices = [str(getattr(each, "value", each)) for each in allowed if each != ""]
    given = _value(document.data, where)
    hint = did_you_mean(str(given), choices)
    return document.problem(
        Message.NOT_CHOICE, where, name=name, choices=", ".join(choices), hint=hint
    )


def _field_name(where: Path_) -> str:
    """The author's own name for it; an entry of a list is named after the list."""
    names = [step for step in where if isinstance(step, str)]
    return names[-1] if names else "the file"


def _value(data: Any, where: Path_) -> Any:
    for step in where:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return ""
    return data
