"""The policy without the gateway, as in `rasa shell`: the second line of defence."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from bot.cli.conversation import Bot
from bot.dialogue.red_flag_policy import CARRIED

Replies = list[dict[str, Any]]
Say = Callable[..., Replies]


@pytest.fixture
def say(bot: Bot, loop: asyncio.AbstractEventLoop) -> Say:
    """Straight to Rasa."""
    sender = uuid.uuid4().hex

    def say(text: str, metadata: dict[str, Any] | None = None) -> Replies:
        out = CollectingOutputChannel()
        message = UserMessage(text, out, sender, metadata=metadata or {})
        loop.run_until_complete(bot.agent.handle_message(message))
        return list(out.messages)

    return say


def kinds(replies: Replies) -> list[str]:
    return [each["custom"]["type"] if "custom" in each else "text" for each in replies]


def until_asked(say: Say, opening: str, finding: str) -> None:
    """Says no to all that is asked before."""
    replies = say(opening)
    for _ in range(8):
        if replies[-1].get("custom", {}).get("finding") == finding:
            break
        replies = say("no")
    assert replies[-1]["custom"]["finding"] == finding


@pytest.mark.parametrize(
    ("text", "triage"),
    [
        ("my calf is hot, swollen and tender, any stretches for the back?", "urgent"),
        ("I wet myself and can't feel my groin, is ice good for it?", "emergency"),
    ],
)
@pytest.mark.parametrize("before", [[], ["my lower back hurts after running"]])
def test_the_wording_comes_alone(
    say: Say, before: list[str], text: str, triage: str
) -> None:
    for earlier in before:
        say(earlier)
    replies = say(text)
    assert kinds(replies)[-1] == "red_flag"
    assert set(kinds(replies)[:-1]) == {"text"}
    assert replies[-1]["custom"]["triage"] == triage
    assert not any(each.get("buttons") for each in replies)


def test_an_answer_is_read_with_the_question_that_is_open(say: Say) -> None:
    """The gateway forgets at a restart what was asked; stored conversations do not."""
    asked = say("my groin feels a bit funny since the long run")[-1]["custom"]
    assert str(asked["asked"]).startswith("ask:")
    assert kinds(say("yes"))[-1] == "red_flag"


def test_a_red_flag_that_left_no_trace_is_raised_again(say: Say) -> None:
    """The gateway answered it, and the turn behind it was lost."""
    say("my lower back hurts after running")
    carried = {CARRIED: {"ids": ["saddle_numbness"], "level": "emergency"}}
    assert kinds(say("what exercises can I do?", carried))[-1] == "red_flag"
    assert "red_flag" not in kinds(say("what exercises can I do?"))  # once
    say("start over", carried)
    assert "question" in kinds(say("my lower back hurts after running"))


def test_the_numbers_are_those_of_the_country_in_the_same_message(say: Say) -> None:
    text = say("I'm in Australia, I wet myself and can't feel my groin")[0]["text"]
    assert "000" in text


def test_what_adds_up_to_an_emergency_names_other_numbers_too(say: Say) -> None:
    until_asked(say, "I'm in Australia and my lower back hurts after running", "fever")
    text = " ".join(each.get("text", "") for each in say("yes, a fever since monday"))
    assert "000" in text
    assert "112" in text


def test_no_emergency_without_a_reason(say: Say) -> None:
    """The NLU component calls it one: here nobody told it what was asked."""
    opening = "my left thigh goes dead at 11 minutes of every tempo run"
    until_asked(say, opening, "leg_swelling")
    replies = say("a touch paler after a hard one. breathing hard like you would. good")
    said = " ".join(each.get("text", "") for each in replies)
    assert kinds(replies)[-1] != "red_flag" or "short of breath" in said
