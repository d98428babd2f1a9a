"""The kinds of assertions: how each is read, and which of Rasa Pro's cannot be had."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.testing.model import Check, Held, Scene, Verdict
from bot.testing.problems import Place, listed, suggestion
from bot.testing.reading import Page, shown

Parse = Callable[[Page, Any, Place], "Check | None"]
Kinds = Mapping[str, Parse]
Test = Callable[[Scene], Verdict]

_NO_JUDGE = "it asks a language model to judge; say what must be there in words instead"
REJECTED = {
    "flow_cancelled": "Rasa Open Source has forms, and they do not say why they ended; "
    "use flow_completed",
    "pattern_clarification_contains": "Rasa Open Source has no such pattern; use "
    "bot_uttered with the response that asks",
    "generative_response_is_relevant": _NO_JUDGE,
    "generative_response_is_grounded": _NO_JUDGE,
}

HELD = Verdict(Held.YES)


def held(at: int = -1) -> Verdict:
    """It is so. `at` is the event it was found in, for the order of assertions."""
    return Verdict(Held.YES, at=at)


def differs(got: str) -> Verdict:
    """It is not so; `got` says what is."""
    return Verdict(Held.NO, got)


def unseen(what: str) -> Verdict:
    """This target does not show it."""
    return Verdict(Held.UNSEEN, what)


def judged(so: bool, got: str) -> Verdict:
    """Held, or differs from `got`."""
    return HELD if so else differs(got)


def parse_checks(page: Page, kinds: Kinds, value: Any, place: Place) -> list[Check]:
    """The checks of a mapping `{kind: what it wants}`; what is wrong is noted."""
    if not isinstance(value, Mapping) or not value:
        page.wrong(place, f"an assertion is written kind: value, not {shown(value)}.")
        return []
    checks = []
    for kind, wanted in value.items():
        where = page.at(value, kind) if hasattr(value, "lc") else place
        parse = kinds.get(str(kind))
        if parse is None:
            page.wrong(where, _unknown(str(kind), kinds))
            continue
        check = parse(page, wanted, where)
        if check is not None:
            checks.append(check)
    return checks


def _unknown(kind: str, kinds: Kinds) -> str:
    if kind in REJECTED:
        return f'the assertion "{kind}" cannot be checked here: {REJECTED[kind]}.'
    hint = suggestion(kind, kinds) or f" Known: {listed(kinds)}."
    return f'there is no assertion "{kind}".{hint}'
