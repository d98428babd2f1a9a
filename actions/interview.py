"""What one message does to the interview: new evidence, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from actions.slots import CHECK
from bot.knowledge.model import Knowledge, Status
from bot.reasoning.answers import add_message, is_answered
from bot.reasoning.decide import decide
from bot.reasoning.evidence import with_red_flag
from bot.reasoning.model import Evidence, Message, NextStep, Observation
from bot.reasoning.options import asks_which
from bot.reasoning.replies import LIKELY, SURE

# A question not understood twice is set aside as unanswered; unanswered is not "no".
MOST_MISSES = 2


@dataclass(frozen=True)
class Turn:
    """The interview after a message. `question` is the finding to ask for, if any.

    `missed`: the answer was not understood. `again`: other news came, no answer.
    """

    evidence: Evidence
    step: NextStep
    question: str
    missed: bool = False
    again: bool = False


def take(
    knowledge: Knowledge,
    before: Evidence,
    message: Message,
    asked: str,
    *,
    misses: int = 0,
    hurry: bool = False,
) -> Turn:
    """Record the message and decide; a question not answered stays open a while."""
    message = _plain(message, asked) if asked.startswith(CHECK) else message
    if not misses and is_asked_which(knowledge, message, asked):
        evidence = replace(before, turn=before.turn + 1)
        return Turn(evidence, NextStep.ASK, asked, again=True)
    evidence = record(knowledge, before, message, asked)
    settled = asked.startswith(CHECK) and _answers(message)  # be it a finding or not
    missed = bool(asked) and not (hurry or settled) and _nothing_new(before, evidence)
    if missed and misses + 1 < MOST_MISSES:
        return Turn(evidence, NextStep.ASK, asked, missed=True)
    if missed:
        evidence = _set_aside(evidence, asked)
    patient = not (hurry or misses or missed)
    turn = _onwards(knowledge, evidence, hurry=hurry)
    calm = turn.step is not NextStep.EMERGENCY
    if patient and calm and _passed_over(knowledge, evidence, asked):
        return Turn(evidence, NextStep.ASK, asked, again=True)
    return turn


def is_asked_which(knowledge: Knowledge, message: Message, asked: str) -> bool:
    """Whether it leaves open what is meant, so that the runner is asked."""
    item = knowledge.findings.get(asked)
    return bool(item and item.question and asks_which(item.question, message))


def _onwards(knowledge: Knowledge, evidence: Evidence, *, hurry: bool) -> Turn:
    """What the evidence calls for next."""
    decision = decide(knowledge, evidence)
    if decision.step is NextStep.ASK and hurry:
        question = knowledge.findings[decision.finding].question
        if question is None or question.safety is None:
            return Turn(evidence, NextStep.ASSESS, "")
    if decision.rule:
        # Whatever is said later, it was one: only starting over forgets it.
        evidence = with_red_flag(evidence, decision.rule)
    if decision.step is not NextStep.ASK:
        return Turn(evidence, decision.step, "")
    evidence = replace(evidence, asked=(*evidence.asked, decision.finding))
    return Turn(evidence, NextStep.ASK, decision.finding)


def record(
    knowledge: Knowledge, before: Evidence, message: Message, asked: str
) -> Evidence:
    """The evidence with this message in it, read as the answer to what was asked."""
    if not asked.startswith(CHECK):
        return add_message(knowledge, before, message, asked)
    finding, message = asked[len(CHECK) :], _plain(message, asked)
    evidence = add_message(knowledge, before, message, "")
    if finding not in knowledge.findings or not _answers(message):
        return evidence
    if message.polarity in ("unsure", "skip"):
        return replace(evidence, unknown=_with(evidence.unknown, finding))
    absent = message.polarity in ("no", "none")
    seen = Observation(
        status=Status.ABSENT if absent else Status.PRESENT,
        text=message.text,
        turn=evidence.turn,
        asked=True,
    )
    return replace(evidence, observations={**evidence.observations, finding: seen})


def _passed_over(knowledge: Knowledge, evidence: Evidence, asked: str) -> bool:
    """Whether a question of the emergency screen got no answer, but other news."""
    finding = knowledge.findings.get(asked)
    if finding is None or finding.question is None or finding.question.safety is None:
        return False
    return not is_answered(knowledge, evidence, asked)


def _plain(message: Message, check: str) -> Message:
    """An answer in odd words to a yes/no question, as the yes or no it comes to.

    What its words say of the very thing outranks how the whole of it sounds.
    """
    if message.polarity:
        return message
    asked = check.removeprefix(CHECK)
    said = {each.status for each in message.mentions if each.finding == asked}
    if said == {Status.ABSENT}:
        return replace(message, polarity="no")
    if message.odds is None or -LIKELY < message.odds < SURE:
        return message
    return replace(message, polarity="yes" if message.odds > 0 else "no")


def _answers(message: Message) -> bool:
    return bool(message.polarity)


def _nothing_new(before: Evidence, after: Evidence) -> bool:
    return (
        dict(before.observations) == dict(after.observations)
        and before.unknown == after.unknown
    )


def _set_aside(evidence: Evidence, asked: str) -> Evidence:
    finding = asked.removeprefix(CHECK)
    return replace(evidence, unknown=_with(evidence.unknown, finding))


def _with(items: Sequence[str], item: str) -> tuple[str, ...]:
    return (*items, item) if item not in items else tuple(items)
