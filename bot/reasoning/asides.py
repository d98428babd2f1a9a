"""What an answer says by the way, and what of it is not meant as news.

"No, both feet lift fine" puts no pain into the feet, and "up at night for years, no
change" does not say how long the back has hurt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.knowledge.model import Finding, Question, Status
from bot.reasoning.evidence import is_present
from bot.reasoning.exchange import Reply
from bot.reasoning.index import Index
from bot.reasoning.model import Evidence, Mention, Message, Observation
from bot.reasoning.options import chosen_exactly

_PLACES = ("location", "radiation", "side")
_WHERE = ("location", "radiation")
_ONSET = "onset"


def heard(
    evidence: Evidence, asked: Sequence[str], message: Message
) -> tuple[Mention, ...]:
    """The mentions of a message, none an alarm that only its words suggest.

    Such a thing, mentioned where it was not `asked` for, is yet to be asked. Where it
    was answered before, or is over, the mention is none. In an answer to it that sounds
    like a no it is a denial, in any other but a yes a doubt.
    """
    denies = message.odds is not None and message.odds < 0
    found = []
    for mention in message.mentions:
        if not mention.unheard:
            found.append(mention)
            continue
        if mention.finding in asked:
            says_yes = message.polarity == "yes"
            doubt = mention.status if says_yes else Status.UNCERTAIN
            status = Status.ABSENT if denies else doubt
            found.append(replace(mention, status=status))
            continue
        known = evidence.observations.get(mention.finding)
        answered = known is not None and known.asked
        if mention.status is Status.PRESENT and not answered:
            found.append(replace(mention, status=Status.UNCERTAIN))
    return tuple(found)


def kept_firm(
    evidence: Evidence, question: Question, mentioned: Mapping[str, Observation]
) -> dict[str, Observation]:
    """The mentions, less denials of a fact told before: "stage 2, op and no chemo"."""
    told = {
        finding
        for finding in question.firm
        if finding in evidence.observations
        and evidence.observations[finding].status is Status.PRESENT
    }
    return {
        finding: observation
        for finding, observation in mentioned.items()
        if finding not in told or observation.status is not Status.ABSENT
    }


def only_takes_back(evidence: Evidence, asked: Finding, message: Message) -> bool:
    """Whether it only takes a place back, and says no yes or no to the question.

    "There is no pain in my calf" (a tap on the body map says so) is about the calf.
    """
    if asked.kind in _PLACES or message.polarity:
        return False
    takes = any(
        mention.taken_back and is_present(evidence, mention.finding)
        for mention in message.mentions
    )
    return takes and all(m.status is Status.ABSENT for m in message.mentions)


def kept_places(
    index: Index,
    evidence: Evidence,
    asked: Finding,
    message: Message,
    mentioned: Mapping[str, Observation],
) -> dict[str, Observation]:
    """The mentions, less denials of a place that hurts in an answer to something else.

    "Calf's strong" is said of strength, "stays put in the back" of how far it goes.
    Where it hurts instead is not said, so neither takes a place back, unless it is said
    outright that it does not hurt.
    """
    taken_back = {each.finding for each in message.mentions if each.taken_back}
    covered = asked.question.covers if asked.question else ()
    elsewhere = any(
        observation.status is Status.PRESENT and index.kinds.get(finding) in _WHERE
        for finding, observation in mentioned.items()
    )
    if elsewhere or asked.kind == _WHERE[0]:
        return dict(mentioned)
    return {
        finding: observation
        for finding, observation in mentioned.items()
        if finding in covered
        or finding in taken_back
        or index.kinds.get(finding) != _WHERE[0]
        or observation.status is not Status.ABSENT
        or not is_present(evidence, finding)
    }


def without_asides(
    index: Index,
    evidence: Evidence,
    asked: Finding,
    reply: Reply,
    mentioned: Mapping[str, Observation],
) -> dict[str, Observation]:
    """The mentions, without those an answer to this question makes only in passing."""
    if asked.question is None or (not reply.sets and asked.question.safety is None):
        return dict(mentioned)
    known = index.measured.intersection(evidence.observations)
    if not (reply.sets or reply.unknown) and known.issuperset(mentioned):
        return dict(mentioned)  # "sorry, more like 6 weeks" mends what was said before
    told = any(o.status is Status.PRESENT for o in reply.sets.values())
    denied = bool(reply.sets) and all(
        o.status is Status.ABSENT for o in reply.sets.values()
    )
    covered = asked.question.covers or (asked.id,)
    return {
        finding: observation
        for finding, observation in mentioned.items()
        if finding in covered
        or not (
            _has_its_amount(index, evidence, finding)
            or _is_beside_a_list(index, evidence, asked.question, finding)
            or (
                asked.kind not in _PLACES
                and denied
                and _is_both(index, finding, observation)
            )
            or (
                asked.question.safety is not None
                and not told
                and _is_aside(index, asked, denied, finding, observation)
            )
        )
    }


def sparing(
    index: Index, evidence: Evidence, asked: Finding, message: Message, reply: Reply
) -> Mapping[str, Observation]:
    """What an answer sets, less denials of what was told before.

    "None of these" to a list means none of the others. "No" to hopping or limping means
    the limp, where it was told that each landing hurts.
    """
    question = asked.question
    if question is None:
        return reply.sets
    of_others = question.type == "multi"
    if not of_others and (question.safety is None or chosen_exactly(question, message)):
        return reply.sets
    return {
        finding: observation
        for finding, observation in reply.sets.items()
        if observation.status is not Status.ABSENT
        or observation.text
        or not is_present(evidence, finding)
        or not (of_others or index.kinds.get(finding) != asked.kind)
    }


def _is_both(index: Index, finding: str, observation: Observation) -> bool:
    return index.kinds.get(finding) == _PLACES[0] and observation.side == "both"


def _is_aside(
    index: Index,
    asked: Finding,
    denied: bool,
    finding: str,
    observation: Observation,
) -> bool:
    """What an answer to a safety question tells of where, how long and how much.

    "Same as ever for years", "both feet tap along", "knee's fine": of a body that is
    well. Unless the trouble is denied, one side of a place is news.
    """
    if finding in index.measured:
        return True
    if observation.status is not Status.PRESENT:
        return False
    kind = index.kinds.get(finding)
    if not denied:
        return _is_both(index, finding, observation)
    return kind in _PLACES or kind == asked.kind


def _has_its_amount(index: Index, evidence: Evidence, finding: str) -> bool:
    """Whether how long, how bad or how old was told before.

    "Steroids, two years now" does not say that the back has hurt for two years.
    """
    told = evidence.observations.get(finding)
    return told is not None and finding in index.measured and told.value is not None


def _is_beside_a_list(
    index: Index, evidence: Evidence, question: Question, finding: str
) -> bool:
    """Whether an answer to a list of what may feed the pain speaks of something else.

    "12 to 20 miles out of nowhere" tells of no age, no weight and no sudden start. What
    is news, and neither a number nor a start, counts.
    """
    if question.type != "multi" or question.safety is not None:
        return False
    told = evidence.observations.get(finding)
    return (
        finding in index.measured
        or index.kinds.get(finding) == _ONSET
        or (told is not None and told.asked and told.status is Status.ABSENT)
    )
