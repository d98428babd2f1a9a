"""How a channel is doing, for /health and for whoever reads the log."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timezone

logger = logging.getLogger(__name__)

STARTING, CONNECTED, RETRYING, FAILED, STOPPED = (
    "starting", "connected", "retrying", "failed", "stopped",
)  # fmt: skip


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


@dataclass
class ChannelState:
    """`problem` holds no token and no message text."""

    channel: str
    mode: str
    state: str = STARTING
    problem: str = ""
    since: str = field(default_factory=_now)

    def works(self) -> None:
        """The platform answers us."""
        if self.state != CONNECTED and self.problem:
            logger.error("%s: works again", self.channel)
        self._become(CONNECTED, "")

    def waits(self, problem: str) -> None:
        """The platform cannot be reached; we go on trying."""
        self._become(RETRYING, problem)

    def fails(self, problem: str) -> None:
        """The platform refuses us; trying again would not help."""
        self._become(FAILED, problem)

    def stops(self) -> None:
        """We are going."""
        self._become(STOPPED, "")

    def as_dict(self) -> dict[str, str]:
        """`state`, `mode`, `since` and, if there is one, `problem`."""
        known = {"state": self.state, "mode": self.mode, "since": self.since}
        return {**known, "problem": self.problem} if self.problem else known

    def _become(self, state: str, problem: str) -> None:
        if (state, problem) == (self.state, self.problem):
            return
        self.state, self.problem, self.since = state, problem, _now()
        if problem:
            logger.error("%s: %s (%s)", self.channel, problem, state)
