"""Test files as pytest collects them, and their conversations as it runs them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.testing import approved
from bot.testing.formats import read_cases
from bot.testing.model import Case, Outcome
from bot.testing.problems import FormatError, KitError
from bot.testing.session import SESSION
from bot.testing.telling import failure_text


class DifferenceError(Exception):
    """The conversation did not go as expected."""

    def __init__(self, outcome: Outcome) -> None:
        """Keep how it went."""
        self.outcome = outcome
        super().__init__(f"{len(outcome.failures)} checks did not hold")


class KitFile(pytest.File):
    """A YAML file of conversations."""

    def collect(self) -> Iterator[pytest.Item]:
        """One item a conversation, or one each time it is to be repeated."""
        session = self.config.stash[SESSION]
        shown_as = os.path.relpath(self.path, self.config.invocation_params.dir)
        times = max(1, int(self.config.getoption("kit_repeat")))
        for case in read_cases(self.path, session.extension.kinds(), shown_as):
            for note in case.notes:
                self.warn(pytest.PytestWarning(note))
            for turn in range(1, times + 1):
                name = f"{case.name}[{turn}/{times}]" if times > 1 else case.name
                yield KitItem.from_parent(self, name=name, case=case)

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """A file that cannot be read: its problems, without a traceback."""
        if isinstance(excinfo.value, FormatError | KitError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)


class KitItem(pytest.Item):
    """One conversation."""

    def __init__(self, *, case: Case, **given: Any) -> None:
        """Its tags can be selected by -k, its known fault is a strict xfail."""
        super().__init__(**given)
        self.case = case
        self.outcome: Outcome | None = None
        self.extra_keyword_matches.update(filter(None, case.tags))
        if case.expected_to_fail:
            self.add_marker(
                pytest.mark.xfail(
                    reason=case.expected_to_fail, strict=True, raises=DifferenceError
                )
            )

    def runtest(self) -> None:
        """Wait for the conversation, which may have been held already."""
        session = self.config.stash[SESSION]
        outcome = self._compared(session.play(self))
        self.outcome = outcome
        if outcome.cannot:
            pytest.skip(outcome.cannot)
        if outcome.failures:
            raise DifferenceError(outcome)
        if outcome.unseen and not outcome.checked:
            pytest.skip(f"this target shows none of it: {outcome.unseen[0]}")

    def _compared(self, outcome: Outcome) -> Outcome:
        if not self.case.approved or outcome.cannot or outcome.failures:
            return outcome
        if self.config.getoption("kit_update"):
            approved.approve(self.path, self.case, outcome)
        failure = approved.compare(self.path, self.case, outcome)
        failures = (failure,) if failure else ()
        return replace(outcome, failures=failures, checked=outcome.checked + 1)

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """The first turn that differs; a traceback only for what is unexpected."""
        if isinstance(excinfo.value, DifferenceError):
            extension = self.config.stash[SESSION].extension
            return failure_text(excinfo.value.outcome, extension)
        if isinstance(excinfo.value, KitError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """Where it stands; pytest counts lines from 0."""
        return Path(self.path), self.case.place.line - 1, self.name
