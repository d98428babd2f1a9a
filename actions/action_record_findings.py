"""Takes in what the runner said and decides what comes next."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import interview, session, slots
from actions.acknowledgement import acknowledge
from actions.emergency import emergency_events
from actions.topic_handlers import Case
from actions.topics import answer_topics
from actions.understanding import SURE, longest_of, topics_of, understood
from actions.words import say
from bot.knowledge.model import Knowledge
from bot.reasoning.model import Evidence, NextStep

# Beside what was told; more would bury the next question.
MOST_ANSWERS = 1
EMERGENCY_SAID = "utter_emergency"


class ActionRecordFindings(Action):
    """Updates `evidence` and sets `next_step`; says what was noted, never more."""

    def name(self) -> str:
        """The name rules use."""
        return "action_record_findings"

    def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> list[Any]:
        """Record, decide, and acknowledge if the interview goes on."""
        knowledge = session.knowledge()
        before = slots.evidence_of(tracker)
        asked = slots.open_question(tracker)
        message = understood(tracker, knowledge.findings, asked)
        if EMERGENCY_SAID in slots.actions_this_turn(tracker):
            # Nothing may follow that, so nothing is decided on either.
            evidence = interview.record(knowledge, before, message, asked)
            return [*slots.remember(tracker, evidence), *_country(tracker)]
        hurry = bool(tracker.get_slot(slots.HURRY)) or _wants_result(tracker)
        turn = interview.take(
            knowledge,
            before,
            message,
            asked,
            misses=int(tracker.get_slot(slots.MISSES) or 0),
            hurry=hurry,
        )
        # After an alarm tips stay off.
        alarmed = bool(before.red_flags)
        topics = [] if alarmed else _new_topics(tracker, knowledge)
        promised = [each for each in topics if knowledge.topics[each].needs_assessment]
        if turn.step is NextStep.ASK and alarmed and not asked:
            dispatcher.utter_message(text=say(knowledge, "screen_after_alarm"))
        elif turn.step is NextStep.ASK:
            acknowledge(dispatcher, knowledge, before, turn, promised, _aside(tracker))
            now = [each for each in topics if each not in promised]
            case = Case(knowledge, turn.evidence)
            for text in answer_topics(case, now[:MOST_ANSWERS], brief=True):
                dispatcher.utter_message(text=text)
        elif turn.step is NextStep.ASSESS:
            promised = topics
        return [
            *slots.remember(tracker, turn.evidence),
            slots.go_to(turn.step),
            SlotSet(slots.QUESTION, turn.question or None),
            SlotSet(slots.MISSES, int(turn.missed or turn.again)),
            SlotSet(slots.HURRY, hurry),
            SlotSet(slots.WANTED, slots.wanted_topics(tracker) + promised),
            *_country(tracker),
            *_emergency(tracker, knowledge, before, turn),
        ]


def _intent(tracker: Tracker) -> str:
    return str((tracker.latest_message.get("intent") or {}).get("name") or "")


def _aside(tracker: Tracker) -> str:
    """What the message is about if it is no answer; empty where that is a guess."""
    intent = tracker.latest_message.get("intent") or {}
    sure = float(intent.get("confidence") or 0.0) >= SURE
    return _intent(tracker) if sure else ""


def _wants_result(tracker: Tracker) -> bool:
    return _intent(tracker) == "ask_result"


def _new_topics(tracker: Tracker, knowledge: Knowledge) -> list[str]:
    """Topics asked for in this message that are not promised already."""
    known = slots.wanted_topics(tracker)
    asked = topics_of(tracker, knowledge.topics)
    return [each for each in asked if each not in known]


def _country(tracker: Tracker) -> list[Any]:
    named = longest_of(tracker, "country")
    return [SlotSet(slots.COUNTRY, named)] if named else []


def _emergency(
    tracker: Tracker, knowledge: Knowledge, before: Evidence, turn: interview.Turn
) -> list[Any]:
    """The wording, unless it has been said already."""
    if turn.evidence.red_flags == before.red_flags:
        return []
    country = longest_of(tracker, "country") or slots.country_of(tracker)
    return emergency_events(knowledge, turn.evidence, country)
