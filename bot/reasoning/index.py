"""What reasoning looks up again and again, worked out once for each knowledge base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot.knowledge.model import (
    Condition,
    Finding,
    Grade,
    Knowledge,
    Triage,
)
from bot.reasoning import relations
from bot.reasoning.criteria import kind_of
from bot.reasoning.rules import Rule, parse_rules
from bot.reasoning.weighing import Scale, scale

_PLACE = "location"
# Whoever denies a wide place denies the narrower ones, whatever hangs on them.
_PLACES = (_PLACE, "radiation")
_AMOUNTS = ("number", "duration")
_URGENT = (Triage.EMERGENCY, Triage.URGENT)
_HOW_LONG = "duration"  # the type of question, not the finding


@dataclass(frozen=True, eq=False)  # one is equal to itself only, and so has a hash
class Index:
    """Lookups by id; every tuple is in a fixed order.

    `implied` is transitive. `denied_with` names the narrower findings that a denial
    settles too; `excluded` those that cannot be as well. `weighed_by` gives, for a
    finding, the conditions that weigh it, `rules_on` the rules that test it. `where` is
    the finding that asks for the place, `places` are those it lists that are no part of
    another; `sided` are the kinds of finding that have a side.
    """

    knowledge: Knowledge
    rules: tuple[Rule, ...]
    rules_on: Mapping[str, tuple[Rule, ...]]
    scales: Mapping[str, Scale]
    weighed_by: Mapping[str, tuple[str, ...]]
    required_by: Mapping[str, tuple[str, ...]]
    implied: Mapping[str, tuple[str, ...]]
    denied_with: Mapping[str, tuple[str, ...]]
    excluded: Mapping[str, tuple[str, ...]]
    sides: Mapping[str, str]
    sided: frozenset[str]
    kinds: Mapping[str, str]
    covers: Mapping[str, tuple[str, ...]]
    where: str
    places: frozenset[str]
    safety: tuple[str, ...]
    urgent: frozenset[str]
    measured: frozenset[str]
    factor_findings: frozenset[str]
    proven_factors: frozenset[str]

    @cached_property
    def seekers(self) -> Mapping[str, tuple[str, ...]]:
        """By question, the conditions that one of its findings speaks for."""
        return {
            question: tuple(
                c
                for c, known in self.scales.items()
                if any(
                    pull.present > 0
                    for finding in names
                    for pull in known.by_finding.get(finding, ())
                )
            )
            for question, names in self.covers.items()
        }

    @cached_property
    def emergency_rules(self) -> tuple[Rule, ...]:
        """The rules of the highest level."""
        return tuple(r for r in self.rules if r.rule.triage is Triage.EMERGENCY)

    @cached_property
    def conditions_in_rules(self) -> frozenset[str]:
        """Conditions whose probability a rule tests."""
        tests = [c for rule in self.rules for c in rule.criteria]
        return frozenset(c.subject for c in tests if c.type == "condition")

    @cached_property
    def screen(self) -> tuple[str, ...]:
        """The safety questions that an emergency can hang on, in their order."""
        tested = {c.subject for rule in self.emergency_rules for c in rule.criteria}
        return tuple(q for q in self.safety if tested.intersection(self.covers[q]))

    @cached_property
    def durations(self) -> tuple[str, ...]:
        """The questions for how long."""
        return tuple(q for q in self.covers if self._type_of(q) == _HOW_LONG)

    def _type_of(self, question: str) -> str:
        asked = self.knowledge.findings[question].question
        return asked.type if asked else ""

    @cached_property
    def asked_by(self) -> Mapping[str, tuple[str, ...]]:
        """By finding, the questions that cover it."""
        questions: dict[str, tuple[str, ...]] = {}
        for question, names in self.covers.items():
            for name in names:
                questions[name] = (*questions.get(name, ()), question)
        return questions


def index_of(knowledge: Knowledge) -> Index:
    """The index of this very knowledge base, built on first use."""
    return _build(_Identity(knowledge))


class _Identity:
    """Knowledge as a cache key: equal only to itself, since mappings have no hash."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Identity) and self.knowledge is other.knowledge

    def __hash__(self) -> int:
        return id(self.knowledge)


@lru_cache(maxsize=8)
def _build(identity: _Identity) -> Index:
    knowledge = identity.knowledge
    rules = parse_rules(knowledge)
    findings = {f: knowledge.findings[f] for f in sorted(knowledge.findings)}
    urgent = _urgent_findings(rules)
    implied = {f: relations.implied(findings, f) for f in findings}
    asked = {f: _covers(finding) for f, finding in findings.items() if finding.question}
    safety = _safety_order(findings)
    where = _where(findings, asked)
    guarded = urgent | {name for f in safety for name in asked[f]}
    guarded -= {f for f in guarded if kind_of(knowledge, f) in _PLACES}
    conditions = {c: knowledge.conditions[c] for c in sorted(knowledge.conditions)}
    return Index(
        knowledge=knowledge,
        rules=rules,
        rules_on=_rules_on(rules),
        scales={c: scale(condition) for c, condition in conditions.items()},
        weighed_by=_weighed_by(knowledge.conditions),
        required_by=_required_by(knowledge.conditions),
        implied={f: names for f, names in implied.items() if names},
        denied_with=relations.denied_with(implied, guarded),
        excluded=relations.excluded(findings),
        sides=relations.sides(findings),
        sided=_sided_kinds(findings, rules, conditions),
        kinds={f: kind_of(knowledge, f) for f in findings},
        covers=asked,
        where=where,
        places=frozenset(f for f in asked.get(where, ()) if not implied.get(f)),
        safety=safety,
        urgent=urgent,
        measured=_measured(findings),
        factor_findings=_factor_findings(knowledge, tuple(Grade)),
        proven_factors=_factor_findings(knowledge, (Grade.STRONG,)),
    )


def _covers(finding: Finding) -> tuple[str, ...]:
    covered = finding.question.covers if finding.question else ()
    return covered or (finding.id,)


def _where(
    findings: Mapping[str, Finding], asked: Mapping[str, tuple[str, ...]]
) -> str:
    """The widest question for a place, or "" when there is none."""
    places = [
        (-len(covers), f) for f, covers in asked.items() if findings[f].kind == _PLACE
    ]
    return min(places)[1] if places else ""


def _safety_order(findings: Mapping[str, Finding]) -> tuple[str, ...]:
    """The emergency screen: smallest number first; of equals, the wider question."""
    numbered = [
        (finding.question.safety, -len(_covers(finding)), f)
        for f, finding in findings.items()
        if finding.question and finding.question.safety is not None
    ]
    return tuple(f for _, _, f in sorted(numbered))


def _urgent_findings(rules: tuple[Rule, ...]) -> frozenset[str]:
    return frozenset(
        criterion.subject
        for rule in rules
        if rule.rule.triage in _URGENT
        for criterion in (*rule.all, *rule.any)
        if criterion.type == "finding"
    )


def _rules_on(rules: tuple[Rule, ...]) -> dict[str, tuple[Rule, ...]]:
    by_subject: dict[str, tuple[Rule, ...]] = {}
    for rule in rules:
        for subject in sorted({criterion.subject for criterion in rule.criteria}):
            by_subject[subject] = (*by_subject.get(subject, ()), rule)
    return by_subject


def _factor_findings(knowledge: Knowledge, grades: tuple[Grade, ...]) -> frozenset[str]:
    return frozenset(
        name
        for factor in knowledge.factors.values()
        if factor.grade in grades
        for name in factor.findings
    )


def _measured(findings: Mapping[str, Finding]) -> frozenset[str]:
    """Findings that say nothing without their amount."""
    return frozenset(
        f
        for f, finding in findings.items()
        if finding.question and finding.question.type in _AMOUNTS
    )


def _sided_kinds(
    findings: Mapping[str, Finding],
    rules: tuple[Rule, ...],
    conditions: Mapping[str, Condition],
) -> frozenset[str]:
    """Places, and every kind of finding that the knowledge tells left from right in."""
    named = {c.subject for rule in rules for c in rule.criteria if c.side}
    named |= {w.finding for c in conditions.values() for w in c.weights if w.side}
    named |= {
        name
        for finding in findings.values()
        if finding.question and finding.question.type != "side"
        for option in finding.question.options
        if option.side
        for name in option.sets
    }
    kinds = {findings[name].kind for name in named if name in findings}
    return frozenset(kinds | {_PLACE})


def _weighed_by(conditions: Mapping[str, Condition]) -> dict[str, tuple[str, ...]]:
    by_finding: dict[str, list[str]] = {}
    for c in sorted(conditions):
        for finding in sorted({weight.finding for weight in conditions[c].weights}):
            by_finding.setdefault(finding, []).append(c)
    return {finding: tuple(ids) for finding, ids in sorted(by_finding.items())}


def _required_by(conditions: Mapping[str, Condition]) -> dict[str, tuple[str, ...]]:
    by_finding: dict[str, list[str]] = {}
    for c in sorted(conditions):
        for finding in conditions[c].requires_any:
            by_finding.setdefault(finding, []).append(c)
    return {finding: tuple(ids) for finding, ids in sorted(by_finding.items())}
