"""`backstride bench`: runs a benchmark of tests/benchmarks by name."""

from __future__ import annotations

import argparse
import runpy
import sys

from bot.cli import project
from bot.cli.errors import CommandError

BENCHMARKS = {
    "performance": "tests.benchmarks.performance",
    "nlu": "tests.benchmarks.nlu",
    "clinical": "tests.benchmarks.clinical",
    "safety": "tests.benchmarks.red_flags",
    "scale": "tests.benchmarks.scale",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which one; the rest is passed on."""
    parser.add_argument("name", choices=sorted(BENCHMARKS))
    parser.add_argument("rest", nargs=argparse.REMAINDER)


def run(arguments: argparse.Namespace) -> int:
    """Run it as a program of its own."""
    module = BENCHMARKS[arguments.name]
    if not (project.ROOT / (module.replace(".", "/") + ".py")).is_file():
        raise CommandError(f"{module} is not in this checkout.")
    sys.path.insert(0, str(project.ROOT))
    sys.argv = [module, *arguments.rest]
    runpy.run_module(module, run_name="__main__")
    return 0
