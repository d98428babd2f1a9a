"""Triage rules, parsed: which fire, and which could still fire."""

from __future__ import annotations

from dataclasses import dataclass

from bot.knowledge.model import Knowledge, TriageRule
from bot.reasoning.criteria import Criterion, Facts, Truth, parse, truth

_OBSERVED = ("finding", "number")  # types of tests that an observation decides


@dataclass(frozen=True)
class Rule:
    """A triage rule with its tests read; `rank` is that of its level.

    `needs` are the findings without which, observed somehow, it cannot fire.
    """

    rule: TriageRule
    rank: int
    all: tuple[Criterion, ...]
    any: tuple[Criterion, ...]
    none: tuple[Criterion, ...]
    needs: tuple[str, ...]

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """Every test, whichever list it stands in."""
        return (*self.all, *self.any, *self.none)


def parse_rules(knowledge: Knowledge) -> tuple[Rule, ...]:
    """All rules, most urgent first and then by id."""
    rules = map(_parsed, knowledge.triage_rules.values())
    return tuple(sorted(rules, key=lambda r: (r.rank, r.rule.id)))


def _parsed(rule: TriageRule) -> Rule:
    every = tuple(parse(test) for test in rule.all)
    return Rule(
        rule=rule,
        rank=rule.triage.rank,
        all=every,
        any=tuple(parse(test) for test in rule.any),
        none=tuple(parse(test) for test in rule.none),
        needs=tuple(c.subject for c in every if c.type in _OBSERVED),
    )


def fires(rule: Rule, facts: Facts) -> bool:
    """Whether every part of the rule is met by what is known."""
    seen = facts.evidence.observations
    if not (rule.all or rule.any) or any(each not in seen for each in rule.needs):
        return False
    uncertain = rule.rule.uncertain
    if any(truth(c, facts, uncertain) is not Truth.MET for c in rule.all):
        return False
    if any(truth(c, facts) is Truth.MET for c in rule.none):
        return False
    met = sum(truth(c, facts, uncertain) is Truth.MET for c in rule.any)
    return not rule.any or met >= rule.rule.at_least


def met_by(rule: Rule, facts: Facts) -> tuple[str, ...]:
    """The findings that meet the rule's tests, in id order."""
    uncertain = rule.rule.uncertain
    return tuple(
        sorted(
            {
                criterion.subject
                for criterion in (*rule.all, *rule.any)
                if criterion.type in _OBSERVED
                and truth(criterion, facts, uncertain) is Truth.MET
            }
        )
    )
