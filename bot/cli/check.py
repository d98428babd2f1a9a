"""`backstride check`: every ring of checks on data/knowledge, in one command.

Shape and sense from bot.knowledge, phrases from bot.nlu, red flags from bot.safety.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.cli.phrase_checks import check_phrases
from bot.knowledge.checks import check_parsed
from bot.knowledge.loader import Parsed, parse_folder
from bot.knowledge.messages import KnowledgeError, Message, Problem, problem, report
from bot.knowledge.reading import default_folder

HELP = "say what is wrong in data/knowledge, in plain words"
PLACED = re.compile(r"(?P<file>[^:\s]+?)(:(?P<line>\d+))?: (?P<text>.*)", re.DOTALL)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        help="the folder to check (data/knowledge if left out)",
    )


def run(args: argparse.Namespace) -> int:
    """Prints all problems; 1 if there are any but warnings."""
    try:
        problems = check_everything(args.folder)
    except KnowledgeError as error:
        print(error, file=sys.stderr)
        return 1
    print(report(problems))
    return int(any(not each.is_warning for each in problems))


def check_everything(folder: Path | str | None = None) -> list[Problem]:
    """All problems of all rings, sorted. KnowledgeError if there is no folder."""
    root = default_folder(folder)
    parsed = parse_folder(root)
    found = check_parsed(parsed)
    if not parsed.problems:  # the other readers stop at files that cannot be read
        found += check_phrases(parsed, root) if parsed.documents["phrases"] else []
    found += _red_flags(parsed, root)
    return sorted(set(found))


def _red_flags(parsed: Parsed, root: Path) -> Iterator[Problem]:
    """Files that cannot be read as YAML were named already, and are not named again."""
    from bot.safety.reading import problems

    if not (root / "red_flags").is_dir() and parsed.vocabulary is None:
        return
    named = {each.file for each in parsed.problems}
    for sentence in problems(root):
        match = PLACED.fullmatch(sentence)
        file, line = (match["file"], match["line"]) if match else ("red_flags", None)
        if file not in named:
            text = match["text"] if match else sentence
            yield problem(Message.BAD_RED_FLAG, file, int(line or 0), text=text)
