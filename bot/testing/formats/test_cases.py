"""Rasa Pro's end-to-end format: fixtures, metadata, steps, assertions, stubs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.testing.event_kinds import slot_was_not_set, slot_was_set
from bot.testing.kinds import Kinds, parse_checks
from bot.testing.model import Case, Check, Say
from bot.testing.problems import suggestion
from bot.testing.reading import Page, is_text, plain, shown
from bot.testing.reply_kinds import bot
from bot.testing.uttered_kinds import utters

TOP = ("test_cases", "fixtures", "metadata", "stub_custom_actions", "version")
CASE = ("test_case", "steps", "fixtures", "metadata")
USER = ("user", "metadata", "assertions", "assertion_order_enabled")
# Steps after what the user says; each is one check of that turn.
PLAIN = {
    "bot": bot,
    "utter": utters,
    "slot_was_set": slot_was_set,
    "slot_was_not_set": slot_was_not_set,
}
IGNORED = (
    "{place}: as in Rasa Pro, this step is passed over: the case has assertions. "
    "Write it as an assertion."
)


def read_test_cases(page: Page, kinds: Kinds) -> list[Case]:
    """The cases of a file."""
    content = page.content
    page.fields(content, page.at(content), TOP, "a test file")
    fixtures = _named(page, content.get("fixtures"), "fixtures")
    metadata = _named(page, content.get("metadata"), "metadata")
    stubs = plain(content.get("stub_custom_actions") or {})
    cases = []
    for number, entry in enumerate(content["test_cases"] or []):
        place = page.at(content["test_cases"], number)
        if not page.fields(entry, place, CASE, "a test case"):
            continue
        name = str(entry.get("test_case") or "").strip()
        if not name:
            page.wrong(place, "a test case needs test_case: with its name.")
        slots: dict[str, Any] = {}
        for each in _names(entry.get("fixtures")):
            slots.update(_look_up(page, entry, "fixtures", each, fixtures))
        known = _names(entry.get("metadata"))
        data = [_look_up(page, entry, "metadata", each, metadata) for each in known]
        steps, notes = _steps(page, entry, kinds, metadata)
        cases.append(
            Case(
                name=name,
                place=place,
                steps=tuple(steps),
                slots=slots,
                metadata={key: each for one in data for key, each in one.items()},
                stubs=_stubs_of(stubs, name),
                notes=tuple(notes),
            )
        )
    return cases


def _steps(
    page: Page, entry: Mapping[str, Any], kinds: Kinds, metadata: Mapping[str, Any]
) -> tuple[list[Say], list[str]]:
    """What is said and checked, and notes on steps that are passed over."""
    steps: list[Say] = []
    plain_checks: list[list[Check]] = []
    asserted = False
    for number, step in enumerate(entry.get("steps") or []):
        place = page.at(entry["steps"], number)
        if isinstance(step, Mapping) and "user" in step:
            asserted = asserted or "assertions" in step
            steps.append(_said(page, step, place, kinds, metadata))
            plain_checks.append([])
        elif (check := _plain_check(page, step, place)) and plain_checks:
            plain_checks[-1].append(check)
        elif check:
            page.wrong(place, "the user has not said anything yet.")
    if not steps:
        page.wrong(page.at(entry), "a test case needs steps, with user: among them.")
    if asserted:
        passed_over = [check for checks in plain_checks for check in checks]
        return steps, [IGNORED.format(place=check.place) for check in passed_over]
    return [
        Say(each.text, each.place, tuple(checks), each.metadata)
        for each, checks in zip(steps, plain_checks, strict=True)
    ], []


def _said(
    page: Page,
    step: Mapping[str, Any],
    place: Any,
    kinds: Kinds,
    metadata: Mapping[str, Any],
) -> Say:
    page.fields(step, place, USER, "a user step")
    if not is_text(step["user"]):
        page.wrong(place, f"user needs a text, not {shown(step['user'])}.")
    checks: list[Check] = []
    for number, each in enumerate(step.get("assertions") or []):
        where = page.at(step["assertions"], number)
        checks += parse_checks(page, kinds, each, where)
    data: dict[str, Any] = {}
    for name in _names(step.get("metadata")):
        data.update(_look_up(page, step, "metadata", name, metadata))
    ordered = bool(step.get("assertion_order_enabled"))
    return Say(str(step["user"]), place, tuple(checks), data, ordered)


def _plain_check(page: Page, step: Any, place: Any) -> Check | None:
    if not page.fields(step, place, ("user", *PLAIN, "metadata"), "a step"):
        return None
    for key, parse in PLAIN.items():
        if key in step:
            return parse(page, step[key], place)
    page.wrong(place, f"a step needs one of user, {', '.join(PLAIN)}.")
    return None


def _named(page: Page, entries: Any, what: str) -> dict[str, dict[str, Any]]:
    """`- name: [{key: value}]` or `- name: {key: value}`, by name."""
    found: dict[str, dict[str, Any]] = {}
    for number, entry in enumerate(entries or []):
        place = page.at(entries, number)
        if not isinstance(entry, Mapping):
            page.wrong(place, f"{what} are lists of name: values.")
            continue
        for name, values in plain(entry).items():
            parts = values if isinstance(values, list) else [values or {}]
            found[name] = {key: each for part in parts for key, each in part.items()}
    return found


def _names(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _look_up(
    page: Page, holder: Mapping[str, Any], key: str, name: str, known: Mapping[str, Any]
) -> dict[str, Any]:
    if name not in known:
        hint = suggestion(name, known)
        page.wrong(page.at(holder, key), f'there is no {key} "{name}" here.{hint}')
    return dict(known.get(name) or {})


def _stubs_of(stubs: Mapping[str, Any], case: str) -> dict[str, Any]:
    """Those of the file, and those meant for this case alone (`case::action`)."""
    general = {name: each for name, each in stubs.items() if "::" not in name}
    own = {
        name.split("::", 1)[1]: each
        for name, each in stubs.items()
        if name.split("::", 1)[0] == case and "::" in name
    }
    return {**general, **own}
