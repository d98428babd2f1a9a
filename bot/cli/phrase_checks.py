"""Runs every phrase of data/knowledge through the reader that will match it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.knowledge.loader import Parsed
from bot.knowledge.messages import Message, Problem, problem
from bot.knowledge.reading import Document, Path_

STATUSES = ("present", "absent", "uncertain", "past")


def check_phrases(parsed: Parsed, folder: Path) -> list[Problem]:
    """What bot.nlu cannot read; once all can be read, whether it starts at all."""
    from bot.nlu.language import PhraseError, PhraseLanguage

    lists = {item.id: item.words for item in parsed.items["words"].values()}
    language = PhraseLanguage(lists)
    found = []
    for document, where, text, needs_word in _phrases(parsed):
        try:
            language.phrase(text) if needs_word else language.any_of([text])
        except PhraseError as error:
            found.append(document.problem(Message.BAD_PHRASE, where, text=str(error)))
            language = PhraseLanguage(lists)  # the reader may have stopped half-way
    return found or list(_check_start(folder))


def _check_start(folder: Path) -> Iterator[Problem]:
    from bot.nlu.pipeline import load

    try:
        load(folder)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        yield problem(
            Message.BAD_WORDS, "cues", text=f"{error} ({type(error).__name__})"
        )


def _phrases(parsed: Parsed) -> Iterator[tuple[Document, Path_, str, bool]]:
    """Each phrase: its file, place and text, and whether it must contain a word."""
    for folder, fields in PLACES.items():
        for stem, item in parsed.items[folder].items():
            document = parsed.documents[folder][stem]
            for name in fields:
                for index, text in enumerate(getattr(item, name)):
                    yield document, (name, index), text, folder != "words"
    yield from _option_phrases(parsed)


PLACES: dict[str, tuple[str, ...]] = {
    "words": ("words",),
    "phrases": STATUSES,
    "topics": ("phrases",),
    "countries": ("phrases",),
}


def _option_phrases(parsed: Parsed) -> Iterator[tuple[Document, Path_, str, bool]]:
    for stem, finding in parsed.items["findings"].items():
        document: Any = parsed.documents["findings"][stem]
        for number, option in enumerate(
            finding.question.options if finding.question else ()
        ):
            for index, text in enumerate(option.phrases):
                where = ("question", "options", number, "phrases", index)
                yield document, where, text, True
