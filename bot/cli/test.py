"""`backstride test PATH…`: conversation tests, by pytest and the kit's plugin."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bot.cli import project
from bot.cli.errors import CommandError
from bot.testing import options
from bot.testing.subject import IN_PROCESS, Subject

SUITE = ("screenplays", "test_stories.yml", "test_end_to_end.yml")
PLUGIN = "bot.testing.plugin"
# What libraries say of one another helps nobody who writes a conversation.
QUIETED = (
    "ignore::DeprecationWarning",
    "ignore::FutureWarning",
    "ignore:pkg_resources:UserWarning",
)
# Options of pytest's that go to it as they are.
PASSED_ON = (
    ("-k", "EXPRESSION", "only conversations whose name or tag matches"),
    ("--junitxml", "FILE", "write the results as JUnit XML"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The kit's options without their prefix, and a few of pytest's."""
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="files, folders or file::case (default: this project's own)",
    )
    for name, metavar, about in PASSED_ON:
        parser.add_argument(name, dest=_dest(name), metavar=metavar, help=about)
    parser.add_argument("-x", action="store_true", help="stop at the first failure")
    parser.add_argument("-v", action="store_true", help="a line a conversation")
    parser.add_argument(
        "--record", type=Path, metavar="FILE", help="talk, and write it as a screenplay"
    )
    options.add_to(parser.add_argument, "")


def run(arguments: argparse.Namespace) -> int:
    """Run pytest, or record. The exit code is pytest's; 5 means nothing was found."""
    if arguments.record:
        from bot.cli.record import record

        return record(arguments, backstride())
    try:
        import pytest
    except ImportError as error:
        raise CommandError("Tests need pytest: pip install pytest") from error
    chosen = ["-p", PLUGIN, "-v" if arguments.v else "-q", *["-x"] * arguments.x]
    chosen += [part for each in QUIETED for part in ("-W", each)]
    for name, _, _ in PASSED_ON:
        value = getattr(arguments, _dest(name))
        chosen += [name, value] if value else []
    chosen += options.as_pytest_arguments(arguments)
    own = project.ROOT / "tests" / "conversation"
    paths = arguments.paths or [str(own / each) for each in SUITE]
    return int(pytest.main([*chosen, *paths], plugins=[BackstrideBot()]))


class BackstrideBot:
    """A plugin for pytest: conversations only, and with this project's bot."""

    def pytest_kit_bot(self, config: Any) -> Subject:
        """Nothing is loaded before a conversation needs it."""
        return backstride()

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """Tests in Python are pytest's own business."""
        return True if collection_path.suffix == ".py" else None


def backstride() -> Subject:
    """This project's bot."""
    from bot.testing.backstride.extension import BackstrideExtension

    async def in_process() -> Any:
        from bot.cli import train
        from bot.cli.quiet import quiet
        from bot.testing.backstride.target import open_backstride

        train.ensure_current()
        quiet()
        return await open_backstride(project.MODEL)

    return Subject(BackstrideExtension(project.ROOT), {IN_PROCESS: in_process})


def _dest(name: str) -> str:
    return "pytest_" + name.lstrip("-")
