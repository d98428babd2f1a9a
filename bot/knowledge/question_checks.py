"""Holds the parts of one question of data/knowledge/findings against one another."""

from __future__ import annotations

from collections.abc import Iterator

from bot.knowledge.messages import Message, Problem
from bot.knowledge.model import Question
from bot.knowledge.reading import Document


def check_question(document: Document, question: Question) -> Iterator[Problem]:
    """Everything wrong with the options, and with what stands for which of them."""
    needs_options = question.type in ("yes_no", "choice", "multi")
    if needs_options and not question.options:
        yield document.problem(Message.NO_OPTIONS, ("question",))
        return
    for name in ("yes", "no", "other"):
        index = getattr(question, name)
        if index is None and question.type == "yes_no" and name != "other":
            yield document.problem(Message.NO_YES_NO, ("question",), name=name)
        elif index is not None and index >= len(question.options):
            last = len(question.options) - 1
            yield document.problem(
                Message.BAD_INDEX, ("question", name), name=name, index=index, last=last
            )
    yield from _labels(document, question)
    yield from _unshown(document, question)


def _unshown(document: Document, question: Question) -> Iterator[Problem]:
    """Runners count the buttons they see; behind those, `other` asks for the rest."""
    shown = [option.shown for option in question.options]
    if shown != sorted(shown, reverse=True):
        yield document.problem(Message.UNSHOWN_BETWEEN, ("question", "options"))
    needed = {not all(shown), question.other is not None, bool(question.ask_other)}
    if len(needed) > 1:
        yield document.problem(Message.NO_OTHER, ("question",))


def _labels(document: Document, question: Question) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, option in enumerate(question.options):
        if option.label.lower() in seen:
            where = ("question", "options", index, "label")
            yield document.problem(Message.DUPLICATE_ENTRY, where, name=option.label)
        seen.add(option.label.lower())
