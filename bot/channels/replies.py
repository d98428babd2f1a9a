"""The few sentences the gateway says itself, from data/knowledge/wording."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.channels.intake import Refusal
from bot.knowledge.loader import load_wording
from bot.knowledge.messages import KnowledgeError

logger = logging.getLogger(__name__)

# The last resort when not even the wording can be read: silence would be worse than
# English in Python.
_LAST_RESORT = (
    "Sorry, something went wrong here. If you may need help urgently, call your "
    "emergency number now (999, 112, 911, 000 or 111)."
)


@dataclass(frozen=True)
class Replies:
    """Apology, refusals, and how the website's channel begins."""

    failed: str = _LAST_RESORT
    empty: str = _LAST_RESORT
    too_long: str = _LAST_RESORT
    too_many: str = _LAST_RESORT
    greeting: str = _LAST_RESORT
    notice: str = _LAST_RESORT
    keep: str = ""

    @classmethod
    def load(cls, folder: Path | None = None) -> Replies:
        """Read them; a broken knowledge base must not silence the gateway."""
        try:
            wording = load_wording(folder)
            return cls(
                failed=wording["gateway_failed"],
                empty=wording["gateway_empty"],
                too_long=wording["gateway_too_long"],
                too_many=wording["gateway_too_many"],
                greeting=wording["web_greeting"],
                notice=wording["web_notice"],
                keep=wording["web_keep"],
            )
        except (KnowledgeError, KeyError, OSError) as error:
            logger.error("gateway wording: %s", error)
            return cls()

    def refusal(self, reason: Refusal) -> str:
        """The sentence for a refused text."""
        return str(getattr(self, reason.value))

    def outcome(self, replies: Sequence[Mapping[str, Any]]) -> str:
        """One of bot.channels.metrics.OUTCOMES."""
        customs = [(each.get("custom") or {}).get("type") for each in replies]
        texts = {each.get("text") for each in replies}
        if "red_flag" in customs:
            return "red_flag"
        if self.failed in texts:
            return "failed"
        refusals = {self.refusal(each) for each in Refusal}
        return "refused" if texts & refusals else "answered"
