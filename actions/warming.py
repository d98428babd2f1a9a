"""What the first runner would otherwise wait for."""

from __future__ import annotations

from actions.session import knowledge, store
from bot.reasoning.decide import decide
from bot.reasoning.model import Evidence


def warm_up() -> tuple[str, ...]:
    """Reads the knowledge and works out what is worked out once.

    Gives how runners put each finding, for the understanding to be tried on.
    """
    known = knowledge()
    decide(known, Evidence())
    return tuple(finding.lay for finding in known.findings.values() if finding.lay)


def close() -> None:
    """Closes the connections, which open again when needed; what was read is kept."""
    store().close()
