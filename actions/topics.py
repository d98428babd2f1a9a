"""Answers to what runners ask: short text, advice that suits them, and the facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from actions import assessment_text as words
from actions.words import bullets, listed, name_of, paragraphs, say
from bot.knowledge.model import Fact, Grade, Knowledge, Topic
from bot.reasoning.explain import compare, why_not
from bot.reasoning.model import Assessment, Evidence

MOST_FACTS = 6
MOST_EXERCISES = 4
CAUTION = ("emergency", "urgent")


def answer_topics(
    knowledge: Knowledge,
    evidence: Evidence,
    assessment: Assessment | None,
    topics: Sequence[str],
    about: Sequence[str],
    *,
    brief: bool = False,
) -> list[str]:
    """One message a topic, in the order asked; items named alone are explained.

    `brief` leaves out what the articles claim: the runner asked for help, not for them.
    """
    answers: list[str] = []
    handled: set[str] = set()
    for each in topics:
        topic = knowledge.topics[each]
        handler = HANDLERS.get(topic.handler, _plain)
        answers.append(handler(knowledge, evidence, assessment, topic, about))
        if not brief:
            answers[-1] = paragraphs(
                answers[-1], facts(knowledge, [topic.id, *topic.about])
            )
        handled.update(topic.about)
        if topic.handler:
            handled.update(about)
    answers.extend(explain(knowledge, item) for item in about if item not in handled)
    return [text for text in answers if text]


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
        parts = [words.advice_text(knowledge, knowledge.advice[item])]
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


def _plain(
    knowledge: Knowledge,
    evidence: Evidence,
    assessment: Assessment | None,
    topic: Topic,
    about: Sequence[str],
) -> str:
    return paragraphs(
        topic.text,
        _advice(knowledge, assessment, topic),
    )


def _advice(knowledge: Knowledge, assessment: Assessment | None, topic: Topic) -> str:
    """The topic's advice that suits this runner; none while it is unsafe to give."""
    if assessment is not None and assessment.triage.value in CAUTION:
        return knowledge.wording["advice_held_back"]
    suits = set(assessment.advice) if assessment else set()
    chosen = [each for each in topic.advice if not suits or each in suits]
    chosen = chosen or list(topic.advice)
    for kind in topic.advice_kinds:
        ofkind = [
            each
            for each in (assessment.advice if assessment else knowledge.advice)
            if knowledge.advice[each].kind == kind and each not in chosen
        ]
        chosen.extend(ofkind[:MOST_EXERCISES])
    told = [words.advice_text(knowledge, knowledge.advice[each]) for each in chosen]
    return bullets(knowledge, told) if told else ""


def _running(
    knowledge: Knowledge,
    evidence: Evidence,
    assessment: Assessment | None,
    topic: Topic,
    about: Sequence[str],
) -> str:
    if assessment is None:
        return knowledge.wording["running_first_tell"]
    reasons = " ".join(
        each.reason
        for each in assessment.triage_reasons
        if each.triage is assessment.triage
    )
    return paragraphs(
        knowledge.wording[f"running_{assessment.running}"],
        reasons,
        knowledge.advice["pain_rules"].text
        if assessment.running != "stop" and "pain_rules" in knowledge.advice
        else "",
    )


def _return_plan(
    knowledge: Knowledge,
    evidence: Evidence,
    assessment: Assessment | None,
    topic: Topic,
    about: Sequence[str],
) -> str:
    if assessment is not None and assessment.triage.value in CAUTION:
        return knowledge.wording["advice_held_back"]
    stop = assessment is not None and assessment.running == "stop"
    told = [
        words.advice_text(knowledge, knowledge.advice[each]) for each in topic.advice
    ]
    return paragraphs(
        knowledge.wording["plan_after_cleared"] if stop else "",
        topic.text,
        bullets(knowledge, told),
    )


def _why_not(
    knowledge: Knowledge,
    evidence: Evidence,
    assessment: Assessment | None,
    topic: Topic,
    about: Sequence[str],
) -> str:
    named = [each for each in about if each in knowledge.conditions]
    if not named or assessment is None:
        return topic.text
    result = why_not(knowledge, evidence, named[0])
    ranked = result.condition
    against = [words.reason_text(knowledge, evidence, each) for each in ranked.opposes]
    for_ = [words.reason_text(knowledge, evidence, each) for each in ranked.supports]
    missing = [name_of(knowledge, each) for each in (*result.requires, *result.missing)]
    return paragraphs(
        say(
            knowledge,
            "why_not" if result.place else "why_not_leads",
            name=knowledge.conditions[named[0]].name,
            leader=knowledge.conditions[result.leader].name,
        ),
        _reasons(knowledge, "cause_for", for_),
        _reasons(knowledge, "cause_against", against),
        _reasons(knowledge, "cause_missing", missing),
        knowledge.conditions[named[0]].changes,
    )


def _reasons(knowledge: Knowledge, key: str, told: Sequence[str]) -> str:
    unique = list(dict.fromkeys(filter(None, told)))[: words.MOST_REASONS]
    return say(knowledge, key, reasons=listed(knowledge, unique)) if unique else ""


def _compare(
    knowledge: Knowledge,
    evidence: Evidence,
    assessment: Assessment | None,
    topic: Topic,
    about: Sequence[str],
) -> str:
    named = [each for each in about if each in knowledge.conditions]
    if len(named) < 2:
        return paragraphs(topic.text, *[explain(knowledge, each) for each in named])
    first, second = named[:2]
    result = compare(knowledge, evidence, first, second)
    lines = [
        say(
            knowledge,
            "compare_line",
            finding=each.words or name_of(knowledge, each.finding),
            name=name_of(knowledge, first if each.odds > 1 else second),
        )
        for each in (*result.known, *result.unknown)
    ]
    return paragraphs(
        say(
            knowledge,
            "compare",
            first=knowledge.conditions[first].name,
            first_lay=knowledge.conditions[first].lay,
            second=knowledge.conditions[second].name,
            second_lay=knowledge.conditions[second].lay,
        ),
        bullets(knowledge, lines),
    )


def _explain(
    knowledge: Knowledge,
    evidence: Evidence,
    assessment: Assessment | None,
    topic: Topic,
    about: Sequence[str],
) -> str:
    told = [explain(knowledge, each) for each in about]
    return paragraphs(*told) or topic.text


Handler = Callable[
    [Knowledge, Evidence, "Assessment | None", Topic, Sequence[str]], str
]
HANDLERS: dict[str, Handler] = {
    "running": _running,
    "return_plan": _return_plan,
    "why_not": _why_not,
    "compare": _compare,
    "explain": _explain,
    "worse": _plain,
}
