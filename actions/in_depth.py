"""What the judgement leaves out for brevity: all reasons, factors, sources."""

from __future__ import annotations

from actions.assessment_text import others, short_name, source_ids
from actions.reason_text import cause, reason_texts
from actions.telling import together
from actions.words import bullets, paragraphs, say
from bot.knowledge.model import Knowledge
from bot.reasoning.model import Assessment, Evidence, RankedCondition

MOST_SOURCES = 5


def reasons_in_full(
    knowledge: Knowledge, assessment: Assessment, evidence: Evidence
) -> str:
    """Each explanation with what it is, for and against, and what would change it."""
    shown = assessment.ranking[: assessment.shown]
    if not shown:
        return ""
    return paragraphs(
        *(
            _explanation(knowledge, evidence, number, ranked)
            for number, ranked in enumerate(shown, start=1)
        ),
        others(knowledge, assessment.could_also_be),
        knowledge.conditions[shown[0].id].changes,
        _sources(knowledge, assessment),
    )


def _explanation(
    knowledge: Knowledge, evidence: Evidence, number: int, ranked: RankedCondition
) -> str:
    lines = [cause(knowledge, number, ranked), knowledge.conditions[ranked.id].lay]
    sides = (("cause_for", ranked.supports), ("cause_against", ranked.opposes))
    for key, reasons in sides:
        told = reason_texts(knowledge, evidence, reasons)
        if told:
            lines.append(say(knowledge, key, reasons=together(knowledge, told)))
    return "\n".join(lines)


def _sources(knowledge: Knowledge, assessment: Assessment) -> str:
    told = [
        say(
            knowledge,
            "source_in_full",
            title=knowledge.sources[each].title,
            name=short_name(knowledge, knowledge.sources[each]),
        )
        for each in source_ids(knowledge, assessment)[:MOST_SOURCES]
        if knowledge.sources[each].publisher
    ]
    if not told:
        return ""
    return "\n".join([knowledge.wording["sources_intro"], bullets(knowledge, told)])


def factors_in_full(knowledge: Knowledge, assessment: Assessment) -> str:
    """Every factor that the runner's words suggest, and what is known of it."""
    told = [
        say(
            knowledge,
            "factor_in_full",
            name=knowledge.factors[each.id].name,
            lay=knowledge.factors[each.id].lay,
            evidence=knowledge.factors[each.id].evidence,
        )
        for each in assessment.factors
    ]
    return bullets(knowledge, told)
