"""Plays one case against a target, up to the first turn that differs."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.testing.extension import Extension
from bot.testing.model import (
    Answer,
    Case,
    Check,
    Failure,
    Held,
    Outcome,
    Say,
    Scene,
    Step,
    Turn,
)
from bot.testing.problems import KitError, Place
from bot.testing.targets import CannotHoldError, Conversation, Start, Target


@dataclass
class _Played:
    """What there is so far."""

    turns: list[Turn] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    checked: int = 0


async def play(case: Case, target: Target, extension: Extension) -> Outcome:
    """Hold the conversation and check it."""
    played = _Played()
    try:
        conversation = await target.begin(_start(case))
        for step in case.steps:
            await _step(case, step, target, conversation, extension, played)
            if played.failures:
                break
    except CannotHoldError as error:
        return Outcome((), cannot=str(error))
    except KitError as error:
        place = case.steps[min(len(played.turns), len(case.steps) - 1)].place
        played.failures.append(Failure(place, "answer", "an answer", str(error)))
    return Outcome(
        tuple(played.turns),
        tuple(played.failures),
        tuple(played.unseen),
        played.checked,
    )


async def _step(
    case: Case,
    step: Step,
    target: Target,
    conversation: Conversation,
    extension: Extension,
    played: _Played,
) -> None:
    if isinstance(step, Say):
        played.turns.append(await conversation.say(step.text, step.metadata))
        twins = await _twins(case, step, target, played.turns)
        _check(step.checks, played, twins, ordered=step.ordered)
        return
    if played.turns and played.turns[-1].only_words:
        raise CannotHoldError("which question is open cannot be seen through words")
    for _ in range(step.most):
        said = extension.answer(played.turns[-1], step.facts) if played.turns else None
        if said is None:
            break
        if not said:
            asked = extension.open_question(played.turns[-1]) or ["?"]
            _lacks(step, asked[0], played)
            return
        played.turns.append(await conversation.say(said, {}))
    _check(step.checks, played, {}, ordered=False)


def _lacks(step: Answer, question: str, played: _Played) -> None:
    wanted = 'an answer in `answers`, or one to everything as "otherwise"'
    played.failures.append(Failure(step.place, "answers", wanted, f"asked: {question}"))


async def _twins(
    case: Case, step: Say, target: Target, turns: Sequence[Turn]
) -> Mapping[str, Turn]:
    """The same conversation again, with other words in this place."""
    twins: dict[str, Turn] = {}
    for text in dict.fromkeys(each for check in step.checks for each in check.twins):
        conversation = await target.begin(_start(case))
        for turn in turns[:-1]:
            await conversation.say(turn.said, {})
        twins[text] = await conversation.say(text, step.metadata)
    return twins


def _check(
    checks: Sequence[Check],
    played: _Played,
    twins: Mapping[str, Turn],
    *,
    ordered: bool,
) -> None:
    after = -1
    *past, turn = played.turns or [Turn("")]
    for check in checks:
        scene = Scene(turn, tuple(past), after if ordered else -1, twins)
        verdict = check.test(scene)
        if verdict.held is Held.UNSEEN:
            played.unseen.append(f"{check.place}: {check.kind} ({verdict.says})")
            continue
        played.checked += 1
        if verdict.held is Held.NO:
            played.failures.append(failure_of(check, verdict.says))
        after = max(after, verdict.at)


def failure_of(check: Check, got: str) -> Failure:
    """A check that did not hold."""
    place: Place = check.place
    return Failure(place, check.kind, check.wanted, got)


def _start(case: Case) -> Start:
    sender = f"kit-{uuid.uuid4().hex}"
    metadata: dict[str, Any] = dict(case.metadata)
    return Start(sender, case.slots, metadata, case.stubs)
