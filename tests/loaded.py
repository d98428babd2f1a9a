"""What takes seconds to load, once a process: tests of many files read with the same.

None of it changes by being used. A test that breaks or replaces a part loads its own.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from bot.knowledge.reading import default_folder

if TYPE_CHECKING:  # a test of one of these need not import what the others need
    from bot.knowledge.model import Knowledge
    from bot.nlu.data import PhraseData
    from bot.nlu.pipeline import Extractor
    from bot.nlu.replies import ReplyFinder
    from bot.safety.detector import Detector
    from bot.safety.rules import Rules


@cache
def knowledge() -> Knowledge:
    from bot.knowledge.loader import load

    return load()


@cache
def phrase_data() -> PhraseData:
    """Most of what an extractor takes to load."""
    from bot.nlu.data import load_phrase_data

    return load_phrase_data(default_folder())


@cache
def extractor() -> Extractor:
    """The rules alone, without the trained part, as on Friday 20 March 2026."""
    from bot.nlu.pipeline import Extractor

    return Extractor(phrase_data(), lambda: date(2026, 3, 20))


@cache
def replies() -> ReplyFinder:
    from bot.nlu.language import PhraseLanguage
    from bot.nlu.replies import ReplyFinder

    return ReplyFinder(PhraseLanguage(phrase_data()["words"]), phrase_data())


@cache
def detector() -> Detector:
    from bot.safety.detector import Detector

    return Detector.load()


@cache
def red_flags() -> Rules:
    from bot.safety.reading import load

    return load()
