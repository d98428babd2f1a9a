"""What each part of a message costs with ten times the findings and conditions."""

from __future__ import annotations

import dataclasses
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median
from string import ascii_lowercase
from typing import Any

from bot.cli import project
from bot.knowledge.loader import load
from bot.knowledge.model import Knowledge, Status
from bot.nlu.data import PhraseData, load_phrase_data
from bot.nlu.language import COMMON
from bot.nlu.pipeline import Extractor
from bot.reasoning.assess import assess
from bot.reasoning.decide import decide
from bot.reasoning.explain import what_would_change, why_not
from bot.reasoning.index import index_of
from bot.reasoning.model import Evidence, Observation

ROUNDS = 5
_WORD = re.compile(r"<[^>]*>|[a-z]{3,}")
MESSAGES = (
    "my left calf hurts when I run, since about three weeks",
    "it came on slowly and is worse going uphill, no numbness",
    "pain in the right buttock down to the knee, worse sitting in the car",
    "no, none of these",
    "what exercises can I do?",
)


@dataclass(frozen=True)
class Cost:
    """Milliseconds of processor time, median, by how many times the knowledge."""

    part: str
    milliseconds: dict[int, float]


def knowledge_costs(times: tuple[int, ...] = (1, 10)) -> list[Cost]:
    """What grows with what is known, part by part."""
    found: dict[str, dict[int, float]] = {}
    for number in times:
        for part, spent in _costs(number):
            found.setdefault(part, {})[number] = spent
    return [Cost(part, by_number) for part, by_number in found.items()]


def _costs(number: int) -> Iterable[tuple[str, float]]:
    knowledge = load()
    larger = multiplied(knowledge, number)
    told, screened = openings(knowledge), after_the_screen(knowledge)
    condition = min(knowledge.conditions)
    yield "understanding a message", _understanding(number)
    yield "deciding, at the beginning", _spent(lambda e: decide(larger, e), told)
    yield "deciding, after the screen", _spent(lambda e: decide(larger, e), screened)
    yield "the assessment", _spent(lambda e: assess(larger, e), screened)
    yield (
        "why not something else",
        _spent(lambda e: why_not(larger, e, condition), screened),
    )
    yield (
        "what would change it",
        _spent(lambda e: what_would_change(larger, e), screened),
    )


def _understanding(number: int) -> float:
    data = load_phrase_data(project.ROOT / "data" / "knowledge")
    extractor = Extractor(with_more_phrases(data, number))
    for message in MESSAGES:  # loads what is loaded on first use
        extractor(message)

    def read(message: str) -> None:
        extractor._last = None  # it remembers the message before
        extractor(message)

    return _spent(read, MESSAGES)


def _spent(what: Callable[[Any], Any], cases: Iterable[Any]) -> float:
    """The median over the cases of the best of a few rounds."""
    spent = []
    for case in cases:
        rounds = []
        for _ in range(ROUNDS):
            started = time.process_time()
            what(case)
            rounds.append(time.process_time() - started)
        spent.append(min(rounds))
    return median(spent) * 1000


def openings(knowledge: Knowledge) -> list[Evidence]:
    """At the beginning of an interview: four findings of each condition."""
    return [
        Evidence(
            observations={
                weight.finding: Observation(Status.PRESENT)
                for weight in list(condition.weights)[:4]
                if weight.finding in knowledge.findings
            }
        )
        for condition in knowledge.conditions.values()
    ]


def after_the_screen(knowledge: Knowledge) -> list[Evidence]:
    """The same, with a place, and with a "no" to every question of the screen."""
    index = index_of(knowledge)
    denied = {name: Status.ABSENT for q in index.safety for name in index.covers[q]}
    place = {min(index.places): Status.PRESENT}
    screened = {name: Observation(status) for name, status in (denied | place).items()}
    return [
        Evidence({**screened, **evidence.observations}, asked=index.safety)
        for evidence in openings(knowledge)
    ]


def multiplied(knowledge: Knowledge, times: int) -> Knowledge:
    """With copies of all conditions and findings, which belong to one another."""
    if times == 1:
        return knowledge
    findings, conditions = dict(knowledge.findings), dict(knowledge.conditions)
    for number in range(1, times):
        names = {each: f"{each}_{number}" for each in knowledge.findings}
        for each in knowledge.findings.values():
            findings[names[each.id]] = _renamed(each, names, names[each.id])
        for condition in knowledge.conditions.values():
            id_ = f"{condition.id}_{number}"
            conditions[id_] = _renamed(condition, names, id_)
    return dataclasses.replace(knowledge, findings=findings, conditions=conditions)


def _renamed(item: Any, names: dict[str, str], id_: str) -> Any:
    """The item with every id of a finding in it put into the copies' names."""
    changes = {
        each.name: _value(getattr(item, each.name), names)
        for each in dataclasses.fields(item)
        if each.name != "id"
    }
    return dataclasses.replace(item, id=id_, **changes)


def _value(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, tuple):
        return tuple(_value(each, names) for each in value)
    if isinstance(value, dict):
        return {_value(k, names): _value(v, names) for k, v in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changes = {
            each.name: _value(getattr(value, each.name), names)
            for each in dataclasses.fields(value)
        }
        return dataclasses.replace(value, **changes)
    return value


def with_more_phrases(data: PhraseData, times: int) -> PhraseData:
    """Copies of all findings, told in words of their own but for the commonest."""
    phrases, kinds = dict(data["phrases"]), dict(data["kinds"])
    for number in range(1, times):
        for finding, item in data["phrases"].items():
            phrases[f"{finding}_{number}"] = _in_other_words(item, number)
        kinds |= {
            f"{finding}_{number}": kind for finding, kind in data["kinds"].items()
        }
    return {**data, "phrases": phrases, "kinds": kinds}


def _in_other_words(item: dict[str, Any], number: int) -> dict[str, Any]:
    other: dict[str, Any] = {}
    for key, value in item.items():
        other[key] = (
            f"{value}_{number}"
            if key == "finding"
            else [_changed(each, number) for each in value]
            if isinstance(value, list)
            else value
        )
    return other


def _changed(phrase: Any, number: int) -> Any:
    def other(match: re.Match[str]) -> str:
        word = match.group()
        kept = word.startswith("<") or word in COMMON
        return word if kept else f"{word}q{ascii_lowercase[number - 1]}"

    return _WORD.sub(other, phrase) if isinstance(phrase, str) else phrase
