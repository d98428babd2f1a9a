"""YAML that knows its lines, and the small questions every reader asks of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from bot.testing.problems import FormatError, Place, Problem, listed, suggestion


@dataclass
class Page:
    """One file while it is read: its content, and the problems found so far."""

    file: str
    content: Any = None
    folder: Path = field(default_factory=Path)
    problems: list[Problem] = field(default_factory=list)

    def at(self, holder: Any, key: Any = None) -> Place:
        """Where `holder[key]` stands, or `holder` itself."""
        marks = getattr(holder, "lc", None)
        if marks is None:
            return Place(self.file, 1)
        line = marks.line
        if (isinstance(holder, list) and isinstance(key, int)) or isinstance(
            holder, Mapping
        ):
            line = (marks.data or {}).get(key, [line])[0]
        return Place(self.file, (line or 0) + 1)

    def wrong(self, place: Place, says: str) -> None:
        """Note a problem and go on reading."""
        self.problems.append(Problem(place, says))

    def finish(self) -> None:
        """Raises FormatError when anything was wrong."""
        if self.problems:
            raise FormatError(self.problems)

    def fields(
        self, value: Any, place: Place, known: Collection[str], what: str
    ) -> bool:
        """Whether it is a mapping; a field nobody knows is noted."""
        if not isinstance(value, Mapping):
            expected = f"expected {what} with {listed(known)}"
            self.wrong(place, f"{expected}; found {shown(value)}.")
            return False
        for key in value:
            if str(key) not in known:
                hint = suggestion(str(key), known) or f" Known: {listed(known)}."
                self.wrong(
                    self.at(value, key), f'{what} has no field "{key}" here.{hint}'
                )
        return True

    def texts(self, value: Any, place: Place, what: str) -> list[str]:
        """One text or a list of them."""
        values = value if isinstance(value, list) else [value]
        if not values or not all(is_text(each) for each in values):
            self.wrong(
                place, f"{what} needs a text or a list of texts, not {shown(value)}."
            )
            return []
        return [str(each) for each in values]

    def number(self, value: Any, place: Place, what: str) -> float:
        """A number above 0."""
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            self.wrong(place, f"{what} needs a number above 0, not {shown(value)}.")
            return 1.0
        return float(value)


def open_page(path: Path, shown_as: str = "") -> Page:
    """Read a YAML file. Raises FormatError when it is not one."""
    page = Page(shown_as or str(path), folder=path.parent)
    try:
        page.content = YAML().load(path.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        said = " ".join(str(error.problem or "the file is not valid YAML").split())
        page.wrong(
            Place(page.file, line),
            f"{said}. Usually it is the spaces or quotes here or one line above.",
        )
    except (YAMLError, OSError, UnicodeDecodeError) as error:
        page.wrong(Place(page.file, 1), f"The file cannot be read: {error}")
    page.finish()
    return page


def is_text(value: Any) -> bool:
    """A text, or a number or date that YAML made of one."""
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def shown(value: Any) -> str:
    """A value in a message, short and without Python's type names."""
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return f"a mapping with {listed(str(key) for key in value)}"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    said = " ".join(str(value).split())
    return f'"{said[:60]}…"' if len(said) > 60 else f'"{said}"'


def plain(value: Any) -> Any:
    """Without ruamel's own classes, so that it goes into JSON and compares simply."""
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return int(value)
    return float(value) if isinstance(value, float) else str(value)
