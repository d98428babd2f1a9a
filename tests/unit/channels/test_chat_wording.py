"""Every sentence that the platforms say is there, and none is there for nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from bot.channels.chat.commands import TYPED, Command
from bot.channels.chat.wording import PREFIX, Wording
from bot.channels.replies import Replies
from bot.knowledge.loader import load_wording

CHANNELS = Path(__file__).parents[3] / "bot" / "channels"
# Said under the name of a command.
BY_COMMAND = {
    *(f"command_{each.value}" for each in TYPED),
    *(f"{each.value}_button" for each in (Command.DELETE_NOW, Command.KEEP)),
    "help", "stop", "privacy", "keep",
}  # fmt: skip


def strings() -> Iterator[str]:
    """All texts in the platforms' code."""
    for folder in ("chat", "slack", "telegram"):
        for path in sorted((CHANNELS / folder).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def keys() -> set[str]:
    wording = load_wording()
    return {key.removeprefix(PREFIX) for key in wording if key.startswith(PREFIX)}


def test_every_sentence_is_said_somewhere() -> None:
    assert keys() - set(strings()) - BY_COMMAND == set()


def test_every_command_has_its_sentences() -> None:
    assert BY_COMMAND - keys() == set()


def test_every_sentence_that_is_said_is_there() -> None:
    said = {
        key.value
        for folder in ("chat", "slack", "telegram")
        for path in sorted((CHANNELS / folder).glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("say", "_aside", "remark")
        for key in node.args[node.func.attr == "remark" :][:1]
        if isinstance(key, ast.Constant)
    }
    assert len(said) > 14
    assert said - keys() == set()


def test_a_missing_sentence_becomes_the_apology() -> None:
    assert Wording({}).say("help") == Replies.load().failed


def test_braces_are_filled() -> None:
    assert Wording({"chat_chosen": "You: {choice}"}).say("chosen", choice="{x}") == (
        "You: {x}"
    )


def test_the_menu_fits_telegram_s_limits() -> None:
    wording = Wording.load()
    for command in TYPED:
        assert 3 <= len(wording.say(f"command_{command.value}")) <= 256
    assert len(wording.say("about")) <= 120
    for key in ("passed", "no_longer_known"):  # they pop up
        assert len(wording.say(key)) <= 200
