"""Puts several findings into one list that reads as a person would say it."""

from __future__ import annotations

from collections.abc import Sequence

from actions.words import listed, say
from bot.knowledge.model import Knowledge


def together(knowledge: Knowledge, items: Sequence[str]) -> str:
    """Findings in plain words, what they share said once.

    `pain in the buttock for 3 weeks now, and worse sitting and driving`.
    """
    shorter = _merged(knowledge, list(dict.fromkeys(items)))
    shorter = _joined(knowledge, _once(knowledge, shorter))
    last = knowledge.wording["list_last"]
    if len(shorter) < 2 or not any(f" {last} " in each for each in shorter):
        return listed(knowledge, shorter)
    return say(
        knowledge, "list_of_lists", items=", ".join(shorter[:-1]), final=shorter[-1]
    )


def _merged(knowledge: Knowledge, items: Sequence[str]) -> list[str]:
    """Items that begin alike become one, at the place of the first."""
    groups: dict[str, list[str]] = {}
    starts = knowledge.wording["shared_starts"].split("|")
    for item in items:
        start = next((each for each in starts if item.startswith(f"{each} ")), "")
        groups.setdefault(start or item, []).append(item[len(start) :].strip())
    return [
        f"{start} {_with_one_end(knowledge, found)}" if len(found) > 1 else whole
        for start, found in groups.items()
        for whole in [start if found == [start] else f"{start} {found[0]}"]
    ]


def _with_one_end(knowledge: Knowledge, items: Sequence[str]) -> str:
    """`buttock on the left` and `thigh on the left`: the side once, at the end."""
    for side in ("left", "right", "both"):
        end = " " + knowledge.wording[f"side_{side}"]
        if all(each.endswith(end) for each in items):
            return listed(knowledge, [each[: -len(end)] for each in items]) + end
    return listed(knowledge, items)


def _once(knowledge: Knowledge, items: Sequence[str]) -> list[str]:
    """`pain that is` is said of the first pain only."""
    word, *_ = (again := knowledge.wording["said_once"]).split()
    short: list[str] = []
    for item in items:
        said = any(each.startswith(word) for each in short)
        begins = item.startswith(f"{again} ")
        short.append(item[len(again) + 1 :] if said and begins else item)
    return short


def _joined(knowledge: Knowledge, items: Sequence[str]) -> list[str]:
    """How long it has lasted belongs to the pain before it, without a comma."""
    start = knowledge.wording["joins_what_precedes"]
    whole: list[str] = []
    for item in items:
        if whole and item.startswith(f"{start} "):
            whole[-1] = f"{whole[-1]} {item}"
        else:
            whole.append(item)
    return whole
