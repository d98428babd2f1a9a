"""`for_each`: one play for every row of a table, with `{column}` filled in.

A table is a list of rows, or `file#key` of a YAML file: there a list of rows, a mapping
of lists of rows, or of texts (their columns are then `key` and `value`).
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

from bot.testing.problems import FormatError, Place
from bot.testing.reading import Page, open_page, plain, shown

Row = Mapping[str, Any]
_COLUMN = re.compile(r"\{(\w+)\}")


def rows_of(page: Page, value: Any, place: Place) -> list[tuple[str, Row]]:
    """The rows with a title each: column `id`, or the first text."""
    table = _table(page, value, place) if isinstance(value, str) else value
    rows = [row for entry in _entries(table) if (row := _row(page, entry, place))]
    if not rows:
        page.wrong(place, f"for_each needs rows, not {shown(value)}.")
    named: dict[str, Row] = {}
    for row in rows:
        title = str(row.get("id") or next(iter(row.values())))
        alike = sum(1 for each in named if each.split(" #")[0] == title)
        named[f"{title} #{alike + 1}" if alike else title] = row
    return list(named.items())


def _table(page: Page, value: str, place: Place) -> Any:
    name, _, key = value.partition("#")
    try:
        content = open_page(page.folder / name, name).content
    except FormatError as error:
        page.problems += error.problems
        return []
    for part in filter(None, key.split(".")):
        content = content.get(part) if isinstance(content, Mapping) else None
    if content is None:
        page.wrong(place, f'{name} has no "{key}".')
    return content


def _entries(table: Any) -> Iterator[Any]:
    if isinstance(table, Mapping):
        for key, values in table.items():
            for value in values if isinstance(values, list) else [values]:
                if isinstance(value, Mapping):
                    yield {"key": key, **value, "id": value.get("id") or _first(value)}
                else:
                    yield {"key": key, "value": value, "id": f"{key}: {value}"}
    elif isinstance(table, list):
        yield from table


def _first(value: Mapping[str, Any]) -> Any:
    return next(iter(value.values()), "")


def _row(page: Page, entry: Any, place: Place) -> Row | None:
    if isinstance(entry, Mapping) and entry:
        for column, value in entry.items():
            if value is None:
                where = page.at(entry, column)
                hint = "Put quotes round a text with a comma in it."
                page.wrong(where, f'the column "{column}" is empty. {hint}')
        return {str(key): plain(each) for key, each in entry.items()}
    if isinstance(entry, str):
        return {"value": entry}
    page.wrong(place, f"a row is column: value, not {shown(entry)}.")
    return None


def filled(lines: Any, row: Row) -> Any:
    """The lines with the row's values; they keep their places in the file."""
    return _fill(copy.deepcopy(lines), row)


def _fill(value: Any, row: Row) -> Any:
    if isinstance(value, str):
        return _text(value, row)
    if isinstance(value, list):
        for number, each in enumerate(value):
            value[number] = _fill(each, row)
    elif isinstance(value, MutableMapping):
        for key in list(value):
            value[key] = _fill(value[key], row)
        _rename(value, row)
    return value


def _rename(value: Any, row: Row) -> None:
    """Columns in keys, such as `finding: {"{id}": present}`."""
    for position, key in enumerate(list(value)):
        new = _text(key, row) if isinstance(key, str) else key
        if new != key:
            marks = (value.lc.data or {}).get(key)
            value.insert(position, str(new), value.pop(key))
            if marks:
                value.lc.data[str(new)] = marks


def _text(value: str, row: Row) -> Any:
    whole = _COLUMN.fullmatch(value)
    if whole and whole[1] in row:
        return row[whole[1]]
    return _COLUMN.sub(
        lambda found: str(row[found[1]]) if found[1] in row else found[0], value
    )
