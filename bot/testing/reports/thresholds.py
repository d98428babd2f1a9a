"""Reads `--cov-fail-under` and says what falls short."""

from __future__ import annotations

from collections.abc import Sequence

from bot.testing.problems import KitError, listed, suggestion
from bot.testing.results import Group

ALL = "all"


def shortfalls(wanted: str, groups: Sequence[Group]) -> list[str]:
    """`90` is for everything together, `facts=100,rules=80` for each group.

    Raises KitError when it cannot be read.
    """
    known = {group.name: group for group in groups}
    known[ALL] = _together(groups)
    short = []
    for part in filter(None, (each.strip() for each in wanted.split(","))):
        name, _, percent = part.rpartition("=")
        group = known.get(name or ALL)
        if group is None:
            hint = suggestion(name, known) or f" Known: {listed(known)}."
            raise KitError(f'There is no coverage of "{name}".{hint}')
        least = _number(percent)
        if group.percent < least:
            never = f": never tested {', '.join(group.never)}" if name else ""
            short.append(
                f"Coverage of {group.name} is {group.percent:.1f} %, below {least:g} %"
                f"{never}."
            )
    return short


def _together(groups: Sequence[Group]) -> Group:
    never = tuple(each for group in groups for each in group.never)
    return Group(ALL, sum(group.total for group in groups), never)


def _number(percent: str) -> float:
    try:
        return float(percent.rstrip("% "))
    except ValueError:
        raise KitError(
            f'"{percent}" is no percentage; write 90 or facts=100.'
        ) from None
