"""What an answer says by the way, and what of it is not meant as news.

"No, both feet lift fine" puts no pain into the feet, and "up at night for years, no
change" does not say how long the back has hurt.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.knowledge.model import Finding, Question, Status
from bot.reasoning.index import Index
from bot.reasoning.model import Evidence, Observation
from bot.reasoning.replies import Reply

_PLACES = ("location", "radiation", "side")


def without_asides(
    index: Index,
    evidence: Evidence,
    asked: Finding,
    reply: Reply,
    mentioned: Mapping[str, Observation],
) -> dict[str, Observation]:
    """The mentions, without those an answer to this question makes only in passing."""
    if not reply.sets or asked.question is None:
        return dict(mentioned)
    denied = all(o.status is Status.ABSENT for o in reply.sets.values())
    wholly = denied and asked.kind not in _PLACES
    covered = asked.question.covers or (asked.id,)
    safety = asked.question.safety is not None
    return {
        finding: observation
        for finding, observation in mentioned.items()
        if finding in covered
        or not (
            (wholly and _is_both_of_a_place(index, finding, observation))
            or (wholly and safety and _is_a_place(index, finding, observation))
            or (safety and finding in index.measured)
            or _was_asked_its_amount(index, evidence, finding)
        )
    }


def sparing(
    evidence: Evidence, question: Question, reply: Reply
) -> Mapping[str, Observation]:
    """What an answer sets, less denials of what was told before.

    "None of these" to a list means none of the others.
    """
    if question.type != "multi":
        return reply.sets
    return {
        finding: observation
        for finding, observation in reply.sets.items()
        if observation.status is not Status.ABSENT
        or observation.text
        or evidence.observations.get(finding, observation).status is not Status.PRESENT
    }


def _is_both_of_a_place(index: Index, finding: str, observation: Observation) -> bool:
    return index.kinds.get(finding) == _PLACES[0] and observation.side == "both"


def _is_a_place(index: Index, finding: str, observation: Observation) -> bool:
    """Where something is well: "stairs fine, knee fine, can feel the saddle"."""
    told = observation.status is Status.PRESENT
    return told and index.kinds.get(finding) in _PLACES


def _was_asked_its_amount(index: Index, evidence: Evidence, finding: str) -> bool:
    told = evidence.observations.get(finding)
    if told is None or finding not in index.measured:
        return False
    return told.asked and told.value is not None
