"""Fills the emergency wording when the evidence, not one message, demands it."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import SlotSet

from actions.words import country_of, paragraphs, say
from bot.knowledge.model import Country, Knowledge, Triage
from bot.reasoning.assess import assess
from bot.reasoning.model import Evidence, TriageReason


def emergency_events(
    knowledge: Knowledge, evidence: Evidence, country: str
) -> list[Any]:
    """The slots that `utter_emergency` speaks from; none if nothing new set it off."""
    reasons = [
        reason
        for reason in assess(knowledge, evidence).triage_reasons
        if reason.triage is Triage.EMERGENCY
    ]
    if not reasons:
        return []
    place = country_of(knowledge, country)
    return [
        SlotSet("emergency_text", _text(knowledge, reasons, place)),
        SlotSet("emergency_flag", reasons[0].rule),
        SlotSet("emergency_triage", Triage.EMERGENCY.value),
    ]


def _text(knowledge: Knowledge, reasons: list[TriageReason], country: Country) -> str:
    return paragraphs(
        say(knowledge, "emergency_now", emergency_number=country.emergency_number),
        " ".join(reason.reason for reason in reasons[:2]),
        say(knowledge, "emergency_not", urgent_line=country.urgent_line),
        _elsewhere(knowledge, country),
    )


def _elsewhere(knowledge: Knowledge, country: Country) -> str:
    """One country's number never stands alone: it may be the wrong one."""
    unknown = knowledge.countries["unknown"]
    if country == unknown:
        return ""
    return say(
        knowledge,
        "gateway_elsewhere",
        country=country.name,
        emergency_number=unknown.emergency_number,
    )
