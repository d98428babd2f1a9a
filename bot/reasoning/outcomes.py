"""What a runner may answer to a question, and how likely each answer is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.knowledge.model import Status
from bot.reasoning.criteria import Facts, Truth, truth
from bot.reasoning.index import Index
from bot.reasoning.model import Evidence, Observation
from bot.reasoning.options import is_unsure
from bot.reasoning.rules import Rule
from bot.reasoning.weighing import Pull, moved_by

# How often a finding is met where nothing is said of it.
USUAL_SHARE = 0.25
# Red flags are rare, and a runner has mostly named every place already.
RARE_SHARE = 0.06
_RARE_KINDS = ("red_flag", "location")
_HIGHEST_SHARE = 0.9
_EXTREME_SHARE = 0.3


@dataclass(frozen=True, eq=False)
class Outcome:
    """What an answer would settle, and what that bears on, whatever else is known.

    `pulls` are (condition, group, log ratio), `opens` the conditions that require what
    is present, `rules` those that it may make fire, most urgent first.
    """

    observations: Mapping[str, Observation]
    pulls: tuple[tuple[str, str, float], ...]
    opens: frozenset[str]
    rules: tuple[Rule, ...]


def expected_outcomes(
    index: Index, causes: Mapping[str, float], question: str, names: tuple[str, ...]
) -> list[tuple[float, Outcome]]:
    """Each outcome with its probability; none when none is likely at all."""
    outcomes = outcomes_of(index, question, names)
    common = _commonness(index, question, len(outcomes))
    shares = {name: _share(index, causes, name) for name in names}
    weighted = [
        (_likelihood(shares, outcome.observations) * share, outcome)
        for outcome, share in zip(outcomes, common, strict=True)
    ]
    total = sum(likelihood for likelihood, _ in weighted)
    if not total:
        return []
    return [(likelihood / total, outcome) for likelihood, outcome in weighted]


@lru_cache(maxsize=4096)
def outcomes_of(
    index: Index, question: str, names: tuple[str, ...]
) -> tuple[Outcome, ...]:
    """What the options would settle, of what is still open."""
    asked = index.knowledge.findings[question].question
    options = [o for o in (asked.options if asked else ()) if not is_unsure(o)]
    settled = [
        {
            finding: Observation(status, value=option.value, side=option.side)
            for finding, status in option.sets.items()
            if finding in names
        }
        for option in options
    ]
    if not settled:
        settled = [
            {names[0]: Observation(status)}
            for status in (Status.PRESENT, Status.ABSENT)
        ]
    return tuple(outcome_of(index, each) for each in settled if each)


def outcome_of(index: Index, observations: Mapping[str, Observation]) -> Outcome:
    """These observations, with what they bear on."""
    return Outcome(
        observations,
        pulls=tuple(
            (c, pull.group, moved_by(pull, observation))
            for finding, observation in observations.items()
            for c in index.weighed_by.get(finding, ())
            for pull in index.scales[c].by_finding[finding]
        ),
        opens=frozenset(
            c
            for finding, observation in observations.items()
            if observation.status is Status.PRESENT
            for c in index.required_by.get(finding, ())
        ),
        rules=_rules_moved(index, observations),
    )


def _rules_moved(
    index: Index, observations: Mapping[str, Observation]
) -> tuple[Rule, ...]:
    """The rules of which this meets a test, or whose exceptions it speaks of."""
    alone = Facts(index.knowledge, Evidence(observations=observations), {})

    def is_moved(rule: Rule) -> bool:
        uncertain = rule.rule.uncertain
        return any(c.subject in observations for c in rule.none) or any(
            c.subject in observations and truth(c, alone, uncertain) is Truth.MET
            for c in (*rule.all, *rule.any)
        )

    return tuple(filter(is_moved, index.rules))


def _likelihood(
    shares: Mapping[str, float], observations: Mapping[str, Observation]
) -> float:
    """How likely these are together, given how likely each finding is."""
    likelihood = 1.0
    for finding, observation in observations.items():
        if observation.value is not None:
            continue
        share = shares[finding]
        likelihood *= share if observation.status is Status.PRESENT else 1 - share
    return likelihood


def _commonness(index: Index, question: str, count: int) -> list[float]:
    """The first and last options for a number are its extremes, which are rarer."""
    asked = index.knowledge.findings[question].question
    shares = [1.0] * count
    if asked is not None and asked.type == "number" and count:
        shares[0] = shares[-1] = _EXTREME_SHARE
    return shares


def _share(index: Index, causes: Mapping[str, float], finding: str) -> float:
    """How likely the finding is to be present, over all causes."""
    share, more = _usual(index, finding)
    for c, by in more:
        if c in causes:
            share += causes[c] * by
    return min(_HIGHEST_SHARE, max(RARE_SHARE, share))


@lru_cache(maxsize=4096)
def _usual(index: Index, finding: str) -> tuple[float, tuple[tuple[str, float], ...]]:
    """How common the finding is, and how much more so in which conditions."""
    usual = RARE_SHARE if index.kinds[finding] in _RARE_KINDS else USUAL_SHARE
    more = tuple(
        (c, _share_in(index.scales[c].by_finding[finding][0], usual) - usual)
        for c in index.weighed_by.get(finding, ())
    )
    return usual, more


def _share_in(pull: Pull, usual: float) -> float:
    """How often a condition has the finding, as its two ratios imply."""
    present, absent = math.exp(pull.present), math.exp(pull.absent)
    if present != 1:
        return min(_HIGHEST_SHARE, usual * present)
    return max(0.0, 1 - (1 - usual) * absent)
