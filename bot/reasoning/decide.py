"""The next step after a message: emergency, another question, or the assessment."""

from __future__ import annotations

from bot.knowledge.model import Knowledge, Triage
from bot.reasoning.criteria import Facts
from bot.reasoning.doubts import next_doubt
from bot.reasoning.model import Decision, Evidence, NextStep
from bot.reasoning.questions import next_question, next_screening
from bot.reasoning.triage import emergency


def decide(knowledge: Knowledge, evidence: Evidence) -> Decision:
    """An emergency ends the interview, unless a question may yet show it is none.

    Else it asks while asking can change the answer. After an alarm that is urgent only,
    it asks while that may turn out to be an emergency, and then the alarm stands.

    Keep `rule`, if there is one, with `evidence.with_red_flag`, so that it stays an
    emergency whatever is said later.
    """
    rule = emergency(knowledge, evidence)
    doubt = next_doubt(Facts(knowledge, evidence, {}), Triage.EMERGENCY)
    if rule and not doubt:
        return Decision(NextStep.EMERGENCY, rule=rule)
    alarmed = bool(evidence.red_flags)
    choose = next_screening if alarmed else next_question
    finding = doubt or choose(knowledge, evidence)
    if finding is None:
        return Decision(NextStep.EMERGENCY if alarmed else NextStep.ASSESS)
    return Decision(NextStep.ASK, finding=finding)
