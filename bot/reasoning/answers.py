"""Adds what one message says to the evidence: its mentions, and its answer.

Recording never judges: that is `ranking` and `triage`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.knowledge.model import Finding, Knowledge, Status
from bot.reasoning import known
from bot.reasoning.asides import (
    heard,
    kept_firm,
    kept_places,
    only_takes_back,
    sparing,
    without_asides,
)
from bot.reasoning.criteria import kind_of
from bot.reasoning.evidence import with_asked
from bot.reasoning.exchange import Put, Reply
from bot.reasoning.index import Index, index_of
from bot.reasoning.merging import correction, join_sides, observe, reconcile
from bot.reasoning.model import Correction, Evidence, Message, Observation
from bot.reasoning.replies import read_reply

_SIDE = "side"
_BOTH = "both"
_HISTORY = "history"
_NOT_SAID = Observation(Status.UNCERTAIN)


def add_message(
    knowledge: Knowledge, evidence: Evidence, message: Message, asked: str = ""
) -> Evidence:
    """Evidence after one message; `asked` is the finding whose question is open."""
    index = index_of(knowledge)
    turn = evidence.turn + 1
    covers = index.covers.get(asked, ())
    message = replace(message, mentions=heard(evidence, covers, message))
    mentioned = _mentioned(knowledge, message, turn)
    sides = _sides_said(knowledge, mentioned, message)
    finding = knowledge.findings.get(asked)
    reply = Reply()
    if finding is not None and finding.question is not None:
        sided = finding.kind in index.sided
        alike = frozenset(f for f in mentioned if _is_of(index, f, finding.kind))
        mentioned = kept_firm(evidence, finding.question, mentioned)
        mentioned = kept_places(index, evidence, finding, message, mentioned)
        put = Put(finding, finding.question, sides, sided, turn, alike)
        if not only_takes_back(evidence, finding, message):
            reply = read_reply(put, message, mentioned)
        if reply.doubted:
            mentioned = {f: o for f, o in mentioned.items() if f not in put.covers}
        reply = replace(reply, sets=sparing(index, evidence, finding, message, reply))
        mentioned = without_asides(index, evidence, finding, reply, mentioned)
    told = {**mentioned, **reply.sets}
    derived = _derived(index, told)
    bare = reply.side or _bare_side(knowledge, told, sides)
    told = {**told, **derived}
    bare = _side_meant(knowledge, finding, told, bare)
    told = _bind(knowledge, evidence, told, bare, turn)
    derived |= _sides_after(knowledge, evidence, told, turn)
    told = {**told, **derived}
    evidence = replace(_recorded(evidence, told, derived), turn=turn)
    return _closed(evidence, asked, reply) if finding else evidence


def _is_of(index: Index, finding: str, kind: str) -> bool:
    return index.kinds.get(finding) == kind


def is_answered(knowledge: Knowledge, evidence: Evidence, asked: str) -> bool:
    """Whether a question that was put got an answer, "not sure" included."""
    return asked in evidence.unknown or known.is_answered(
        index_of(knowledge), evidence, asked
    )


def _mentioned(
    knowledge: Knowledge, message: Message, turn: int
) -> dict[str, Observation]:
    """What the message mentions; a rough number ("3 weeks maybe") is a number.

    An inflamed eye at 34 is still in the history at 39.
    """
    index = index_of(knowledge)

    def stands(finding: str, seen: Observation) -> bool:
        rough = seen.status is Status.UNCERTAIN and seen.value is not None
        over = seen.status is Status.PAST
        return (rough and finding in index.measured) or (
            over and index.kinds.get(finding) == _HISTORY
        )

    return {
        finding: replace(observation, status=Status.PRESENT)
        if stands(finding, observation)
        else observation
        for finding, observation in observe(message.mentions, turn).items()
    }


def _sides_said(
    knowledge: Knowledge, mentioned: Mapping[str, Observation], message: Message
) -> str:
    """The side a message names, from findings of that kind or a side of their own."""
    sides = [
        mention.side or _side_of(knowledge, mention.finding)
        for mention in message.mentions
        if mention.status is Status.PRESENT
        and kind_of(knowledge, mention.finding) == _SIDE
        and mentioned[mention.finding].status is Status.PRESENT
    ]
    return join_sides(sides)


def _side_of(knowledge: Knowledge, finding: str) -> str:
    """The side that a finding of kind `side` stands for, as its question says it."""
    return index_of(knowledge).sides.get(finding, "")


def _bare_side(knowledge: Knowledge, told: Mapping[str, Observation], side: str) -> str:
    """The side said, unless a place in the same message already carries it.

    "No pain in my right calf" makes no other pain one of the right.
    """
    places = [o for finding, o in told.items() if _is_sided(knowledge, finding)]
    if {o.status for o in places} == {Status.ABSENT}:
        return ""
    bound = {o.side for o in places if o.status is Status.PRESENT} - {""}
    return "" if side in bound or (side == _BOTH and len(bound) == 2) else side


def _side_meant(
    knowledge: Knowledge,
    asked: Finding | None,
    told: Mapping[str, Observation],
    side: str,
) -> str:
    """The side said; to a question about a warning sign, that of trouble it tells of.

    "Both feet lift" and "left's as strong as ever" are said of a body that is well.
    "I meant right, sorry" tells of nothing else, and puts the side right.
    """
    if asked is None or asked.question is None or asked.question.safety is None:
        return side
    beside = [
        observation
        for finding, observation in told.items()
        if kind_of(knowledge, finding) != _SIDE
    ]
    trouble = any(observation.status is Status.PRESENT for observation in beside)
    return side if (trouble or not beside) and side != _BOTH else ""


def _is_sided(knowledge: Knowledge, finding: str) -> bool:
    return kind_of(knowledge, finding) in index_of(knowledge).sided


def _bind(
    knowledge: Knowledge,
    evidence: Evidence,
    told: dict[str, Observation],
    side: str,
    turn: int,
) -> dict[str, Observation]:
    """Gives a bare side to the places that have none, or else corrects those that do.

    A bare "both" is said of places, so it does not make one sore leg into two.
    """
    if not side:
        return told
    places = _places(knowledge, {**evidence.observations, **told})
    if side == _BOTH:
        places = _locations(knowledge, places) or places
    bound = {
        finding: replace(observation, side=side, turn=turn, asked=True)
        for finding, observation in _to_bind(places).items()
    }
    return {**told, **bound}


def _to_bind(places: Mapping[str, Observation]) -> Mapping[str, Observation]:
    """Places without a side; if none, all of them when they agree: a correction."""
    unsided = {f: o for f, o in places.items() if not o.side}
    if unsided or len({o.side for o in places.values()}) == 1:
        return unsided or places
    return {}


def _places(
    knowledge: Knowledge, observations: Mapping[str, Observation]
) -> dict[str, Observation]:
    return {
        finding: observation
        for finding, observation in observations.items()
        if observation.status is Status.PRESENT and _is_sided(knowledge, finding)
    }


def _sides_after(
    knowledge: Knowledge,
    evidence: Evidence,
    told: Mapping[str, Observation],
    turn: int,
) -> dict[str, Observation]:
    """The findings of kind `side`, brought in line with the sides of the places."""
    said = {**evidence.observations, **told}
    sides = {o.side for o in _places(knowledge, said).values()} - {""}
    if not sides:
        return {}
    return {
        finding: said.get(finding, _NOT_SAID)
        if (side in sides) is _is_present(said, finding)
        else Observation(Status.PRESENT if side in sides else Status.ABSENT, turn=turn)
        for finding, side in index_of(knowledge).sides.items()
        if side in sides or _is_present(said, finding)
    }


def _is_present(observations: Mapping[str, Observation], finding: str) -> bool:
    return observations.get(finding, _NOT_SAID).status is Status.PRESENT


def _locations(
    knowledge: Knowledge, places: Mapping[str, Observation]
) -> dict[str, Observation]:
    return {f: o for f, o in places.items() if kind_of(knowledge, f) == "location"}


def _derived(index: Index, told: Mapping[str, Observation]) -> dict[str, Observation]:
    """What follows: below the knee is in the leg; out of the leg is not below it.

    A denial is passed on only for places, or where nothing urgent hangs on it: what is
    not felt in the leg says nothing of what is felt between the legs.
    """
    derived: dict[str, Observation] = {}
    for finding in sorted(told):
        if told[finding].status is Status.PRESENT:
            derived |= _following(index, told, finding)
            names = index.excluded.get(finding, ())
        else:
            denied = told[finding].status is Status.ABSENT
            names = index.denied_with.get(finding, ()) if denied else ()
        for name in names:
            if name not in told:
                derived.setdefault(name, _denied(told[finding]))
    return {f: o for f, o in derived.items() if _may_follow(told, f)}


def _following(
    index: Index, told: Mapping[str, Observation], finding: str
) -> dict[str, Observation]:
    return {
        implied: replace(told[finding], value=None)
        for implied in index.implied.get(finding, ())
        if _may_follow(told, implied)
    }


def _denied(told: Observation) -> Observation:
    """A denial that follows from what was told, in nobody's words."""
    return replace(told, status=Status.ABSENT, text="", value=None)


def _may_follow(told: Mapping[str, Observation], finding: str) -> bool:
    return finding not in told or told[finding].status is not Status.PRESENT


def _recorded(
    evidence: Evidence, told: Mapping[str, Observation], derived: Iterable[str]
) -> Evidence:
    observations = dict(evidence.observations)
    corrections: list[Correction] = []
    for finding in sorted(told):
        old = observations.get(finding)
        new = reconcile(old, told[finding])
        changed = correction(finding, old, new)
        if changed and finding not in derived:
            corrections.append(changed)
        observations[finding] = new
    return replace(
        evidence,
        observations=observations,
        corrections=(*evidence.corrections, *corrections),
    )


def _closed(evidence: Evidence, asked: str, reply: Reply) -> Evidence:
    """Notes the question as put, and whether its answer was "not sure"."""
    evidence = with_asked(evidence, asked)
    if not reply.unknown or asked in evidence.unknown:
        return evidence
    return replace(evidence, unknown=(*evidence.unknown, asked))
