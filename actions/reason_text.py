"""Why a condition is on the list, in the runner's words where they tell enough."""

from __future__ import annotations

from collections.abc import Sequence

from actions.words import in_lay_words, say, spoken
from bot.knowledge.model import Knowledge, Status
from bot.reasoning.model import Evidence, RankedCondition, Reason

MOST_REASONS = 3
# More of the runner's words than this is a story, not a reason.
MOST_OWN_WORDS = 6
# "My back" tells less than where on the body that is.
_PLACES = ("location", "side")


def likelihood(knowledge: Knowledge, probability: float) -> str:
    """A word for a probability, never a percentage."""
    for key, least in (("likely", 0.5), ("possible", 0.2)):
        if probability >= least:
            return knowledge.wording[f"likelihood_{key}"]
    return knowledge.wording["likelihood_less"]


def cause(knowledge: Knowledge, number: int, ranked: RankedCondition) -> str:
    """A condition by name, with how likely it is."""
    return say(
        knowledge,
        "cause",
        number=number,
        name=knowledge.conditions[ranked.id].name,
        likelihood=likelihood(knowledge, ranked.probability),
    )


def reason_text(
    knowledge: Knowledge, evidence: Evidence, reason: Reason, key: str = "lay_quoted"
) -> str:
    """A finding as a reason: what was said or denied.

    `key` is the wording for what the runner said in words of their own.
    """
    item = knowledge.findings.get(reason.finding.split(":")[0])
    seen = evidence.observations.get(reason.finding)
    if item is None or seen is None:
        return ""
    if reason.status is Status.ABSENT:
        return item.lay_absent or say(knowledge, "lay_denied", lay=item.lay)
    if item.kind == "duration" and seen.value is not None:
        value = spoken(knowledge, item.kind, seen.value)
        return say(knowledge, "reason_duration", value=value)
    lay = in_lay_words(knowledge, reason.finding, seen)
    quoted = _quotable(knowledge, reason.words)
    own = 1 < len(quoted.split()) <= MOST_OWN_WORDS and not seen.asked
    telling = own and lay == item.lay and item.kind not in _PLACES
    if telling and quoted.lower() not in lay.lower():
        return say(knowledge, key, lay=lay, words=quoted)
    return lay


def _quotable(knowledge: Knowledge, words: str) -> str:
    """The runner's words without what only joined them to the next ones."""
    said = words.strip(" .,;:!?").split()
    joins = knowledge.wording["not_at_the_end"].split("|")
    while said and said[-1].lower().strip(",") in joins:
        said.pop()
    return " ".join(said)


def reason_texts(
    knowledge: Knowledge, evidence: Evidence, reasons: Sequence[Reason]
) -> list[str]:
    """The strongest reasons in words, without what another of them says already."""
    absent = {each.finding for each in reasons if each.status is Status.ABSENT}
    said = [
        reason_text(knowledge, evidence, each)
        for each in reasons
        if not (each.finding in absent and absent & _implied(knowledge, each.finding))
    ]
    return list(dict.fromkeys(filter(None, said)))[:MOST_REASONS]


def brief_reasons(
    knowledge: Knowledge,
    evidence: Evidence,
    ranked: RankedCondition,
    reasons: Sequence[Reason],
) -> list[str]:
    """One reason of each group that counts once, and one place; in few words."""
    groups = {
        weight.finding: weight.group
        for weight in knowledge.conditions[ranked.id].weights
    }
    strongest: dict[str, Reason] = {}
    for each in reasons:
        item = knowledge.findings.get(each.finding)
        place = item is not None and item.kind in _PLACES
        alone = _PLACES[0] if place else each.finding
        strongest.setdefault(groups.get(each.finding) or alone, each)
    said = [_brief(knowledge, evidence, ranked, each) for each in strongest.values()]
    return list(dict.fromkeys(filter(None, said)))


def _brief(
    knowledge: Knowledge, evidence: Evidence, ranked: RankedCondition, reason: Reason
) -> str:
    _, _, told_before = reason.finding.partition(":")
    if told_before == ranked.id and reason.status is not Status.ABSENT:
        return knowledge.wording["lay_named_itself"]
    text = reason_text(knowledge, evidence, reason, "lay_in_own_words")
    return text.removeprefix(knowledge.wording["said_once"] + " ")


def _implied(knowledge: Knowledge, finding: str) -> set[str]:
    """Without pain in the leg there is none below the knee."""
    item = knowledge.findings.get(finding)
    return set(item.implies) if item else set()
