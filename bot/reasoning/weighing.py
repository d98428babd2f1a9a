"""How far one finding moves one condition, in natural log odds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from bot.knowledge.model import Condition, Grade, Status, Weight
from bot.reasoning.amounts import amount
from bot.reasoning.model import Observation

# Most ratios come from clinics where scans were done, not from runners: a single piece
# of history never moves the odds more than this, either way.
STRONGEST_RATIO = 5.0
# How much of a ratio is believed, by how well it is supported.
TRUST = {
    Grade.STRONG: 1.0,
    Grade.MODERATE: 0.9,
    Grade.WEAK: 0.8,
    Grade.EXPERT_OPINION: 0.7,
    Grade.UNVERIFIED: 0.5,
    Grade.CONTRADICTED: 0.0,
}
# "Maybe" counts half (as the square root of the ratio).
UNCERTAIN_SHARE = 0.5


@dataclass(frozen=True)
class Pull:
    """A weight ready for use: log ratios after the cap and the trust.

    Weights of one `group` count once; a weight without one stands with its finding.
    """

    weight: Weight
    group: str
    present: float
    absent: float


@dataclass(frozen=True)
class Scale:
    """A condition with the log of its prior (a picture's log odds), and its pulls."""

    condition: Condition
    prior: float
    pulls: tuple[Pull, ...]
    by_finding: Mapping[str, tuple[Pull, ...]]


def scale(condition: Condition) -> Scale:
    """The condition made ready for weighing."""
    pulls = tuple(_pull(weight) for weight in condition.weights)
    by_finding: dict[str, tuple[Pull, ...]] = {}
    for pull in pulls:
        finding = pull.weight.finding
        by_finding[finding] = (*by_finding.get(finding, ()), pull)
    return Scale(condition, _log_prior(condition), pulls, by_finding)


def _pull(weight: Weight) -> Pull:
    group = weight.group or weight.finding
    return Pull(
        weight, group, _log(weight.present, weight), _log(weight.absent, weight)
    )


def moved_by(pull: Pull, observation: Observation | None) -> float:
    """The log ratio that an observation gives this pull; 0 when it says nothing."""
    if observation is None:
        return 0.0
    status = observation.status
    if status is Status.ABSENT:
        return pull.absent
    if status is Status.PRESENT:
        return _present(pull, observation)
    if status is Status.UNCERTAIN:
        return _present(pull, observation) * UNCERTAIN_SHARE
    return 0.0


def stronger(one: float, other: float) -> float:
    """The pull of the two that moves the odds more."""
    return other if abs(other) > abs(one) else one


def _present(pull: Pull, observation: Observation) -> float:
    weight = pull.weight
    if weight.at_least is not None or weight.below is not None:
        return _within(pull, amount(observation.value))
    if weight.side and weight.side != observation.side:
        return pull.absent if observation.side else 0.0
    return pull.present


def _within(pull: Pull, number: float | None) -> float:
    if number is None:
        return 0.0
    low, high = pull.weight.at_least, pull.weight.below
    inside = (low is None or number >= low) and (high is None or number < high)
    return pull.present if inside else pull.absent


def _log(ratio: float, weight: Weight) -> float:
    if ratio <= 0:
        ratio = 1 / STRONGEST_RATIO
    bounded = min(STRONGEST_RATIO, max(1 / STRONGEST_RATIO, ratio))
    return math.log(bounded) * TRUST[weight.grade]


def _log_prior(condition: Condition) -> float:
    """Causes share one whole; a picture is there or not, whatever its cause."""
    prior = min(0.99, max(1e-6, condition.prior))
    return math.log(prior / (1 - prior) if condition.role == "picture" else prior)
