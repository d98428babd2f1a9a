"""The judgement as the machine interface shows it (`custom` of type assessment)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.assessment_text import short_name, source_ids
from actions.reason_text import likelihood
from bot.knowledge.model import Knowledge
from bot.reasoning.model import Assessment, RankedCondition, Reason


def payload(
    knowledge: Knowledge, assessment: Assessment, words: Mapping[str, str]
) -> dict[str, Any]:
    """Plain JSON; `conditions` is the whole ranking, `shown` how many lead.

    `words` are the messages that say the same, by name, for a client that shows this
    instead of them; none when the judgement was given before.
    """
    return {
        "type": "assessment",
        "triage": assessment.triage.value,
        "triage_reasons": [
            {"id": each.rule, "triage": each.triage.value, "text": each.reason}
            for each in assessment.triage_reasons
        ],
        "running": assessment.running,
        "shown": assessment.shown,
        "words": dict(words),
        "conditions": [_condition(knowledge, each) for each in assessment.ranking],
        "could_also_be": list(assessment.could_also_be),
        "factors": [
            {
                "id": each.id,
                "name": knowledge.factors[each.id].name,
                "grade": knowledge.factors[each.id].grade.value,
                "evidence": knowledge.factors[each.id].evidence,
                "findings": list(each.findings),
            }
            for each in assessment.factors
        ],
        "advice": [
            {
                "id": each,
                "kind": knowledge.advice[each].kind,
                "name": knowledge.advice[each].name,
                "text": knowledge.advice[each].text,
                "sources": list(knowledge.advice[each].sources),
            }
            for each in assessment.advice
        ],
        "sources": [
            {
                "id": each,
                "title": knowledge.sources[each].title,
                "short": short_name(knowledge, knowledge.sources[each]),
                "url": knowledge.sources[each].url,
            }
            for each in source_ids(knowledge, assessment)
        ],
    }


def _condition(knowledge: Knowledge, ranked: RankedCondition) -> dict[str, Any]:
    return {
        "id": ranked.id,
        "name": knowledge.conditions[ranked.id].name,
        "lay": knowledge.conditions[ranked.id].lay,
        "likelihood": likelihood(knowledge, ranked.probability),
        "probability": round(ranked.probability, 4),
        "for": [_reason(each) for each in ranked.supports],
        "against": [_reason(each) for each in ranked.opposes],
        "sources": list(knowledge.conditions[ranked.id].sources),
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "finding": reason.finding,
        "status": reason.status.value,
        "words": reason.words,
        "ratio": round(reason.ratio, 3),
        "why": reason.why,
        "sources": list(reason.sources),
    }
