"""Triage rules, parsed: which fire, and which could still fire."""

from __future__ import annotations

from dataclasses import dataclass

from bot.knowledge.model import Knowledge, TriageRule
from bot.reasoning.criteria import Criterion, Facts, Truth, parse, truth


@dataclass(frozen=True)
class Rule:
    """A triage rule with its tests read; `rank` is that of its level."""

    rule: TriageRule
    rank: int
    all: tuple[Criterion, ...]
    any: tuple[Criterion, ...]
    none: tuple[Criterion, ...]

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """Every test, whichever list it stands in."""
        return (*self.all, *self.any, *self.none)


def parse_rules(knowledge: Knowledge) -> tuple[Rule, ...]:
    """All rules, most urgent first and then by id."""
    rules = [
        Rule(
            rule=rule,
            rank=rule.triage.rank,
            all=tuple(parse(test) for test in rule.all),
            any=tuple(parse(test) for test in rule.any),
            none=tuple(parse(test) for test in rule.none),
        )
        for rule in knowledge.triage_rules.values()
    ]
    return tuple(sorted(rules, key=lambda r: (r.rank, r.rule.id)))


def fires(rule: Rule, facts: Facts) -> bool:
    """Whether every part of the rule is met by what is known."""
    uncertain = rule.rule.uncertain
    if not (rule.all or rule.any):
        return False
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
                if criterion.type in ("finding", "number")
                and truth(criterion, facts, uncertain) is Truth.MET
            }
        )
    )
