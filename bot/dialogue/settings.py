"""Where conversations and locks are kept, by the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Mapping, Optional

from bot.dialogue.brokers import is_known

PROJECT = Path(__file__).resolve().parents[2]
MEMORY = "memory"
DEFAULT_FILE = PROJECT / ".backstride" / "conversations.db"
KEEP_DAYS = 30


class SettingsError(RuntimeError):
    """A variable is wrong; the message names it and says what it may be."""


@dataclass(frozen=True)
class Settings:
    """`conversations` is `memory` or a SQLAlchemy URL; `redis` a URL or empty.

    `ask_consent`: nothing is written to disk until the runner has agreed; without it
    the operator answers for having asked elsewhere. `keep_days`: a conversation is
    deleted after so many days without a word; 0 keeps it. `outbox` is the broker that
    stored events go to, empty for none.
    """

    conversations: str = MEMORY
    redis: str = ""
    ask_consent: bool = True
    keep_days: int = KEEP_DAYS
    outbox: str = ""

    @classmethod
    def from_environment(
        cls, environment: Optional[Mapping[str, str]] = None
    ) -> Settings:
        """Raises SettingsError."""
        given = os.environ if environment is None else environment
        return cls(
            conversations=_conversations(given),
            redis=given.get("BACKSTRIDE_REDIS_URL", ""),
            ask_consent=_consent(given.get("BACKSTRIDE_CONSENT", "ask")),
            keep_days=_days(given.get("BACKSTRIDE_KEEP_DAYS", str(KEEP_DAYS))),
            outbox=_events(given.get("BACKSTRIDE_EVENTS_URL", "")),
        )


def _conversations(given: Mapping[str, str]) -> str:
    """Where the knowledge is, if that is a server; else a file of their own."""
    url = given.get("BACKSTRIDE_CONVERSATIONS_URL", "")
    shared = given.get("BACKSTRIDE_DATABASE_URL", "")
    if not url and shared.startswith(("postgresql", "postgres:")):
        url = shared
    if url.startswith("postgres://"):  # as some hosts still hand it out
        url = url.replace("postgres://", "postgresql://", 1)
    if url and url != MEMORY and not url.startswith(("sqlite:///", "postgresql")):
        raise SettingsError(
            "BACKSTRIDE_CONVERSATIONS_URL cannot be read. It may be memory, "
            "sqlite:////path/conversations.db or postgresql://user@host/name."
        )
    return url or f"sqlite:///{DEFAULT_FILE}"


def _consent(given: str) -> bool:
    if given not in ("ask", "given"):
        raise SettingsError(
            "BACKSTRIDE_CONSENT is either ask (nothing is kept until the runner "
            "agrees) or given (you ask them yourself before they write)."
        )
    return given == "ask"


def _events(given: str) -> str:
    if given and not is_known(given):
        raise SettingsError(
            "BACKSTRIDE_EVENTS_URL is kafka://host:port/topic, "
            "amqp://user:password@host:port/vhost, or not set."
        )
    return given


def _days(given: str) -> int:
    if not given.isdigit():
        raise SettingsError(
            "BACKSTRIDE_KEEP_DAYS is a number of days such as 30; 0 keeps everything."
        )
    return int(given)
