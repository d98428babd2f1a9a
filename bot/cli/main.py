"""The `backstride` command. Expected errors: one line, exit 1; others: traceback, 3."""

from __future__ import annotations

import argparse
import importlib
import sys
import traceback
from collections.abc import Sequence

from bot.cli.errors import CommandError
from bot.knowledge.connection import StoreError
from bot.knowledge.messages import KnowledgeError

# Sub-command: module of bot.cli, help.
COMMANDS = {
    "serve": "serve the page and the REST channel",
    "chat": "talk to the bot in the terminal",
    "say": "show what is understood of a message",
    "interview": "hold the dialogue with simulated runners",
    "train": "train the model if anything changed",
    "build": "compile the knowledge base to the database",
    "check": "check the knowledge base, in plain words",
    "new": "start the files of a new knowledge item",
    "test": "hold the conversations of test files",
    "bench": "run a benchmark",
    "backup": "save the stored conversations in a file",
    "restore": "put saved conversations back",
    "retention": "delete conversations that are past their time",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one sub-command and return its exit code."""
    argv = list(sys.argv[1:] if argv is None else argv)
    parser = _parser(argv)
    arguments = parser.parse_args(argv)
    try:
        return int(
            importlib.import_module(f"bot.cli.{arguments.command}").run(arguments)
        )
    except (CommandError, KnowledgeError, StoreError) as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception:  # noqa: BLE001 - unexpected: the traceback is the message
        traceback.print_exc()
        return 3


def _parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="backstride", description="A chatbot for runners with back or leg pain."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, about in COMMANDS.items():
        command = commands.add_parser(name, help=about, description=about)
        if name in argv[:1]:  # only its own module is imported: start stays quick
            importlib.import_module(f"bot.cli.{name}").add_arguments(command)
    return parser


if __name__ == "__main__":
    sys.exit(main())
