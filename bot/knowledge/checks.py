"""Holds the files of data/knowledge against one another; all problems at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.knowledge.loader import Parsed, parse_folder
from bot.knowledge.messages import Message, Problem, did_you_mean, problem
from bot.knowledge.model import (
    Condition,
    Fact,
    Finding,
    Grade,
    TriageRule,
    Weight,
)
from bot.knowledge.question_checks import check_question
from bot.knowledge.reading import VOCABULARY, Document, Path_
from bot.knowledge.references import NOUNS, check_references, kinds

RELIABLE = (Grade.STRONG, Grade.MODERATE)
PRIOR_BOUNDS = (0.9, 1.1)
STARTER = "TODO"  # how every text begins that `backstride new` left to be written


def check_folder(folder: Path | str | None = None) -> list[Problem]:
    """Everything wrong with the folder, sorted; raises only if there is no folder."""
    return check_parsed(parse_folder(folder))


def check_parsed(parsed: Parsed) -> list[Problem]:
    found = [*parsed.problems, *parsed.misplaced, *check_references(parsed)]
    for check in (
        _ids,
        _findings,
        _conditions,
        _facts,
        _topics,
        _triage,
        _grades,
        _priors,
        _starters,
    ):
        found += check(parsed)
    found += [*_vocabulary(parsed), *_facts_of_seeds(parsed), *_phrases(parsed)]
    return sorted(set(found))


def _each(parsed: Parsed, folder: str) -> Iterator[tuple[Document, Any]]:
    for stem, item in parsed.items[folder].items():
        yield parsed.documents[folder][stem], item


def _ids(parsed: Parsed) -> Iterator[Problem]:
    """Two files that claim one id, and a text of `wording` that is given twice."""
    for folder, documents in parsed.documents.items():
        for stem, document in documents.items():
            name = (
                document.data.get("id", stem)
                if isinstance(document.data, dict)
                else stem
            )
            if folder == "wording" or not isinstance(name, str) or name == stem:
                continue
            if name in documents:
                other = documents[name].path
                yield document.problem(
                    Message.DUPLICATE_ID, ("id",), kind=folder, name=name, other=other
                )
    homes: dict[str, str] = {}
    for document, texts in _each(parsed, "wording"):
        for key in texts:
            if key in homes:
                yield document.problem(
                    Message.DUPLICATE_ID,
                    (key,),
                    kind="texts",
                    name=key,
                    other=homes[key],
                )
            homes.setdefault(key, document.path)


def _findings(parsed: Parsed) -> Iterator[Problem]:
    for document, finding in _each(parsed, "findings"):
        yield from _kind(parsed, document, finding)
        if finding.question:
            yield from check_question(document, finding.question)


def _kind(parsed: Parsed, document: Document, finding: Finding) -> Iterator[Problem]:
    if finding.kind not in kinds(parsed):
        hint = did_you_mean(finding.kind, kinds(parsed))
        yield document.problem(
            Message.UNKNOWN_KIND, ("kind",), name=finding.kind, hint=hint
        )
        return
    for kind, ids in parsed.vocabulary.findings.items() if parsed.vocabulary else ():
        if finding.id in ids and finding.kind != kind:
            yield document.problem(
                Message.WRONG_KIND, ("kind",), name=finding.id, kind=kind
            )


def _conditions(parsed: Parsed) -> Iterator[Problem]:
    for document, condition in _each(parsed, "conditions"):
        yield from _both_directions(document, condition)
        for index, weight in enumerate(condition.weights):
            yield from _bounds(document, index, weight)


def _both_directions(document: Document, condition: Condition) -> Iterator[Problem]:
    ratios = [
        ratio for each in condition.weights for ratio in (each.present, each.absent)
    ]
    if not any(ratio > 1 for ratio in ratios):
        yield document.problem(
            Message.ONE_SIDED, ("weights",), direction="for", change="more"
        )
    if not any(ratio < 1 for ratio in ratios):
        yield document.problem(
            Message.ONE_SIDED, ("weights",), direction="against", change="less"
        )


def _bounds(document: Document, index: int, weight: Weight) -> Iterator[Problem]:
    if (
        weight.at_least is not None
        and weight.below is not None
        and weight.at_least >= weight.below
    ):
        yield document.problem(Message.BOUNDS_CROSSED, ("weights", index, "at_least"))


def _facts(parsed: Parsed) -> Iterator[Problem]:
    for document, fact in _each(parsed, "facts"):
        if fact.stance != "agree":
            yield from _position(document, fact)
        elif fact.grade is Grade.CONTRADICTED:
            yield document.problem(Message.CONTRADICTED_AGREED, ("stance",))
        elif fact.grade is Grade.UNVERIFIED:
            yield document.problem(Message.UNVERIFIED_AGREED, ("stance",))


def _position(document: Document, fact: Fact) -> Iterator[Problem]:
    for name in ("position", "position_sources"):
        if not getattr(fact, name):
            yield document.problem(
                Message.NO_POSITION, ("stance",), stance=fact.stance, name=name
            )


def _topics(parsed: Parsed) -> Iterator[Problem]:
    for document, topic in _each(parsed, "topics"):
        if not topic.text and not topic.handler:
            yield document.problem(Message.NO_ANSWER, ())


def _triage(parsed: Parsed) -> Iterator[Problem]:
    for document, rule in _each(parsed, "triage"):
        yield from _rule(document, rule)


def _rule(document: Document, rule: TriageRule) -> Iterator[Problem]:
    if not rule.all and not rule.any:
        yield document.problem(Message.NO_TESTS, ())
    elif rule.any and rule.at_least > len(rule.any):
        yield document.problem(
            Message.AT_LEAST_TOO_MANY,
            ("at_least",),
            limit=rule.at_least,
            count=len(rule.any),
        )


def _grades(parsed: Parsed) -> Iterator[Problem]:
    """A strong or moderate grade that rests on no source."""
    for document, advice in _each(parsed, "advice"):
        if advice.grade in RELIABLE and not advice.sources:
            yield document.problem(
                Message.NO_EVIDENCE, ("grade",), grade=advice.grade.value
            )
    for document, condition in _each(parsed, "conditions"):
        for index, weight in enumerate(condition.weights):
            if weight.grade in RELIABLE and not weight.sources:
                where = ("weights", index, "grade")
                yield document.problem(
                    Message.NO_EVIDENCE, where, grade=weight.grade.value
                )


def _priors(parsed: Parsed) -> Iterator[Problem]:
    """Judged only in a folder with a vocabulary and no broken condition."""
    conditions = parsed.items["conditions"]
    if not parsed.vocabulary or len(conditions) != len(parsed.documents["conditions"]):
        return
    total = sum(each.prior for each in conditions.values() if each.role == "cause")
    low, high = PRIOR_BOUNDS
    if conditions and not low <= total <= high:
        yield problem(Message.PRIOR_SUM, "conditions", total=f"{total:.2f}")


def _vocabulary(parsed: Parsed) -> Iterator[Problem]:
    """Ids that other programs rely on and that have no file."""
    if parsed.vocabulary is None:
        return
    vocabulary = parsed.vocabulary
    wanted: dict[str, list[Any]] = {
        "findings": [each for ids in vocabulary.findings.values() for each in ids],
        "conditions": vocabulary.conditions,
        "factors": vocabulary.factors,
        "countries": ["unknown"],
    }
    for folder, ids in wanted.items():
        for name in ids:
            if name not in parsed.documents[folder]:
                yield _not_written(folder, name)


def _not_written(folder: str, name: str) -> Problem:
    kind = NOUNS.get(folder, "country")
    return problem(
        Message.NOT_WRITTEN,
        VOCABULARY,
        kind=kind,
        name=name,
        file=f"{folder}/{name}.yml",
    )


def _starters(parsed: Parsed) -> Iterator[Problem]:
    for documents in parsed.documents.values():
        for document in documents.values():
            for where, text in () if document.problems else _texts(document.data):
                if text.startswith(STARTER):
                    yield document.problem(Message.STARTER_TEXT, where, name=text)


def _texts(data: Any, where: Path_ = ()) -> Iterator[tuple[Path_, str]]:
    if isinstance(data, str):
        yield where, data
    elif isinstance(data, (dict, list)):
        for step, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _texts(value, (*where, step))


def _facts_of_seeds(parsed: Parsed) -> Iterator[Problem]:
    told = {fact.source for fact in parsed.items["facts"].values()}
    for document, source in _each(parsed, "sources"):
        if source.seed and source.id not in told:
            yield document.problem(Message.NO_FACTS, ("seed",))


def _phrases(parsed: Parsed) -> Iterator[Problem]:
    """Findings with no phrases, and that no cue puts together from other words."""
    cues = _words_of(parsed.items["cues"])
    for document, finding in _each(parsed, "findings"):
        if finding.id not in parsed.documents["phrases"] and finding.id not in cues:
            yield document.problem(Message.NO_PHRASES, ("id",), name=finding.id)


def _words_of(data: Any) -> set[str]:
    """Every text and field name in it, at any depth, without what follows a colon."""
    if isinstance(data, Mapping):
        return _words_of(list(data)).union(*map(_words_of, data.values()))
    if isinstance(data, list):
        return set().union(*map(_words_of, data))
    return {data.partition(":")[0]} if isinstance(data, str) else set()
