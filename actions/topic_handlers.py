"""How each kind of topic is answered: plainly, or from what is known of the runner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from actions.advice_text import advice_text
from actions.assessment_text import running
from actions.explaining import explain
from actions.in_depth import factors_in_full, reasons_in_full
from actions.reason_text import MOST_REASONS, reason_texts
from actions.telling import together
from actions.words import (
    bullets,
    inline,
    lay_of,
    name_of,
    paragraphs,
    say,
)
from bot.knowledge.model import Knowledge, Status, Topic, Triage
from bot.reasoning.explain import compare, what_would_change, why_not
from bot.reasoning.model import Assessment, Difference, Evidence, Reason

MOST_EXERCISES = 4
CAUTION = ("emergency", "urgent")
WHY = "why_not"  # the handler that gives the reasons
# Handlers that explain rather than advise, so they may speak before anybody is seen.
SAID_IN_CAUTION = (WHY, "worse", "factors")


@dataclass(frozen=True)
class Case:
    """Whom a topic is answered for. `about`: ids of what the question names.

    `assessment` is None while the interview runs.
    """

    knowledge: Knowledge
    evidence: Evidence
    assessment: Assessment | None = None
    about: tuple[str, ...] = ()

    @property
    def cautious(self) -> bool:
        """Whether being seen comes before any tip."""
        level = self.assessment and self.assessment.triage.value
        return level in CAUTION

    @property
    def conditions(self) -> list[str]:
        """The conditions that the question names."""
        return [each for each in self.about if each in self.knowledge.conditions]


def answer(case: Case, topic: Topic) -> str:
    """What there is to say on a topic; an unknown handler is answered plainly."""
    return _HANDLERS.get(topic.handler, _plain)(case, topic)


def _plain(case: Case, topic: Topic) -> str:
    return paragraphs(topic.text, _advice(case, topic))


def _advice(case: Case, topic: Topic) -> str:
    """The topic's advice that suits this runner; none while it is unsafe to give."""
    knowledge, assessment = case.knowledge, case.assessment
    if case.cautious:
        return knowledge.wording["advice_held_back"]
    suits = set(assessment.advice) if assessment else set()
    chosen = [each for each in topic.advice if not suits or each in suits]
    chosen = chosen or list(topic.advice)
    for kind in topic.advice_kinds:
        of_kind = [
            each
            for each in (assessment.advice if assessment else knowledge.advice)
            if knowledge.advice[each].kind == kind and each not in chosen
        ]
        chosen.extend(of_kind[:MOST_EXERCISES])
    return _bulleted(knowledge, chosen)


def _bulleted(knowledge: Knowledge, advice: Sequence[str]) -> str:
    items = [advice_text(knowledge, knowledge.advice[each]) for each in advice]
    return bullets(knowledge, items) if items else ""


def _running(case: Case, topic: Topic) -> str:
    knowledge, assessment = case.knowledge, case.assessment
    if assessment is None:
        return knowledge.wording["running_first_tell"]
    reasons = [
        each.reason
        for each in assessment.triage_reasons
        if each.triage is assessment.triage
    ]
    rules = "" if assessment.running == "stop" else _bulleted(knowledge, topic.advice)
    return paragraphs(
        running(knowledge, assessment, race=True), " ".join(reasons), rules
    )


def _return_plan(case: Case, topic: Topic) -> str:
    knowledge, assessment = case.knowledge, case.assessment
    if case.cautious:
        return knowledge.wording["advice_held_back"]
    stop = assessment is not None and assessment.running == "stop"
    return paragraphs(
        knowledge.wording["plan_after_cleared"] if stop else "",
        topic.text,
        _bulleted(knowledge, topic.advice),
    )


def _why_not(case: Case, topic: Topic) -> str:
    if case.assessment is None:
        return topic.text
    if not case.conditions:
        full = reasons_in_full(case.knowledge, case.assessment, case.evidence)
        return paragraphs(full, topic.text)
    knowledge, named = case.knowledge, case.conditions[0]
    result = why_not(knowledge, case.evidence, named)
    lays = [lay_of(knowledge, f) for f in (*result.requires, *result.missing)]
    missing = list(dict.fromkeys(filter(None, lays)))[:MOST_REASONS]
    return paragraphs(
        say(
            knowledge,
            "why_not" if result.place else "why_not_leads",
            name=name_of(knowledge, named),
            leader=inline(name_of(knowledge, result.leader)),
        ),
        _reasons(case, "cause_for", _spoken(case, result.condition.supports)),
        _reasons(case, "cause_against", _spoken(case, result.condition.opposes)),
        _reasons(case, "cause_missing", missing),
        knowledge.conditions[named].changes,
    )


def _spoken(case: Case, reasons: Sequence[Reason]) -> list[str]:
    return reason_texts(case.knowledge, case.evidence, reasons)


def _reasons(case: Case, key: str, spoken: Sequence[str]) -> str:
    if not spoken:
        return ""
    return say(case.knowledge, key, reasons=together(case.knowledge, spoken))


def _compare(case: Case, topic: Topic) -> str:
    knowledge, named = case.knowledge, case.conditions
    if len(named) < 2:
        return paragraphs(topic.text, *[explain(knowledge, each) for each in named])
    first, second = (knowledge.conditions[each] for each in named[:2])
    result = compare(knowledge, case.evidence, first.id, second.id)
    lines = [
        say(knowledge, key, name=inline(name), findings=together(knowledge, spoken))
        for key, found in (
            ("compare_known", result.known),
            ("compare_unknown", result.unknown),
        )
        for name, points in ((first.name, True), (second.name, False))
        if (spoken := _points(case, [d for d in found if (d.odds > 1) is points]))
    ]
    return paragraphs(
        say(
            knowledge,
            "compare",
            first=first.name,
            first_lay=first.lay,
            second=second.name,
            second_lay=second.lay,
        ),
        bullets(knowledge, lines),
    )


def _points(case: Case, differences: Sequence[Difference]) -> list[str]:
    """What points one way, in our plain words: said, denied, or still open."""
    items = [(case.knowledge.findings.get(d.finding), d) for d in differences]
    spoken = [
        item.lay_absent if d.status is Status.ABSENT else item.lay
        for item, d in items
        if item is not None
    ]
    return [each for each in spoken if each]


def _worse(case: Case, topic: Topic) -> str:
    """What to watch for, and what of it would bring the visit forward."""
    if case.assessment is None:
        return _plain(case, topic)
    knowledge = case.knowledge
    level = case.assessment.triage
    sooner = [
        lay_of(knowledge, change.finding)
        for change in what_would_change(knowledge, case.evidence)
        # What makes it an emergency is said in any case.
        if Triage.EMERGENCY.rank < change.triage.rank < level.rank
    ]
    findings = together(knowledge, list(filter(None, sooner)))
    return paragraphs(
        topic.text,
        say(knowledge, "change_sooner", findings=findings) if findings else "",
        _bulleted(knowledge, topic.advice),
    )


def _factors(case: Case, topic: Topic) -> str:
    if case.assessment is None or not case.assessment.factors:
        return topic.text
    return factors_in_full(case.knowledge, case.assessment)


def _explain(case: Case, topic: Topic) -> str:
    return (
        paragraphs(*[explain(case.knowledge, each) for each in case.about])
        or topic.text
    )


_HANDLERS: dict[str, Callable[[Case, Topic], str]] = {
    "running": _running,
    "return_plan": _return_plan,
    WHY: _why_not,
    "compare": _compare,
    "explain": _explain,
    "factors": _factors,
    "worse": _worse,
}
