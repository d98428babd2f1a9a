"""The pytest plugin: `pytest -p bot.testing.plugin`, or `backstride test`.

Files named test_*.yml, *_test.yml or *.play.yml are read when they hold conversations;
any file is when it is named on the command line.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from bot.testing import hooks, options
from bot.testing.formats import looks_like_tests
from bot.testing.items import KitFile, KitItem
from bot.testing.reports import Reporter
from bot.testing.results import result_of
from bot.testing.session import SESSION, KitSession

PATTERNS = ("test_*.y*ml", "*_test.y*ml", "*_test_cases.y*ml", "*.play.y*ml")
# The attribute of pytest's report that carries the conversation to the reports.
CARRIED = "kit_result"


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Let a conftest.py say which bot is tested."""
    pluginmanager.add_hookspecs(hooks)


def pytest_addoption(parser: pytest.Parser) -> None:
    """All begin with --kit-."""
    group = parser.getgroup("kit", "conversation tests")
    options.add_to(group.addoption, "kit-")


def pytest_configure(config: pytest.Config) -> None:
    """One session a process; the reports are written by the main one."""
    config.stash[SESSION] = KitSession(config)
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Reporter(config), "kit-reporter")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> KitFile | None:
    """A file of conversations."""
    if file_path.suffix not in (".yml", ".yaml"):
        return None
    named = parent.session.isinitpath(file_path)
    fits = any(fnmatch(file_path.name, pattern) for pattern in PATTERNS)
    if named or (fits and looks_like_tests(file_path)):
        nodeid = os.path.relpath(file_path, parent.config.rootpath).replace(os.sep, "/")
        made: KitFile = KitFile.from_parent(parent, path=file_path, nodeid=nodeid)
        return made
    return None


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is selected can be held side by side."""
    kit = session.config.stash[SESSION]
    kit.items = [each for each in session.items if isinstance(each, KitItem)]


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Send the conversation along."""
    made: Any = yield
    if not isinstance(item, KitItem) or item.outcome is None:
        return
    report = made.get_result()
    if report.when == "call":
        extension = item.config.stash[SESSION].extension
        result = result_of(item.nodeid, item.case, item.outcome, extension)
        setattr(report, CARRIED, result)
        # Its own time: it may have been held while pytest waited for another.
        report.duration = sum(turn.seconds for turn in item.outcome.turns)
        item.user_properties.append(("turns", len(item.outcome.turns)))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Let the bot go."""
    session = config.stash.get(SESSION, None)
    if session is not None:
        session.close()
