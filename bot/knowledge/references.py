"""Finds every id that one file names in another, and says which do not exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.knowledge.loader import Parsed
from bot.knowledge.messages import Message, Problem, did_you_mean
from bot.knowledge.reading import Document, Path_
from bot.knowledge.triage_tests import parse_test

NOUNS = {
    "sources": "source",
    "findings": "finding",
    "conditions": "condition",
    "factors": "factor",
    "advice": "advice",
    "topics": "topic",
}
SUBJECTS = ("conditions", "factors", "advice", "topics", "findings")


@dataclass(frozen=True)
class Reference:
    """An id named at `where`, which must exist in one of the folders `targets`."""

    where: Path_
    name: str
    targets: tuple[str, ...]


# folder -> field -> folders in which each id of that list must exist
LISTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "findings": {"implies": ("findings",), "excludes": ("findings",)},
    "conditions": {
        "requires_any": ("findings",),
        "caused_by": ("conditions",),
        "now": ("advice",),
        "week": ("advice",),
        "returning": ("advice",),
        "sources": ("sources",),
    },
    "factors": {
        "findings": ("findings",),
        "advice": ("advice",),
        "conditions": ("conditions",),
        "sources": ("sources",),
    },
    "advice": {
        "for_": ("conditions", "factors"),
        "not_for": ("conditions", "findings"),
        "sources": ("sources",),
    },
    "facts": {"about": SUBJECTS, "position_sources": ("sources",)},
    "topics": {"about": SUBJECTS, "advice": ("advice",), "sources": ("sources",)},
    "triage": {"sources": ("sources",)},
    "countries": {"sources": ("sources",)},
}


def check_references(parsed: Parsed) -> Iterator[Problem]:
    for folder, documents in parsed.documents.items():
        for stem, document in documents.items():
            item = parsed.items[folder].get(stem)
            if item is not None:
                yield from _check_item(parsed, document, item)


def references(folder: str, item: Any) -> Iterator[Reference]:
    """Every reference of one item, in the order of its fields."""
    for name, targets in LISTS.get(folder, {}).items():
        for index, each in enumerate(getattr(item, name)):
            yield Reference((name.rstrip("_"), index), each, targets)
    yield from MORE.get(folder, _none)(item)


def _none(_item: Any) -> Iterator[Reference]:
    return iter(())


def _of_phrases(item: Any) -> Iterator[Reference]:
    yield Reference(("finding",), item.finding, ("findings",))


def _of_fact(item: Any) -> Iterator[Reference]:
    yield Reference(("source",), item.source, ("sources",))


def _of_finding(item: Any) -> Iterator[Reference]:
    if item.question is None:
        return
    for index, name in enumerate(item.question.covers):
        yield Reference(("question", "covers", index), name, ("findings",))
    for index, name in enumerate(item.question.firm):
        yield Reference(("question", "firm", index), name, ("findings",))
    for index, option in enumerate(item.question.options):
        for name in option.sets:
            where = ("question", "options", index, "sets", name)
            yield Reference(where, name, ("findings",))


def _of_condition(item: Any) -> Iterator[Reference]:
    for index, weight in enumerate(item.weights):
        where = ("weights", index)
        yield Reference((*where, "finding"), weight.finding, ("findings",))
        for place, name in enumerate(weight.sources):
            yield Reference((*where, "sources", place), name, ("sources",))


MORE: Mapping[str, Callable[[Any], Iterator[Reference]]] = {
    "phrases": _of_phrases,
    "facts": _of_fact,
    "findings": _of_finding,
    "conditions": _of_condition,
}


def _check_item(parsed: Parsed, document: Document, item: Any) -> Iterator[Problem]:
    seen: set[tuple[Any, ...]] = set()
    for reference in references(document.folder, item):
        yield from _check_reference(parsed, document, reference)
        key = (*reference.where[:-1], reference.name)
        if key in seen:
            yield document.problem(
                Message.DUPLICATE_ENTRY, reference.where, name=reference.name
            )
        seen.add(key)
        if document.folder in reference.targets and reference.where[0] in (
            "implies",
            "excludes",
            "caused_by",
        ):
            yield from _itself(document, reference)
    if document.folder == "triage":
        yield from _check_tests(parsed, document, item)


def _itself(document: Document, reference: Reference) -> Iterator[Problem]:
    if reference.name == document.stem:
        yield document.problem(
            Message.REFERS_TO_ITSELF, reference.where, name=reference.name
        )


def _check_reference(
    parsed: Parsed, document: Document, reference: Reference
) -> Iterator[Problem]:
    base, _, detail = reference.name.partition(":")
    if not any(base in parsed.documents[target] for target in reference.targets):
        yield _unknown(parsed, document, reference)
    elif detail and not takes_detail(parsed, base):
        choices = ", ".join(parsed.vocabulary.with_detail) if parsed.vocabulary else ""
        yield document.problem(
            Message.NO_DETAIL, reference.where, name=reference.name, choices=choices
        )


def takes_detail(parsed: Parsed, finding: str) -> bool:
    """Whether a finding may be written `finding:detail`; any, if no vocabulary."""
    return parsed.vocabulary is None or finding in parsed.vocabulary.with_detail


def _unknown(parsed: Parsed, document: Document, reference: Reference) -> Problem:
    known = {each for target in reference.targets for each in parsed.documents[target]}
    name = reference.name.partition(":")[0]
    return document.problem(
        Message.UNKNOWN_ID,
        reference.where,
        kind=_one_of([NOUNS[target] for target in reference.targets]),
        name=name,
        hint=did_you_mean(name, known),
    )


def _one_of(nouns: list[str]) -> str:
    return nouns[0] if len(nouns) == 1 else f"{', '.join(nouns[:-1])} or {nouns[-1]}"


def _check_tests(parsed: Parsed, document: Document, rule: Any) -> Iterator[Problem]:
    for name in ("all", "any", "none"):
        for index, text in enumerate(getattr(rule, name)):
            yield from _check_test(parsed, document, (name, index), text)


def _check_test(
    parsed: Parsed, document: Document, where: Path_, text: str
) -> Iterator[Problem]:
    test = parse_test(text)
    if test is None:
        yield document.problem(Message.BAD_TEST, where, name=text)
    elif test.about == "kind":
        if test.name not in kinds(parsed):
            hint = did_you_mean(test.name, kinds(parsed))
            yield document.problem(
                Message.UNKNOWN_KIND, where, name=test.name, hint=hint
            )
    else:
        reference = Reference(where, test.name, (f"{test.about}s",))
        yield from _check_reference(parsed, document, reference)


def kinds(parsed: Parsed) -> set[str]:
    """The kinds of the vocabulary, or without one those that findings use."""
    if parsed.vocabulary:
        return set(parsed.vocabulary.findings)
    return {finding.kind for finding in parsed.items["findings"].values()}
