"""What a condition, factor or piece of advice is, and what the articles claim of it."""

from __future__ import annotations

from collections.abc import Sequence

from actions.advice_text import advice_text
from actions.words import bullets, paragraphs, say
from bot.knowledge.model import Fact, Grade, Knowledge

MOST_FACTS = 6


def explain(knowledge: Knowledge, item: str) -> str:
    """What a condition, factor or piece of advice is, and what is known of it."""
    parts: list[str] = []
    if item in knowledge.conditions:
        condition = knowledge.conditions[item]
        parts = [
            say(knowledge, "about", name=condition.name, text=condition.lay),
            condition.when_seen,
        ]
    elif item in knowledge.factors:
        factor = knowledge.factors[item]
        parts = [
            say(knowledge, "about", name=factor.name, text=factor.lay),
            factor.evidence,
        ]
    elif item in knowledge.advice:
        parts = [advice_text(knowledge, knowledge.advice[item])]
    return paragraphs(*parts, facts(knowledge, [item])) if parts else ""


def facts(knowledge: Knowledge, items: Sequence[str]) -> str:
    """What the articles claim of these items, and where the evidence disagrees."""
    wanted = set(items)
    found = [
        fact for fact in knowledge.facts.values() if wanted.intersection(fact.about)
    ]
    told = [fact_text(knowledge, fact) for fact in found[:MOST_FACTS]]
    if not told:
        return ""
    return paragraphs(knowledge.wording["facts_intro"], bullets(knowledge, told))


def fact_text(knowledge: Knowledge, fact: Fact) -> str:
    """A claim with its source, and the evidence's view where it differs."""
    source = knowledge.sources[fact.source].title
    key = f"fact_{fact.stance}"
    if fact.stance == "qualify" and fact.grade is Grade.UNVERIFIED:
        key = "fact_unverified"
    return say(knowledge, key, claim=fact.claim, source=source, position=fact.position)
