"""Scores conditions, in log odds, from what is known; ranking makes shares of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.knowledge.model import Status, Triage
from bot.reasoning.criteria import Facts
from bot.reasoning.index import Index
from bot.reasoning.model import Evidence, Observation
from bot.reasoning.rules import fires, met_by
from bot.reasoning.weighing import Scale, moved_by, stronger

# What a condition keeps while a finding it requires has not been mentioned: it stays in
# the race for the next question, but cannot lead.
GATED = math.log(0.03)
# People say where it hurts: a place left out beside others is denied this much.
UNSAID_SHARE = 0.5
# What an emergency condition may start from once a rule of that level fired on its own
# flag: priors are for runners who passed the emergency gate, and this one did not.
FLAGGED = {
    Triage.EMERGENCY: math.log(0.3),
    Triage.URGENT: math.log(0.05),
}


@dataclass(frozen=True)
class Standing:
    """The log scores behind a ranking; `groups` is each condition's pull by group."""

    scores: Mapping[str, float]
    groups: Mapping[str, Mapping[str, float]]
    gated: frozenset[str]


def stand(index: Index, observations: Mapping[str, Observation]) -> Standing:
    """Scores from what is known: anew only for conditions that something is known of,
    so that a larger knowledge base costs no more.
    """
    unsaid = _unsaid(index, observations)
    rest = _at_rest(index, places_unsaid=bool(unsaid))
    known = touched(index, observations)
    groups = {c: _groups(index.scales[c], observations, unsaid) for c in known}
    gated = frozenset(
        c for c in known if _is_gated(index, index.scales[c], observations)
    )
    priors = _priors(index, known, gated, observations)
    scores = {c: priors[c] + sum(groups[c].values()) for c in known}
    return Standing(
        {**rest.scores, **scores},
        {**rest.groups, **groups},
        rest.gated.difference(known) | gated,
    )


@lru_cache(maxsize=16)
def _at_rest(index: Index, *, places_unsaid: bool) -> Standing:
    """Where all stand of which nothing is known, but for places left out."""
    unsaid = index.places if places_unsaid else frozenset()
    groups = {c: _groups(known, {}, unsaid) for c, known in index.scales.items()}
    gated = frozenset(c for c, s in index.scales.items() if _is_gated(index, s, {}))
    priors = _priors(index, tuple(index.scales), gated, {})
    scores = {c: priors[c] + sum(groups[c].values()) for c in index.scales}
    return Standing(scores, groups, gated)


def touched(index: Index, findings: Iterable[str]) -> tuple[str, ...]:
    """The conditions that weigh or require any of the findings, in id order."""
    return tuple(
        sorted(
            {
                c
                for finding in findings
                for touching in (index.weighed_by, index.required_by)
                for c in touching.get(finding, ())
            }
        )
    )


def _unsaid(index: Index, observations: Mapping[str, Observation]) -> frozenset[str]:
    """The places left out by a runner who named others."""
    if not any(_is_present(observations.get(place)) for place in index.places):
        return frozenset()
    return index.places - observations.keys()


def is_shown(index: Index, evidence: Evidence, condition: str) -> bool:
    """Whether the condition may be named to the runner at all."""
    return not _is_gated(index, index.scales[condition], evidence.observations)


def _priors(
    index: Index,
    conditions: Sequence[str],
    gated: frozenset[str],
    observations: Mapping[str, Observation],
) -> dict[str, float]:
    priors = {
        c: index.scales[c].prior + (GATED if c in gated else 0.0) for c in conditions
    }
    flagged = [
        c
        for c in conditions
        if index.scales[c].condition.role == "emergency" and c not in gated
    ]
    levels = _levels_of_flags(index, observations) if flagged else {}
    for c in flagged:
        for finding in _opened_by(index, index.scales[c], observations):
            if finding in levels:
                priors[c] = max(priors[c], FLAGGED[levels[finding]])
    return priors


def _levels_of_flags(
    index: Index, observations: Mapping[str, Observation]
) -> dict[str, Triage]:
    """The most urgent level that each finding helped to set off."""
    facts = Facts(index.knowledge, Evidence(observations=observations), {})
    levels: dict[str, Triage] = {}
    for rule in index.rules:
        if rule.rule.triage in FLAGGED and fires(rule, facts):
            for finding in met_by(rule, facts):
                levels.setdefault(finding, rule.rule.triage)
    return levels


def _groups(
    known: Scale, observations: Mapping[str, Observation], unsaid: frozenset[str]
) -> dict[str, float]:
    """The strongest pull of each group of which anything is known."""
    strongest: dict[str, float] = {}
    for finding, pulls in known.by_finding.items():
        observation = observations.get(finding)
        if observation is None and finding not in unsaid:
            continue
        for pull in pulls:
            moved = moved_by(pull, observation)
            if finding in unsaid:
                moved = pull.absent * UNSAID_SHARE
            strongest[pull.group] = stronger(strongest.get(pull.group, 0.0), moved)
    return strongest


def _is_gated(
    index: Index, known: Scale, observations: Mapping[str, Observation]
) -> bool:
    """Whether what the condition requires is missing."""
    condition = known.condition
    if not condition.requires_any and condition.role != "emergency":
        return False
    return not _opened_by(index, known, observations)


def _opened_by(
    index: Index, known: Scale, observations: Mapping[str, Observation]
) -> tuple[str, ...]:
    """The findings that let a condition be named.

    An emergency condition may also be named for an urgent finding that it weighs on one
    side, or both; and for any urgent finding when it says nothing of what it requires.
    """
    condition = known.condition
    opening = list(condition.requires_any)
    if condition.role == "emergency":
        opening += [
            pull.weight.finding
            for pull in known.pulls
            if (pull.weight.side or not condition.requires_any)
            and pull.weight.finding in index.urgent
            and moved_by(pull, observations.get(pull.weight.finding)) > 0
        ]
    return tuple(f for f in opening if _is_present(observations.get(f)))


def _is_present(observation: Observation | None) -> bool:
    return observation is not None and observation.status is Status.PRESENT
