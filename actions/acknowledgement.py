"""Says briefly what was understood, changed or promised before the next question."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.executor import CollectingDispatcher

from actions.interview import Turn
from actions.telling import together
from actions.words import in_lay_words, inline, known_now, listed, name_of, say
from bot.knowledge.model import Knowledge, Status
from bot.reasoning.index import index_of
from bot.reasoning.model import Evidence, Observation

# Said where such words turn out to be no answer; the responses stand in domain.yml.
ASIDES = {
    "out_of_scope": "utter_out_of_scope",
    "feedback_negative": "utter_feedback_negative",
    "thanks": "utter_thanks",
}


def acknowledge(
    dispatcher: CollectingDispatcher,
    knowledge: Knowledge,
    before: Evidence,
    turn: Turn,
    promised: list[str],
    aside: str = "",
) -> None:
    """One short message, or none when there is nothing to say.

    `aside`, an intent, chooses what to say of a message that was no answer at all.
    """
    if turn.missed:
        response = ASIDES.get(aside)
        text = None if response else say(knowledge, "not_understood")
        dispatcher.utter_message(text=text, response=response)
        return
    parts = [
        _noted(knowledge, before, _undoubted(knowledge, turn)),
        _changed(knowledge, before, turn.evidence),
        _promise(knowledge, promised),
    ]
    text = " ".join(part for part in parts if part)
    if text:
        dispatcher.utter_message(text=text)


def _undoubted(knowledge: Knowledge, turn: Turn) -> Evidence:
    """The evidence without the doubts that the next question is about."""
    asked = index_of(knowledge).covers.get(turn.question, ())
    observations = {
        finding: seen
        for finding, seen in turn.evidence.observations.items()
        if seen.status is not Status.UNCERTAIN or finding not in asked
    }
    return replace(turn.evidence, observations=observations)


def _noted(knowledge: Knowledge, before: Evidence, after: Evidence) -> str:
    """All that is known after the first message; later only what came unasked."""
    first = not before.observations
    known = known_now(knowledge, after, turn=after.turn)
    if not known:
        return ""
    if first:
        return say(knowledge, "noted_first", findings=together(knowledge, known))
    unasked = [
        in_lay_words(knowledge, finding, seen)
        for finding, seen in after.observations.items()
        if seen.turn == after.turn
        and not seen.asked
        and finding not in before.observations
        and in_lay_words(knowledge, finding, seen) in known
    ]
    if not unasked:
        return ""
    return say(knowledge, "noted", findings=together(knowledge, unasked))


def _changed(knowledge: Knowledge, before: Evidence, after: Evidence) -> str:
    new = after.corrections[len(before.corrections) :]
    if not new:
        return ""
    names = [
        _now(knowledge, each.finding, after.observations[each.finding])
        for each in new
        if each.finding in after.observations
    ]
    changed = together(knowledge, list(filter(None, names)))
    return say(knowledge, "changed", findings=changed) if changed else ""


def _now(knowledge: Knowledge, finding: str, seen: Observation) -> str:
    """How it stands after a correction: told, or denied."""
    item = knowledge.findings.get(finding)
    if seen.status is not Status.ABSENT or item is None:
        return in_lay_words(knowledge, finding, seen)
    return item.lay_absent or say(knowledge, "lay_denied", lay=item.lay)


def _promise(knowledge: Knowledge, promised: list[str]) -> str:
    if not promised:
        return ""
    names = [inline(name_of(knowledge, each)) for each in promised]
    return say(knowledge, "promised", topics=listed(knowledge, names))
