"""Answers follow-up questions: compare two conditions, why not, what would change."""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping
from dataclasses import replace

from bot.knowledge.model import Knowledge, Status, Triage
from bot.reasoning.candidates import in_the_running, telling
from bot.reasoning.index import Index, index_of
from bot.reasoning.model import (
    Change,
    Comparison,
    Difference,
    Evidence,
    Observation,
    RankedCondition,
    WhyNot,
)
from bot.reasoning.ranking import order, rank
from bot.reasoning.reasons import words_of
from bot.reasoning.standing import Standing, is_shown, stand, touched
from bot.reasoning.triage import triage
from bot.reasoning.weighing import moved_by, stronger

MOST_DIFFERENCES = 4
MOST_MISSING = 4
MOST_CHANGES = 3
MOST_TRIED = 80  # findings, beside those of urgent rules
# Below this a finding hardly separates two conditions.
_TELLING = math.log(1.2)


def compare(knowledge: Knowledge, evidence: Evidence, a: str, b: str) -> Comparison:
    """Two conditions side by side; KeyError when one is not in the knowledge base."""
    ranked = _by_id(knowledge, evidence)
    known = _differences(knowledge, evidence, a, b, known=True)
    unknown = _differences(knowledge, evidence, a, b, known=False)
    return Comparison(ranked[a], ranked[b], known, unknown)


def why_not(knowledge: Knowledge, evidence: Evidence, condition: str) -> WhyNot:
    """Why this condition does not lead; `place` is 0 when it does."""
    index = index_of(knowledge)
    ranking = rank(knowledge, evidence)
    place = [ranked.id for ranked in ranking].index(condition)
    gated = not is_shown(index, evidence, condition)
    requires = knowledge.conditions[condition].requires_any if gated else ()
    return WhyNot(
        condition=ranking[place],
        place=place,
        leader=ranking[0].id,
        missing=_missing(index, evidence, condition),
        requires=requires,
    )


def what_would_change(knowledge: Knowledge, evidence: Evidence) -> tuple[Change, ...]:
    """Open findings that would raise the triage, then those that change the leader.

    The most urgent first, a few of each level.
    """
    index = index_of(knowledge)
    ranking = rank(knowledge, evidence)
    level, _ = triage(knowledge, evidence, ranking)
    sooner, leads = [], []
    standing = stand(index, evidence.observations)
    running = in_the_running(standing)
    for finding in _worth_trying(index, evidence, standing, running):
        after = _with(evidence, finding, Status.PRESENT)
        among = sorted({*running, *touched(index, (finding,))})
        new_ranking = order(knowledge, after, among)
        new_level, _ = triage(knowledge, after, new_ranking)
        leader = new_ranking[0].id
        change = Change(finding, Status.PRESENT, leader, new_level)
        if new_level.rank < level.rank:
            sooner.append(change)
        elif leader != ranking[0].id:
            leads.append(change)
    sooner.sort(key=lambda change: (change.triage.rank, change.finding))
    levels = [[c for c in sooner if c.triage is each] for each in Triage]
    raised = [change for found in levels for change in found[:MOST_CHANGES]]
    return (*raised, *leads[:MOST_CHANGES])


def _by_id(knowledge: Knowledge, evidence: Evidence) -> dict[str, RankedCondition]:
    return {ranked.id: ranked for ranked in rank(knowledge, evidence)}


def _differences(
    knowledge: Knowledge, evidence: Evidence, a: str, b: str, known: bool
) -> tuple[Difference, ...]:
    index = index_of(knowledge)
    weighed = {*index.scales[a].by_finding, *index.scales[b].by_finding}
    wanted = weighed & set(evidence.observations) if known else _open(index, evidence)
    found = []
    for finding in sorted(weighed & wanted):
        observation = evidence.observations.get(finding)
        moved = _moved(index, a, finding, observation) - _moved(
            index, b, finding, observation
        )
        if abs(moved) >= _TELLING:
            found.append(_difference(knowledge, finding, observation, moved))
    ordered = sorted(found, key=lambda d: (-abs(math.log(d.odds)), d.finding))
    strongest = {_group_of(index, (a, b), d.finding): d for d in reversed(ordered)}
    kept = [d for d in ordered if d in strongest.values()]
    return tuple(kept[:MOST_DIFFERENCES])


def _group_of(index: Index, conditions: tuple[str, str], finding: str) -> str:
    """What the finding stands beside, so that one thing is not said twice."""
    pulls = [index.scales[c].by_finding.get(finding, ()) for c in conditions]
    return next(pull.group for found in pulls for pull in found)


def _difference(
    knowledge: Knowledge, finding: str, observation: Observation | None, moved: float
) -> Difference:
    known = knowledge.findings.get(finding)
    if observation is None:
        lay = known.lay if known else ""
        return Difference(finding, None, lay, math.exp(moved))
    words = words_of(known, observation)
    return Difference(finding, observation.status, words, math.exp(moved))


def _moved(
    index: Index, condition: str, finding: str, observation: Observation | None
) -> float:
    observation = observation or Observation(Status.PRESENT)
    strongest = 0.0
    for pull in index.scales[condition].by_finding.get(finding, ()):
        strongest = stronger(strongest, moved_by(pull, observation))
    return strongest


def _open(index: Index, evidence: Evidence) -> set[str]:
    """Findings that can be asked for and of which nothing is known."""
    askable = {name for covers in index.covers.values() for name in covers}
    return askable - set(evidence.observations)


def _missing(index: Index, evidence: Evidence, condition: str) -> tuple[str, ...]:
    """Findings, not present, that would speak most for the condition."""
    wanted = [
        (-pull.present, pull.weight.finding)
        for pull in index.scales[condition].pulls
        if pull.present >= _TELLING
        and pull.weight.finding in index.knowledge.findings
        and evidence.observations.get(pull.weight.finding, _NOTHING).status
        is not Status.PRESENT
    ]
    ordered = [finding for _, finding in sorted(wanted)]
    return tuple(dict.fromkeys(ordered))[:MOST_MISSING]


_NOTHING = Observation(Status.ABSENT)


def _worth_trying(
    index: Index,
    evidence: Evidence,
    standing: Standing,
    running: Mapping[str, float],
) -> tuple[str, ...]:
    """Open findings that an urgent rule names, and those that speak most for what is
    in the running.
    """
    questions = telling(index, Evidence(), standing)
    candidates = {name for question in questions for name in index.covers[question]}
    candidates.update(index.covers.get(index.where, ()))
    known = {
        finding
        for finding, observation in evidence.observations.items()
        if observation.status in (Status.PRESENT, Status.ABSENT)
    }
    speaking = {
        finding: share
        for finding, share in _speaking(index, running).items()
        if finding in candidates and finding not in known
    }
    most = heapq.nlargest(MOST_TRIED, sorted(speaking), key=speaking.__getitem__)
    return tuple(sorted({*most, *candidates.intersection(index.urgent - known)}))


def _speaking(index: Index, running: Mapping[str, float]) -> dict[str, float]:
    """How much each finding would speak for what is in the running, by its chances."""
    best = max(running.values(), default=0.0)
    speaking: dict[str, float] = {}
    for c, chance in running.items():
        for finding, pulls in index.scales[c].by_finding.items():
            most = math.exp(chance - best) * max(pull.present for pull in pulls)
            speaking[finding] = max(most, speaking.get(finding, most))
    return speaking


def _with(evidence: Evidence, finding: str, status: Status) -> Evidence:
    observations = {**evidence.observations, finding: Observation(status)}
    return replace(evidence, observations=observations)
