"""The judgement in words: how soon first, then why, what may feed it, what to do."""

from __future__ import annotations

from collections.abc import Sequence

from actions.telling import together
from actions.words import (
    bullets,
    choose,
    in_lay_words,
    inline,
    known_now,
    lay_of,
    listed,
    name_of,
    paragraphs,
    say,
)
from bot.knowledge.model import Advice, Country, Knowledge, Status, Triage
from bot.reasoning.model import (
    Assessment,
    Evidence,
    RankedCondition,
    RankedFactor,
    Reason,
)

URGENT = (Triage.EMERGENCY, Triage.URGENT)
MOST_REASONS = 3
MOST_TRIAGE_REASONS = 2
# A phone shows little at once: the rest is told when asked for.
MOST_ADVICE = {"now": 2, "training": 1}
MOST_FACTORS = 2
MOST_SOURCES = 2


def headline(
    knowledge: Knowledge, assessment: Assessment, evidence: Evidence, country: Country
) -> str:
    """What was understood, how soon to be seen, why, and whether to run."""
    known = together(knowledge, known_now(knowledge, evidence, turn=None))
    reasons = [
        reason.reason
        for reason in assessment.triage_reasons
        if reason.triage is assessment.triage and reason.reason
    ] or [knowledge.wording.get(f"triage_{assessment.triage.value}_until", "")]
    return paragraphs(
        say(
            knowledge,
            f"triage_{assessment.triage.value}",
            urgent_line=country.urgent_line,
            emergency_number=country.emergency_number,
        ),
        " ".join(dict.fromkeys(reasons[:MOST_TRIAGE_REASONS])),
        knowledge.wording[f"running_{assessment.running}"],
        say(knowledge, "understood", findings=known) if known else "",
    )


def explanations(
    knowledge: Knowledge, assessment: Assessment, evidence: Evidence
) -> str:
    """Up to three conditions with what speaks for them, and against the first."""
    shown = assessment.ranking[: assessment.shown]
    if not shown:
        return ""
    parts = [knowledge.wording["causes_intro"]]
    for number, ranked in enumerate(shown, start=1):
        parts.append(_explanation(knowledge, evidence, number, ranked))
    others = [inline(name_of(knowledge, each)) for each in assessment.could_also_be]
    if others:
        parts.append(say(knowledge, "causes_also", names=listed(knowledge, others)))
    return paragraphs(*parts)


def _explanation(
    knowledge: Knowledge, evidence: Evidence, number: int, ranked: RankedCondition
) -> str:
    condition = knowledge.conditions[ranked.id]
    lines = [
        say(
            knowledge,
            "cause",
            number=number,
            name=condition.name,
            likelihood=likelihood(knowledge, ranked.probability),
            lay=condition.lay,
        )
    ]
    against = ranked.opposes if number == 1 else ()
    for key, reasons in (("cause_for", ranked.supports), ("cause_against", against)):
        told = reason_texts(knowledge, evidence, reasons)
        if told:
            lines.append(say(knowledge, key, reasons=together(knowledge, told)))
    return "\n".join(lines)


def likelihood(knowledge: Knowledge, probability: float) -> str:
    """A word for a probability, never a percentage."""
    for key, least in (("likely", 0.5), ("possible", 0.2)):
        if probability >= least:
            return knowledge.wording[f"likelihood_{key}"]
    return knowledge.wording["likelihood_less"]


def reason_text(knowledge: Knowledge, evidence: Evidence, reason: Reason) -> str:
    """A finding as a reason: what was said or denied, in the runner's own words."""
    item = knowledge.findings.get(reason.finding.split(":")[0])
    seen = evidence.observations.get(reason.finding)
    if item is None or seen is None:
        return ""
    if reason.status is Status.ABSENT:
        return item.lay_absent or say(knowledge, "lay_denied", lay=item.lay)
    lay = in_lay_words(knowledge, reason.finding, seen)
    quoted = reason.words.strip(" .,;:!?")
    own = " " in quoted and not seen.asked and lay == item.lay
    if own and quoted.lower() not in lay.lower():
        return say(knowledge, "lay_quoted", lay=lay, words=quoted)
    return lay


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


def _implied(knowledge: Knowledge, finding: str) -> set[str]:
    """Without pain in the leg there is none below the knee."""
    item = knowledge.findings.get(finding)
    return set(item.implies) if item else set()


def factors(knowledge: Knowledge, ranked: Sequence[RankedFactor]) -> str:
    """What may be feeding the problem, with how good the evidence is."""
    if not ranked:
        return ""
    told = [
        say(
            knowledge,
            "factor",
            name=knowledge.factors[each.id].name,
            evidence=knowledge.factors[each.id].evidence,
        )
        for each in ranked[:MOST_FACTORS]
    ]
    return paragraphs(knowledge.wording["factors_intro"], bullets(knowledge, told))


def plan(knowledge: Knowledge, assessment: Assessment, kinds: Sequence[str]) -> str:
    """Advice of these kinds, under a heading each."""
    parts = []
    for kind in kinds:
        items = [
            knowledge.advice[each]
            for each in assessment.advice
            if knowledge.advice[each].kind == kind
        ][: MOST_ADVICE.get(kind, 2)]
        if items:
            parts.append(
                knowledge.wording[f"plan_{kind}"]
                + "\n"
                + bullets(knowledge, [advice_text(knowledge, each) for each in items])
            )
    if parts and assessment.triage not in URGENT:
        parts.append(knowledge.wording["plan_more"])
    return paragraphs(*parts)


def advice_text(knowledge: Knowledge, advice: Advice) -> str:
    """One thing to do; an exercise with how, how often and when to stop."""
    if advice.kind != "exercise":
        return say(knowledge, "advice", name=advice.name, text=advice.text)
    return choose(
        knowledge,
        "exercise" if advice.stop_if else "exercise_plain",
        "exercise_plain",
        name=advice.name,
        text=advice.text,
        how=advice.how,
        how_often=advice.how_often.rstrip("."),
        stop_if=inline(advice.stop_if),
    )


def closing(knowledge: Knowledge, assessment: Assessment, country: Country) -> str:
    """The safety net, the limits, and where all this comes from."""
    unsure = [lay_of(knowledge, each) for each in assessment.unknown_safety]
    titles = [
        knowledge.sources[each].title
        for each in source_ids(knowledge, assessment)[:MOST_SOURCES]
    ]
    sources = say(knowledge, "sources", titles="; ".join(titles)) if titles else ""
    return paragraphs(
        say(knowledge, "safety_unknown", findings=together(knowledge, unsure))
        if unsure
        else "",
        say(
            knowledge,
            "safety_net",
            emergency_number=country.emergency_number,
            urgent_line=country.urgent_line,
        ),
        knowledge.wording["not_a_diagnosis"],
        sources,
    )


def source_ids(knowledge: Knowledge, assessment: Assessment) -> list[str]:
    """Sources behind what is shown, in the order of what they support."""
    found: list[str] = []
    for reason in assessment.triage_reasons:
        found.extend(reason.sources)
    for ranked in assessment.ranking[: assessment.shown]:
        found.extend(knowledge.conditions[ranked.id].sources)
    for factor in assessment.factors[:MOST_FACTORS]:
        found.extend(knowledge.factors[factor.id].sources)
    for advice in assessment.advice:
        found.extend(knowledge.advice[advice].sources)
    return [each for each in dict.fromkeys(found) if each in knowledge.sources]
