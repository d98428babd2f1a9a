"""From a runner's words to findings with a status. Knows words, not medicine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.nlu.pipeline import Extractor

KNOWLEDGE = Path("data/knowledge")


def load_extractor(folder: Path = KNOWLEDGE) -> Extractor:
    """The extractor as it reads `folder` now, without Rasa."""
    from bot.nlu.pipeline import load  # noqa: PLC0415

    return load(folder)
