"""Rasa's test stories, held for real: what is said goes in, and the actions run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.testing.event_kinds import intent, slots_of
from bot.testing.formats.sequences import Expected, as_told
from bot.testing.kinds import Kinds
from bot.testing.model import Case, Check, Say
from bot.testing.problems import Place
from bot.testing.reading import Page, is_text, shown

STORY = ("story", "steps", "metadata")
STEP = ("user", "intent", "entities", "action", "bot", "slot_was_set", "active_loop")
CANNOT = {
    "checkpoint": "a checkpoint cannot be played; write the story out",
    "or": "an or cannot be played; write one story for each",
}
_ANNOTATED = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")


def read_stories(page: Page, kinds: Kinds) -> list[Case]:
    """One case a story."""
    content = page.content
    page.fields(content, page.at(content), ("version", "stories"), "a story file")
    cases = []
    for number, story in enumerate(content["stories"] or []):
        place = page.at(content["stories"], number)
        if not page.fields(story, place, STORY, "a story"):
            continue
        steps = _turns(page, story)
        cases.append(Case(str(story.get("story") or "").strip(), place, tuple(steps)))
        if not steps:
            page.wrong(place, "a story needs steps, with something the user says.")
    return cases


def _turns(page: Page, story: Mapping[str, Any]) -> list[Say]:
    said: list[tuple[str, Place, list[Check]]] = []
    expected: list[list[Expected]] = []
    for number, step in enumerate(story.get("steps") or []):
        place = page.at(story["steps"], number)
        cannot = [key for key in CANNOT if isinstance(step, Mapping) and key in step]
        if cannot:
            page.wrong(place, CANNOT[cannot[0]] + ".")
        elif not page.fields(step, place, STEP, "a step"):
            continue
        elif "user" in step or "intent" in step:
            said.append(_said(page, step, place))
            expected.append([])
        elif not expected:
            page.wrong(place, "the user has not said anything yet.")
        else:
            expected[-1] += _expected(page, step, place)
    return [
        Say(text, place, (*checks, *as_told(order, place)))
        for (text, place, checks), order in zip(said, expected, strict=True)
    ]


def _said(
    page: Page, step: Mapping[str, Any], place: Place
) -> tuple[str, Place, list[Check]]:
    """The words without their annotations; the intent is a check of its own."""
    if not is_text(step.get("user")):
        page.wrong(
            place,
            "a story is played with real words: add user: with what is said, "
            f"beside the intent {shown(step.get('intent'))}.",
        )
    text = _ANNOTATED.sub(r"\1", str(step.get("user") or "")).strip()
    checks = [intent(page, step["intent"], place)] if step.get("intent") else []
    return text, place, checks


def _expected(page: Page, step: Mapping[str, Any], place: Place) -> list[Expected]:
    if "action" in step:
        return [Expected("action", str(step["action"]), (), place)]
    if "bot" in step:
        return [Expected("bot", str(step["bot"]).strip(), (), place)]
    if "active_loop" in step:
        return [Expected("loop", str(step["active_loop"] or ""), (), place)]
    pairs = slots_of(page, step.get("slot_was_set"), place, "slot_was_set")
    return [Expected("slot", name, value, place) for name, value in pairs]
