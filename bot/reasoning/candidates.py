"""Which questions may be worth asking at all.

Of a large knowledge base most conditions are out of the running after a few words, and
nothing that is asked about them could tell. So only questions are weighed that speak
for or against the likeliest, that a triage rule tests, or that decide a factor: what a
message costs does not grow with the conditions and findings there are.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping
from functools import lru_cache

from bot.reasoning.index import Index
from bot.reasoning.model import Evidence
from bot.reasoning.standing import GATED, Standing

# So many conditions are asked about, the likeliest, and so many questions about them,
# those that could move most.
IN_THE_RUNNING = 24
MOST_ABOUT = 16
MOST = 48


def candidates(index: Index, evidence: Evidence) -> tuple[str, ...]:
    """Every question that was not put yet, in id order."""
    passed = {*evidence.asked, index.where}
    return tuple(question for question in index.covers if question not in passed)


def telling(index: Index, evidence: Evidence, standing: Standing) -> tuple[str, ...]:
    """Those of them that may tell something, in id order."""
    if len(index.covers) <= MOST:
        return candidates(index, evidence)
    passed = {*evidence.asked, index.where}
    about = {q: p for q, p in _promise(index, standing).items() if q not in passed}
    most = heapq.nlargest(MOST_ABOUT, sorted(about), key=about.__getitem__)
    return tuple(sorted(_always(index).union(most) - passed))


def _promise(index: Index, standing: Standing) -> dict[str, float]:
    """How much each question could move, with the chances of what it moves.

    A condition that waits for what it requires counts as if it had it.
    """
    chances = in_the_running(standing)
    best = max(chances.values(), default=0.0)
    promise: dict[str, float] = {}
    for condition, chance in chances.items():
        share = math.exp(chance - best)
        for question, spread in _about(index, condition).items():
            promise[question] = promise.get(question, 0.0) + share * spread
    return promise


def in_the_running(standing: Standing) -> dict[str, float]:
    """The likeliest conditions, with their scores; none waits for what it requires."""
    chances = {
        c: score - GATED if c in standing.gated else score
        for c, score in standing.scores.items()
    }
    likeliest = heapq.nlargest(IN_THE_RUNNING, chances, key=chances.__getitem__)
    return {c: chances[c] for c in likeliest}


@lru_cache(maxsize=16)
def _always(index: Index) -> frozenset[str]:
    """Questions on which a rule or a factor hangs."""
    findings = {*index.rules_on, *index.factor_findings}
    return frozenset(q for f in findings for q in index.asked_by.get(f, ()))


@lru_cache(maxsize=4096)
def _about(index: Index, condition: str) -> Mapping[str, float]:
    """Questions whose answers the condition weighs or requires, and how far apart
    their answers leave it, in log odds.
    """
    known = index.scales[condition]
    spread = dict.fromkeys(known.condition.requires_any, -GATED)
    for finding, pulls in known.by_finding.items():
        apart = max(abs(pull.present - pull.absent) for pull in pulls)
        spread[finding] = max(apart, spread.get(finding, 0.0))
    questions: dict[str, float] = {}
    for finding, apart in spread.items():
        for question in index.asked_by.get(finding, ()):
            questions[question] = questions.get(question, 0.0) + apart
    return questions
