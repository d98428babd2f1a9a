"""Whether a runner has agreed that what they write is kept, by a message's metadata."""

from __future__ import annotations

from typing import Any, Iterable, Mapping, Optional

from rasa.shared.core.events import Event, UserUttered

CONSENT = "consent"  # True or False in the metadata of a message


def consent_in(metadata: Optional[Mapping[str, Any]]) -> Optional[bool]:
    """True or False when it says so, None when it says nothing."""
    given = (metadata or {}).get(CONSENT)
    return given if isinstance(given, bool) else None


def latest_consent(events: Iterable[Event]) -> Optional[bool]:
    """The last thing that the runner said about it."""
    said = [
        consent_in(event.metadata) for event in events if isinstance(event, UserUttered)
    ]
    return next((each for each in reversed(said) if each is not None), None)
