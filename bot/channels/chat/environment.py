"""A channel's settings, read from the environment when asked for, never on import."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class SettingsError(ValueError):
    """A variable is missing or wrong; the message names it and says what to do."""


@dataclass(frozen=True)
class Variable:
    """One environment variable: its name, its shape, and where its value is found."""

    name: str
    pattern: str = r"\S+"
    hint: str = ""

    def read(self, environment: Mapping[str, str]) -> str:
        """The value, "" when unset. Raises SettingsError; never repeats the value."""
        value = environment.get(self.name, "").strip()
        if value and not re.fullmatch(self.pattern, value):
            raise SettingsError(f"{self.name} is set, but not as it should be. {self}")
        return value

    def require(self, environment: Mapping[str, str], because: Variable) -> str:
        """The value. Raises SettingsError when it is unset."""
        value = self.read(environment)
        if not value:
            raise SettingsError(
                f"{because.name} is set, but {self.name} is not. {self}"
            )
        return value

    def __str__(self) -> str:
        return f"{self.hint} Or unset all of this channel's variables to do without it."


def first_set(
    variables: Sequence[Variable], environment: Mapping[str, str]
) -> Variable | None:
    """The first of them that has a value."""
    return next((each for each in variables if each.read(environment)), None)
