"""A conversation in words: for a failure, an approved transcript and the reports."""

from __future__ import annotations

from collections.abc import Sequence

from bot.testing.extension import Extension
from bot.testing.model import Outcome, Turn

# In a failure only the last turns are told at length.
MOST_TURNS = 8


def transcript(turns: Sequence[Turn]) -> str:
    """Who said what, buttons in brackets."""
    return "\n".join(line for turn in turns for line in lines_of(turn)) + "\n"


def lines_of(turn: Turn) -> list[str]:
    """One turn."""
    lines = [f"user: {turn.said}"]
    for reply in turn.replies:
        if reply.text:
            lines.append(_indented(f"bot:  {reply.text}"))
        if reply.buttons:
            lines.append(
                "      " + " ".join(f"[{title}]" for title, _ in reply.buttons)
            )
    if len(lines) == 1:
        lines.append("bot:  (nothing)")
    return lines


def failure_text(outcome: Outcome, extension: Extension) -> str:
    """The first turn that differs: what was wanted, what was there, what was seen."""
    left_out = len(outcome.turns) - MOST_TURNS
    lines = [f"({left_out} earlier turns)"] if left_out > 0 else []
    for turn in outcome.turns[-MOST_TURNS:]:
        lines += lines_of(turn)
    lines.append("")
    for failure in outcome.failures:
        lines.append(f"{failure.place}: {failure.kind}")
        lines.append(_indented(f"  expected: {failure.wanted}"))
        lines.append(_indented(f"  got:      {failure.got}"))
    if outcome.turns:
        lines.append("")
        lines += [f"  {each}" for each in extension.describe(outcome.turns[-1])]
    return "\n".join(lines)


def _indented(text: str) -> str:
    return text.replace("\n", "\n      ")
