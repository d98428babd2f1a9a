"""Screenplays, our own format: what the user says, what the bot should do, in turns.

Beginnings that several plays share, and people who answer the bot's questions, have
names; they may stand in another file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.testing.formats.rows import filled, rows_of
from bot.testing.kinds import Kinds, parse_checks
from bot.testing.model import Answer, Case, Check, Say, Step
from bot.testing.problems import FormatError, Place, suggestion
from bot.testing.reading import Page, is_text, open_page, plain, shown

TOP = ("screenplays", "beginnings", "people", "uses")
PLAY = (
    "lines", "tags", "expected_to_fail", "for_each", "slots", "metadata", "stubs",
    "transcript",
)  # fmt: skip
LINES = ("user", "bot", "from", "answers", "metadata")
# In `people`: the person whose answers are the start, and what is said to the rest.
LIKE, OTHERWISE = "like", "otherwise"


@dataclass
class Cast:
    """What plays may refer to by name; `pages` says where each beginning stands."""

    beginnings: dict[str, tuple[Page, Any]] = field(default_factory=dict)
    people: dict[str, dict[str, str]] = field(default_factory=dict)


def read_screenplays(page: Page, kinds: Kinds) -> list[Case]:
    """One case a play, or one for each of its rows."""
    page.fields(page.content, page.at(page.content), TOP, "a screenplay file")
    cast = _cast(page)
    plays = page.content["screenplays"]
    if not isinstance(plays, Mapping):
        page.wrong(page.at(page.content, "screenplays"), "expected name: lines.")
        return []
    cases: list[Case] = []
    for name, play in plays.items():
        place = page.at(plays, name)
        entry = play if isinstance(play, Mapping) else {"lines": play}
        if page.fields(entry, place, PLAY, "a play"):
            cases += _cases(page, kinds, cast, (str(name), place), entry)
    return cases


def _cast(page: Page) -> Cast:
    """Those of the files it uses, then its own."""
    cast = Cast()
    for name in page.texts(page.content.get("uses", []) or [""], page.at({}), "uses"):
        if name:
            try:
                used = open_page(page.folder / name, str(Path(page.file).parent / name))
            except FormatError as error:
                page.problems += error.problems
                continue
            _add(used, cast)
            page.problems += used.problems
    _add(page, cast)
    return cast


def _add(page: Page, cast: Cast) -> None:
    beginnings = page.content.get("beginnings") or {}
    cast.beginnings.update({str(k): (page, each) for k, each in beginnings.items()})
    people = page.content.get("people") or {}
    for name, facts in people.items():
        cast.people[str(name)] = _facts(page, cast, facts, page.at(people, name))


def _facts(page: Page, cast: Cast, value: Any, place: Place) -> dict[str, str]:
    """What a person answers, by question; `like` begins with another's answers."""
    facts = {LIKE: value} if isinstance(value, str) else plain(value)
    if not isinstance(facts, dict):
        page.wrong(place, f"answers are question: words, not {shown(value)}.")
        return {}
    like = facts.pop(LIKE, None)
    if like is not None and like not in cast.people:
        hint = suggestion(str(like), cast.people)
        page.wrong(place, f'nobody here is called "{like}".{hint}')
    told = {str(key): str(each) for key, each in facts.items()}
    return {**cast.people.get(str(like), {}), **told}


def _cases(
    page: Page, kinds: Kinds, cast: Cast, known_as: tuple[str, Place], entry: Any
) -> list[Case]:
    name, place = known_as
    base = Case(
        name,
        place,
        (),
        slots=plain(entry.get("slots") or {}),
        metadata=plain(entry.get("metadata") or {}),
        stubs=plain(entry.get("stubs") or {}),
        tags=tuple(page.texts(entry.get("tags") or [""], place, "tags")),
        expected_to_fail=_reason(page, entry),
        approved=_approved(page, entry),
    )
    if "for_each" not in entry:
        steps = _steps(page, kinds, cast, entry.get("lines"), place)
        return [replace(base, steps=tuple(steps))]
    rows = rows_of(page, entry["for_each"], page.at(entry, "for_each"))
    reasons = _reasons(page, entry, {title for title, _ in rows})
    cases = []
    for title, row in rows:
        lines = filled(entry.get("lines"), row)
        steps = _steps(page, kinds, cast, lines, place)
        reason = row.get("expected_to_fail") or reasons.get(title)
        each = replace(base, name=f"{name}[{title}]", steps=tuple(steps))
        reason = str(reason or base.expected_to_fail)
        cases.append(replace(each, expected_to_fail=reason))
    return cases


def _reason(page: Page, entry: Mapping[str, Any]) -> str:
    """Why the whole play is expected to fail; rows may have reasons of their own."""
    value = entry.get("expected_to_fail")
    if isinstance(value, Mapping):
        return ""
    if value is not None and not is_text(value):
        where = page.at(entry, "expected_to_fail")
        page.wrong(where, f"expected_to_fail needs the reason, not {shown(value)}.")
    return str(value or "")


def _reasons(page: Page, entry: Mapping[str, Any], titles: set[str]) -> dict[str, str]:
    """Reasons by the title of a row."""
    value = entry.get("expected_to_fail")
    if not isinstance(value, Mapping):
        return {}
    for title in value:
        if str(title) not in titles:
            hint = suggestion(str(title), titles)
            page.wrong(page.at(value, title), f'there is no row "{title}".{hint}')
    return {str(title): str(each) for title, each in value.items()}


def _approved(page: Page, entry: Mapping[str, Any]) -> bool:
    value = entry.get("transcript")
    if value not in (None, "approved"):
        where = page.at(entry, "transcript")
        page.wrong(where, f"transcript is approved or left out, not {shown(value)}.")
    return value == "approved"


def _steps(
    page: Page, kinds: Kinds, cast: Cast, lines: Any, place: Place, depth: int = 0
) -> list[Step]:
    """What is said and checked. A beginning's lines stand in its own file."""
    if not isinstance(lines, list) or not lines:
        page.wrong(place, f"a play is a list of lines, not {shown(lines)}.")
        return []
    steps: list[Step] = []
    for number, line in enumerate(lines):
        where = page.at(lines, number)
        if not page.fields(line, where, LINES, "a line"):
            continue
        if "from" in line:
            steps += _beginning(page, kinds, cast, str(line["from"]), where, depth)
        else:
            _add_line(page, kinds, cast, line, where, steps)
    return steps


def _add_line(
    page: Page,
    kinds: Kinds,
    cast: Cast,
    line: Mapping[str, Any],
    where: Place,
    steps: list[Step],
) -> None:
    if "user" in line:
        steps.append(_said(page, line, where))
    elif "answers" in line:
        steps.append(Answer(_facts(page, cast, line["answers"], where), where))
    elif not steps:
        page.wrong(where, "the user has not said anything yet.")
    elif "bot" in line:
        checks = _checks(page, kinds, line["bot"], where)
        steps[-1] = replace(steps[-1], checks=(*steps[-1].checks, *checks))


def _beginning(
    page: Page, kinds: Kinds, cast: Cast, name: str, where: Place, depth: int
) -> list[Step]:
    if name not in cast.beginnings or depth > 5:
        hint = suggestion(name, cast.beginnings)
        page.wrong(where, f'there is no beginning "{name}".{hint}')
        return []
    home, lines = cast.beginnings[name]
    steps = _steps(home, kinds, cast, lines, where, depth + 1)
    if home is not page:
        page.problems += home.problems
    return steps


def _said(page: Page, line: Mapping[str, Any], where: Place) -> Say:
    if not is_text(line["user"]):
        page.wrong(where, f"user needs a text, not {shown(line['user'])}.")
    return Say(str(line["user"]), where, metadata=plain(line.get("metadata") or {}))


def _checks(page: Page, kinds: Kinds, value: Any, where: Place) -> list[Check]:
    """A text the bot should say, assertions, or a list of both."""
    checks: list[Check] = []
    for each in value if isinstance(value, list) else [value]:
        wanted = {"says": each} if is_text(each) else each
        checks += parse_checks(page, kinds, wanted, where)
    return checks
