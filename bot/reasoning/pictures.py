"""Places pictures, which name symptoms, among the causes of those symptoms.

A picture takes nothing from its causes: it has odds of its own, and is then placed
beside the likeliest of its causes: before it when only the symptoms of the picture
speak, after it when something beyond the picture points to that cause.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from bot.knowledge.model import Status
from bot.reasoning.index import Index
from bot.reasoning.model import Observation
from bot.reasoning.standing import Standing
from bot.reasoning.weighing import Pull, Scale, moved_by

# From here on a picture is clear enough to be placed beside its likeliest cause.
CLEAR_PICTURE = 0.4
# How much more than the picture must speak for a cause to go before its picture.
SPECIFIC = math.log(1.39)
# Beside means: this much more or less than the neighbour.
_BESIDE = 1.02
_COUNTED = (Status.PRESENT, Status.UNCERTAIN)


def is_picture(index: Index, condition: str) -> bool:
    return index.scales[condition].condition.role == "picture"


def place_picture(
    index: Index,
    picture: str,
    causes: Mapping[str, float],
    standing: Standing,
    observations: Mapping[str, Observation],
) -> float:
    """The picture's probability, next to those of the causes."""
    own = 1 / (1 + math.exp(-standing.scores[picture]))
    known = index.scales[picture]
    candidates = [c for c in known.condition.caused_by if c in causes]
    if own < CLEAR_PICTURE or not candidates:
        return own
    cause = max(sorted(candidates), key=lambda c: causes[c])
    beyond = _beyond(index.scales[cause], known, observations)
    if beyond >= SPECIFIC:
        return min(own, causes[cause] / _BESIDE)
    return max(own, causes[cause] * _BESIDE)


def _beyond(
    cause: Scale, picture: Scale, observations: Mapping[str, Observation]
) -> float:
    """How much more what is present speaks for the cause than for the picture.

    Which of two is named first is a matter of fit, so ratios count undamped.
    """
    more: dict[str, float] = {}
    for finding, pulls in cause.by_finding.items():
        observation = observations.get(finding)
        if observation is None or observation.status not in _COUNTED:
            continue
        same = _best_fit(picture.by_finding.get(finding, ()), observation)
        extra = _best_fit(pulls, observation) - same
        group = pulls[0].group
        more[group] = max(more.get(group, 0.0), extra)
    return sum(more.values())


def _best_fit(pulls: Sequence[Pull], observation: Observation) -> float:
    """The log of the best undamped ratio of the pulls that apply, at least 0."""
    ratios = [p.weight.present for p in pulls if moved_by(p, observation) > 0]
    return math.log(max([1.0, *ratios]))
