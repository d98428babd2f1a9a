"""Gathers the results of a run, and writes and prints its reports at the end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.testing.problems import KitError
from bot.testing.reports.documents import as_html, as_json, as_markdown
from bot.testing.reports.thresholds import shortfalls
from bot.testing.results import Group, Results
from bot.testing.session import SESSION

WRITERS = {"kit_json": as_json, "kit_markdown": as_markdown, "kit_html": as_html}
MOST_NAMED, LONGEST_NAME = 4, 32


class Reporter:
    """A plugin of the main process."""

    def __init__(self, config: pytest.Config) -> None:
        """Nothing to report yet."""
        self._config = config
        self._results = Results(at_a_time=config.getoption("kit_parallel"))
        self._groups: list[Group] = []
        self._short: list[str] = []

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Take in a conversation's result."""
        carried = getattr(report, "kit_result", None)
        if carried is None:
            return
        expected = hasattr(report, "wasxfail") and not report.passed
        carried["result"] = "expected to fail" if expected else report.outcome
        self._results.each.append(carried)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Write the files; too little coverage is a failure."""
        wanted = self._config.getoption("kit_cov_fail_under")
        if not self._results.each:
            return
        kit = self._config.stash[SESSION]
        self._results.target = kit.target
        self._groups = self._results.coverage(kit.extension.everything())
        for option, write in WRITERS.items():
            name = self._config.getoption(option)
            if name:
                path = Path(name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(write(self._results, self._groups), encoding="utf-8")
        try:
            self._short = shortfalls(wanted, self._groups)
        except KitError as error:
            self._short = [str(error)]
        if self._short and exitstatus in (0, 5):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """A few lines: latency, what could not be seen, coverage."""
        if not self._results.each:
            return
        write = terminalreporter.write_line
        terminalreporter.section("conversations")
        held = f"{len(self._results.each)} conversations, {self._results.target}"
        took = self._results.latency()
        if took:
            held += (
                f"; {took['turns']:.0f} turns, ms a turn: p50 {took['p50']:.0f}, "
                f"p95 {took['p95']:.0f}, max {took['max']:.0f} "
                f"({self._results.at_a_time} at a time)"
            )
        write(held)
        if self._results.unseen:
            write(f"{self._results.unseen} checks skipped: this target hides them.")
        for group in self._groups:
            write(_line(group))
        for each in self._short:
            terminalreporter.write_line(each, red=True)


def _line(group: Group) -> str:
    done = group.total - len(group.never)
    line = f"  {group.name:<12} {done:>4} of {group.total:<4} {group.percent:5.1f} %"
    if not group.never:
        return line
    more = len(group.never) - MOST_NAMED
    shortened = [_short(each) for each in group.never[:MOST_NAMED]]
    named = ", ".join(shortened) + (f" and {more} more" * (more > 0))
    return f"{line}  never: {named}"


def _short(name: str) -> str:
    """The reports have it whole."""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
