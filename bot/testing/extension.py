"""What the kit may be told of one bot's own domain. The base knows any Rasa bot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.testing.event_kinds import EVENT_KINDS
from bot.testing.kinds import Kinds
from bot.testing.model import Turn
from bot.testing.reply_kinds import REPLY_KINDS
from bot.testing.story_coverage import stories_covered, stories_of
from bot.testing.twin_kinds import outline, same_answer_as
from bot.testing.uttered_kinds import UTTERED_KINDS

Groups = Mapping[str, set[str]]


class Extension:
    """Everything has a default, so an extension says only what is special."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the bot's: domain.yml, data/, models/."""
        self.folder = folder

    def kinds(self) -> Kinds:
        """The assertions a test may use."""
        return {
            **REPLY_KINDS,
            **UTTERED_KINDS,
            **EVENT_KINDS,
            "same_answer_as": same_answer_as(self.outline),
        }

    def outline(self, turn: Turn) -> Mapping[str, Any]:
        """What makes two answers the same, wording apart."""
        return outline(turn)

    def open_question(self, turn: Turn) -> Sequence[str] | None:
        """Names under which the bot's open question may be answered, None for none."""
        last = turn.replies[-1].text.strip() if turn.replies else ""
        return [last] if last.endswith("?") else None

    def answer(self, turn: Turn, facts: Mapping[str, str]) -> str | None:
        """What a person with these answers says now; None when nothing was asked.

        Here a fact is found by words of the question.
        """
        asked = self.open_question(turn)
        if asked is None:
            return None
        for words, said in facts.items():
            if any(words.lower() in each.lower() for each in asked):
                return said
        return facts.get("otherwise", "")

    def describe(self, turn: Turn) -> list[str]:
        """Lines about what was understood, for a failure and the transcripts."""
        inside = turn.inside
        if inside is None:
            return []
        ranking = ", ".join(f"{name} {score:.2f}" for name, score in inside.intents[:4])
        entities = ", ".join(
            f"{each.get('entity')}={each.get('value')}" for each in inside.entities
        )
        return [
            f"intents: {ranking or 'none'}",
            f"entities: {entities or 'none'}",
            f"actions: {', '.join(inside.actions) or 'none'}",
        ]

    def expected(self, turn: Turn) -> dict[str, Any]:
        """What a recording expects of a turn like this."""
        if turn.inside is None:
            return {"says": turn.replies[0].text} if turn.replies else {}
        return {"actions": list(turn.inside.actions)}

    def everything(self) -> Groups:
        """All there is to cover, by group."""
        return stories_of(self.folder)

    def covered(self, turns: Sequence[Turn]) -> Groups:
        """What a conversation touched."""
        return stories_covered(self.folder, turns)
