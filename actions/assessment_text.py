"""The judgement in words: how soon first, then why, what may feed it, what to do.

A worried runner reads it on a phone, so here is what they need at once; the rest stands
in `in_depth` and is told when asked for.
"""

from __future__ import annotations

from collections.abc import Sequence

from actions.advice_text import advice_text, first_sentence
from actions.reason_text import brief_reasons, cause
from actions.telling import together
from actions.words import (
    bullets,
    choose,
    inline,
    lay_of,
    listed,
    name_of,
    paragraphs,
    recap,
    say,
)
from bot.knowledge.model import Country, Knowledge, Source, Triage
from bot.reasoning.model import (
    Assessment,
    Evidence,
    RankedCondition,
    RankedFactor,
    TriageReason,
)

URGENT = (Triage.EMERGENCY, Triage.URGENT)
MOST_TRIAGE_REASONS = 2
# Reasons for and against: of the leader, and of each of the others.
MOST_REASONS = ((2, 1), (1, 1))
MOST_NAMED = 3
MOST_ADVICE = 2
MOST_FACTORS = 2
MOST_SOURCES = 2
SOURCE_KINDS = ("guideline", "review", "study")


def headline(
    knowledge: Knowledge,
    assessment: Assessment,
    evidence: Evidence,
    country: Country,
    *,
    race: bool = False,
) -> str:
    """How soon to be seen and why, whether to run, and what that goes by.

    `race`: the runner asked about running, so the race gets its own sentence.
    """
    known = together(knowledge, recap(knowledge, evidence))
    how_soon = say(
        knowledge,
        f"triage_{assessment.triage.value}",
        urgent_line=country.urgent_line,
        emergency_number=country.emergency_number,
    )
    return paragraphs(
        " ".join([how_soon, *_whys(knowledge, assessment)]),
        running(knowledge, assessment, race=race),
        say(knowledge, "understood", findings=known) if known else "",
    )


def running(knowledge: Knowledge, assessment: Assessment, *, race: bool) -> str:
    """Whether to run, and with `race` whether to race."""
    keys = [f"running_{assessment.running}"]
    keys += [f"race_{assessment.running}"] if race else []
    return " ".join(knowledge.wording[key] for key in keys)


def _whys(knowledge: Knowledge, assessment: Assessment) -> list[str]:
    told = [reason.reason for reason in triage_reasons(knowledge, assessment)]
    level = assessment.triage.value
    general = knowledge.wording.get(f"triage_{level}_until", "")
    return list(dict.fromkeys(told)) or [text for text in (general,) if text]


def triage_reasons(knowledge: Knowledge, assessment: Assessment) -> list[TriageReason]:
    """What asks for this level; where it is calm, one reason and any on safety."""
    level = assessment.triage
    found = [
        reason
        for reason in assessment.triage_reasons
        if reason.triage is level and reason.reason
    ]
    if level not in URGENT:
        found.sort(key=lambda reason: _rank(knowledge, assessment, reason))
        found = [
            reason
            for place, reason in enumerate(found)
            if not place or _is_safety(knowledge, reason)
        ]
    return found[:MOST_TRIAGE_REASONS]


def _rank(
    knowledge: Knowledge, assessment: Assessment, reason: TriageReason
) -> tuple[bool, bool, bool, int]:
    """Why not to run first, then safety, then whatever says most of this runner."""
    stops = assessment.running == "stop" and reason.rule == assessment.running_rule
    safety = _is_safety(knowledge, reason)
    # What a condition calls for in general is said with the level already.
    general = reason.rule in knowledge.conditions
    return not stops, not safety, general, -len(reason.findings)


def _is_safety(knowledge: Knowledge, reason: TriageReason) -> bool:
    found = [knowledge.findings.get(each) for each in reason.findings]
    return any(item and item.question and item.question.safety for item in found)


def explanations(
    knowledge: Knowledge, assessment: Assessment, evidence: Evidence
) -> str:
    """Up to three conditions, a line each, with what speaks for and against them."""
    shown = assessment.ranking[: assessment.shown]
    if not shown:
        return ""
    lines = [knowledge.wording["causes_intro"]]
    told: set[tuple[str, str]] = set()
    for number, ranked in enumerate(shown, start=1):
        lines.append(_explanation(knowledge, evidence, number, ranked, told))
    room = MOST_NAMED - len(shown)
    lines.append(others(knowledge, assessment.could_also_be[:room]))
    return "\n".join(line for line in lines if line)


def _explanation(
    knowledge: Knowledge,
    evidence: Evidence,
    number: int,
    ranked: RankedCondition,
    told: set[tuple[str, str]],
) -> str:
    """What it is, why it fits, what speaks against; `told`: keys and reasons so far."""
    parts = [cause(knowledge, number, ranked)]
    sides = (("cause_for", ranked.supports), ("cause_against", ranked.opposes))
    for (key, reasons), most in zip(sides, MOST_REASONS[number > 1], strict=True):
        said = brief_reasons(knowledge, evidence, ranked, reasons)
        new = [each for each in said if (key, each) not in told][:most]
        if new:
            parts.append(say(knowledge, key, reasons=together(knowledge, new)))
        elif said:
            parts.append(knowledge.wording[f"{key}_same"])
        told.update((key, each) for each in new)
    return " ".join(parts)


def others(knowledge: Knowledge, conditions: Sequence[str]) -> str:
    """What it could be besides, by name."""
    names = [inline(name_of(knowledge, each)) for each in conditions]
    return (
        say(knowledge, "causes_also", names=listed(knowledge, names)) if names else ""
    )


def factors(knowledge: Knowledge, ranked: Sequence[RankedFactor]) -> str:
    """What may be feeding the problem, in a line that says how well that is shown."""
    known = [knowledge.factors[each.id] for each in ranked[:MOST_FACTORS]]
    told = [
        say(
            knowledge,
            "factor",
            name=inline(each.name),
            grade=knowledge.wording[f"grade_{each.grade.value}"],
        )
        for each in known
    ]
    return say(knowledge, "factors", factors=listed(knowledge, told)) if told else ""


def plan(knowledge: Knowledge, assessment: Assessment) -> str:
    """What to do now; in full where somebody has to look at it first."""
    items = [
        knowledge.advice[each]
        for each in assessment.advice
        if knowledge.advice[each].kind == "now"
    ][:MOST_ADVICE]
    urgent = assessment.triage in URGENT
    told = [
        advice_text(knowledge, each) if urgent else first_sentence(each.text)
        for each in items
    ]
    if not told:
        return ""
    return "\n".join([knowledge.wording["plan_now"], bullets(knowledge, told)])


def closing(knowledge: Knowledge, assessment: Assessment, country: Country) -> str:
    """The safety net, the limits, and where all this comes from."""
    said = {
        finding
        for reason in triage_reasons(knowledge, assessment)
        for finding in reason.findings
    }
    unsure = [
        lay_of(knowledge, each)
        for each in assessment.unknown_safety
        if each not in said
    ]
    sources = listed(knowledge, _best_sources(knowledge, assessment))
    return paragraphs(
        say(knowledge, "safety_unknown", findings=together(knowledge, unsure))
        if unsure
        else "",
        say(
            knowledge,
            "safety_net",
            emergency_number=choose(
                knowledge,
                f"emergency_number_{country.id}",
                "emergency_number",
                number=country.emergency_number,
            ),
            urgent_line=country.urgent_line,
        ),
        knowledge.wording["not_a_diagnosis"],
        say(knowledge, "sources", titles=sources) if sources else "",
    )


def _best_sources(knowledge: Knowledge, assessment: Assessment) -> list[str]:
    """Guidelines before single studies; an article only where there is neither."""
    found = [knowledge.sources[each] for each in source_ids(knowledge, assessment)]
    published = [each for each in found if each.kind in SOURCE_KINDS] or found
    published.sort(
        key=lambda each: (
            SOURCE_KINDS.index(each.kind) if each.kind in SOURCE_KINDS else 0
        )
    )
    names = [short_name(knowledge, each) for each in published]
    return list(dict.fromkeys(names))[:MOST_SOURCES]


def short_name(knowledge: Knowledge, source: Source) -> str:
    """Who published it and when; the title where nobody is named."""
    publisher, *_ = source.publisher.split(" (")
    if not publisher:
        return say(knowledge, "source_titled", title=source.title)
    return f"{publisher} {source.year}" if source.year else publisher


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
