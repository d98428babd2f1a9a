"""From a runner's words to findings with a status. Knows words, not medicine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.nlu.pipeline import Extractor

KNOWLEDGE = Path("data/knowledge")
ANNOTATED = Path("data/nlu/annotated")


def load_extractor(folder: Path = KNOWLEDGE, *, trained: bool = False) -> Extractor:
    """The extractor as it reads `folder` now, without Rasa: its rules alone.

    `trained` adds the encoder, and the judge, trained here and now from
    `data/nlu/annotated` (seconds).
    """
    from bot.nlu.pipeline import load  # noqa: PLC0415

    extractor = load(folder)
    if trained:
        from bot.nlu.judge_training import (  # noqa: PLC0415
            read_annotated,
            train_judge,
        )
        from bot.nlu.tagger import Tagger  # noqa: PLC0415

        extractor.judge = train_judge(extractor, read_annotated(ANNOTATED))
        extractor.tagger = Tagger.load(folder, extractor.watched)
    return extractor
