"""The next step after a message: emergency, another question, or the assessment."""

from __future__ import annotations

from bot.knowledge.model import Knowledge, Triage
from bot.reasoning.criteria import Facts
from bot.reasoning.doubts import next_doubt
from bot.reasoning.model import Decision, Evidence, NextStep
from bot.reasoning.questions import next_question
from bot.reasoning.triage import emergency


def decide(knowledge: Knowledge, evidence: Evidence) -> Decision:
    """An emergency ends the interview, unless a question may yet show it is none.

    Else it asks while asking can change the answer.

    Keep `rule` of an emergency with `evidence.with_red_flag`, so that it stays one
    whatever is said later.
    """
    rule = emergency(knowledge, evidence)
    doubt = next_doubt(Facts(knowledge, evidence, {}), Triage.EMERGENCY)
    if rule and not doubt:
        return Decision(NextStep.EMERGENCY, rule=rule)
    finding = doubt or next_question(knowledge, evidence)
    if finding is None:
        return Decision(NextStep.ASSESS)
    return Decision(NextStep.ASK, finding=finding)
