"""What a conversation test is made of, and what came of it, as frozen values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from bot.testing.problems import Place


@dataclass(frozen=True)
class Reply:
    """One message of the bot. `buttons` are (title, payload)."""

    text: str = ""
    buttons: tuple[tuple[str, str], ...] = ()
    custom: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Inside:
    """What only a bot in this process shows of a turn.

    `events` are Rasa's, as dicts, from the user's message on; `slots` as they are
    after it; `intents` is the ranking, most likely first; `slots_before` as they were.
    """

    intents: tuple[tuple[str, float], ...] = ()
    entities: tuple[Mapping[str, Any], ...] = ()
    events: tuple[Mapping[str, Any], ...] = ()
    slots: Mapping[str, Any] = field(default_factory=dict)
    slots_before: Mapping[str, Any] = field(default_factory=dict)

    @property
    def actions(self) -> tuple[str, ...]:
        """Names of the actions that ran, in order, without Rasa's own."""
        names = (each["name"] for each in self.events if each["event"] == "action")
        return tuple(each for each in names if each not in RASAS_OWN)

    @property
    def intent(self) -> str:
        """The most likely one, or nothing."""
        return self.intents[0][0] if self.intents else ""


RASAS_OWN = frozenset({"action_listen", "action_extract_slots", "action_session_start"})


@dataclass(frozen=True)
class Turn:
    """What was said and what came back. `inside` is None where nobody can look.

    `only_words`: the target carries no machine payloads, so their absence says nothing.
    """

    said: str
    replies: tuple[Reply, ...] = ()
    seconds: float = 0.0
    inside: Inside | None = None
    only_words: bool = False

    @property
    def text(self) -> str:
        """Everything the bot said."""
        return "\n\n".join(each.text for each in self.replies if each.text)

    @property
    def customs(self) -> tuple[Mapping[str, Any], ...]:
        """The machine payloads."""
        return tuple(each.custom for each in self.replies if each.custom)

    @property
    def buttons(self) -> tuple[tuple[str, str], ...]:
        """All buttons of the turn."""
        return tuple(button for each in self.replies for button in each.buttons)


@dataclass(frozen=True)
class Scene:
    """What a check looks at. With `after`, events up to there are spent already."""

    turn: Turn
    past: tuple[Turn, ...] = ()
    after: int = -1
    twins: Mapping[str, Turn] = field(default_factory=dict)


class Held(Enum):
    """What became of a check. UNSEEN: this target does not show what it needs."""

    YES = "yes"
    NO = "no"
    UNSEEN = "unseen"


@dataclass(frozen=True)
class Verdict:
    """`says` is what was there instead, or what could not be seen."""

    held: Held
    says: str = ""
    at: int = -1


@dataclass(frozen=True)
class Check:
    """One expectation. `twins` are texts to say instead in conversations beside this.

    `alone`: nothing else may run meanwhile, as with a latency.
    """

    kind: str
    wanted: str
    place: Place
    test: Callable[[Scene], Verdict]
    twins: tuple[str, ...] = ()
    alone: bool = False


@dataclass(frozen=True)
class Say:
    """The user says something; the checks hold of what comes back."""

    text: str
    place: Place
    checks: tuple[Check, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    ordered: bool = False


@dataclass(frozen=True)
class Answer:
    """The user answers questions from `facts` until none is open; then the checks."""

    facts: Mapping[str, str]
    place: Place
    checks: tuple[Check, ...] = ()
    most: int = 20


Step = Say | Answer


@dataclass(frozen=True)
class Case:
    """One conversation. `slots` are set before it begins, `stubs` replace actions.

    `expected_to_fail` holds the reason; `approved` compares the whole transcript.
    """

    name: str
    place: Place
    steps: tuple[Step, ...]
    slots: Mapping[str, Any] = field(default_factory=dict)
    metadata: Mapping[str, Any] = field(default_factory=dict)
    stubs: Mapping[str, Any] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    expected_to_fail: str = ""
    approved: bool = False
    notes: tuple[str, ...] = ()

    @property
    def checks(self) -> tuple[Check, ...]:
        """All of them."""
        return tuple(check for step in self.steps for check in step.checks)

    @property
    def alone(self) -> bool:
        """Whether it must be played while nothing else is."""
        return any(each.alone for each in self.checks)


@dataclass(frozen=True)
class Failure:
    """A check that did not hold: where it stands, what it wanted, what was there."""

    place: Place
    kind: str
    wanted: str
    got: str


@dataclass(frozen=True)
class Outcome:
    """A conversation as it went. It ends with the first turn that differs."""

    turns: tuple[Turn, ...]
    failures: tuple[Failure, ...] = ()
    unseen: tuple[str, ...] = ()
    checked: int = 0
    cannot: str = ""

    @property
    def passed(self) -> bool:
        """Whether nothing differed."""
        return not self.failures
