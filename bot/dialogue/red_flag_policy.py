"""The policy that nothing outranks: it reads the runner's raw words for red flags.

It needs neither the NLU pipeline nor the actions, so it works when they do not. The
rules it applies are read from data/knowledge at start, never from the trained model:
Rasa would restore a trained policy from its cache and miss a changed rule.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Tuple

from rasa.core.featurizers.precomputation import MessageContainerForCoreFeaturization
from rasa.core.featurizers.tracker_featurizers import TrackerFeaturizer
from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_EXTRACT_SLOTS, ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue.country import UNKNOWN, countries
from bot.dialogue.recollection import earlier_texts
from bot.safety.detector import Outcome, Scan, shared_detector

logger = logging.getLogger(__name__)

UTTER_EMERGENCY = "utter_emergency"
UTTER_STILL_EMERGENCY = "utter_still_emergency"
SAFETY_CHECK = "action_safety_check"
RECORD = "action_record_findings"
ASK_NEXT = "action_ask_next_question"
NOT_ACTIONS = frozenset({ACTION_LISTEN_NAME, ACTION_EXTRACT_SLOTS})
# After a red flag only these go their ordinary way; everything else hears it again.
WAYS_OUT = frozenset({"start_over", "goodbye"})
START_OVER = "start_over"
ASK_WHY = "ask_why"
EMERGENCY = "emergency"
# In a message's metadata: the red flags that the gateway answered and that may not be
# on record, as {"ids": [...], "level": ...}.
CARRIED = "red_flag"

# Recording may have failed, or have chosen a question, which nobody has seen.
_STAYS: Tuple[Event, ...] = (
    SlotSet("next_step", "emergency"),
    SlotSet("question", None),
)

# An action's name ("" for none of ours) and the slots that go with it.
_Step = Tuple[str, List[Event]]


@dataclass(frozen=True)
class _Turn:
    """The latest message, and the actions taken since."""

    message: UserUttered
    actions: Tuple[str, ...]


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False
)
class RedFlagPolicy(Policy):
    """Says the emergency wording, or asks the one question that settles a doubt."""

    @staticmethod
    def supported_data() -> SupportedData:
        """Stories and rules alike; it learns from neither."""
        return SupportedData.ML_AND_RULE_DATA

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Above RulePolicy's 6."""
        return {"priority": 100}

    def __init__(
        self,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        featurizer: Optional[TrackerFeaturizer] = None,
    ) -> None:
        """Read the red-flag rules."""
        super().__init__(config, model_storage, resource, execution_context, featurizer)
        self._detector = shared_detector()

    def train(
        self,
        training_trackers: List[TrackerWithCachedStates],
        domain: Domain,
        precomputations: Optional[MessageContainerForCoreFeaturization] = None,
        **kwargs: Any,
    ) -> Resource:
        """Nothing is learnt."""
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> RedFlagPolicy:
        """Build it anew: nothing of it is in the model."""
        return cls(config, model_storage, resource, execution_context)

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[Dict[str, Any]] = None,
        precomputations: Optional[MessageContainerForCoreFeaturization] = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Predict the emergency wording, the safety question, or nothing at all."""
        turn = _this_turn(tracker)
        action, events = self._next(tracker, turn) if turn else ("", [])
        scores = self._default_predictions(domain)
        if action:
            scores[domain.index_for_action(action)] = 1.0
        return self._prediction(
            scores, events=events, is_no_user_prediction=bool(action)
        )

    def _next(self, tracker: DialogueStateTracker, turn: _Turn) -> _Step:
        """What to do now; "" leaves it to the rules."""
        if not turn.actions:
            return self._judge(tracker, turn.message)
        if UTTER_EMERGENCY in turn.actions and RECORD not in turn.actions:
            return RECORD, []
        if UTTER_EMERGENCY in turn.actions:
            return ACTION_LISTEN_NAME, list(_STAYS)
        if UTTER_STILL_EMERGENCY in turn.actions:
            return ACTION_LISTEN_NAME, []
        return _going_on(tracker, turn)

    def _judge(self, tracker: DialogueStateTracker, message: UserUttered) -> _Step:
        question = tracker.get_slot("question") or ""
        scan = self._scan(tracker, message, question)
        if scan.outcome is Outcome.FIRE and not self._waits(tracker, scan, question):
            return UTTER_EMERGENCY, _raise_flag(tracker, scan)
        intent = message.intent.get("name")
        urgent = _is_urgent(tracker)
        if urgent or tracker.get_slot("next_step") == "emergency":
            if intent in WAYS_OUT:
                return "", []
            if not urgent:
                return UTTER_STILL_EMERGENCY, []
        carried = _carried(tracker, message)
        if carried and intent != START_OVER:
            return UTTER_EMERGENCY, _raise_again(tracker, carried)
        if self._doubts(tracker, message, scan):
            return SAFETY_CHECK, []
        asks_why = intent == ASK_WHY and question
        # The NLU component may not know what was asked: here its alarm is none.
        records = intent == EMERGENCY or (urgent and not asks_why)
        return (RECORD if records else ""), []

    def _doubts(
        self, tracker: DialogueStateTracker, message: UserUttered, scan: Scan
    ) -> bool:
        """Whether a doubt is to be put to the runner, for the first time.

        A doubtful answer to the interview's question is the interview's to settle.
        """
        if scan.outcome is Outcome.NONE:
            return False
        doubt = self._detector.scan(message.text or "").question
        return doubt is not None and doubt.rule not in _settled(tracker)

    def _waits(self, tracker: DialogueStateTracker, scan: Scan, asked: str) -> bool:
        """Whether the interview goes on first; not with an answer it missed before."""
        return not tracker.get_slot("misses") and self._detector.may_wait(scan, asked)

    def _scan(
        self, tracker: DialogueStateTracker, message: UserUttered, asked: str
    ) -> Scan:
        return self._detector.scan(
            message.text or "",
            previous=earlier_texts(tracker, before=tracker.latest_message),
            asked=asked,
        )


def _this_turn(tracker: DialogueStateTracker) -> Optional[_Turn]:
    actions: List[str] = []
    for event in reversed(tracker.applied_events()):
        if isinstance(event, UserUttered):
            return _Turn(event, tuple(actions))
        if isinstance(event, ActionExecuted) and event.action_name not in NOT_ACTIONS:
            actions.append(event.action_name or "")
    return None


def _is_urgent(tracker: DialogueStateTracker) -> bool:
    """Whether an alarm was raised that is no emergency.

    Then the rest of the emergency screen is put to whoever writes again, and no more.
    """
    flagged = bool(tracker.get_slot("emergency_flag"))
    return flagged and tracker.get_slot("emergency_triage") == "urgent"


def _going_on(tracker: DialogueStateTracker, turn: _Turn) -> _Step:
    """After a doubt was put, or a message recorded that followed an alarm."""
    if SAFETY_CHECK in turn.actions:
        failed = tracker.get_slot("next_step") == "failed"
        return ("" if failed else ACTION_LISTEN_NAME), []
    if RECORD in turn.actions and tracker.get_slot("emergency_flag"):
        return _after_recording(tracker, turn)
    return "", []


def _after_recording(tracker: DialogueStateTracker, turn: _Turn) -> _Step:
    """What it adds up to, the next question of the screen, or the alarm once more."""
    step = tracker.get_slot("next_step")
    if step == "emergency" and not _is_urgent(tracker):
        return UTTER_EMERGENCY, []
    if ASK_NEXT in turn.actions:
        return ACTION_LISTEN_NAME, []
    if step == "ask":
        return ASK_NEXT, []
    if step == "failed":  # the runner heard so
        return ACTION_LISTEN_NAME, list(_STAYS)
    return UTTER_STILL_EMERGENCY, [*_STAYS, _urgent_text(tracker)]


def _urgent_text(tracker: DialogueStateTracker) -> Event:
    ids = [entry.partition("@")[0] for entry in _on_record(tracker)]
    text = countries().emergency_text(ids, "urgent", _country(tracker), more=False)
    return SlotSet("emergency_text", text)


def _settled(tracker: DialogueStateTracker) -> List[str]:
    """Doubts that were put to the runner before: once is enough."""
    return list(tracker.get_slot("safety_asked") or [])


def _raise_flag(tracker: DialogueStateTracker, scan: Scan) -> List[Event]:
    entries = [_entry(flag.id, flag.triage) for flag in scan.flags]
    return _alarm(tracker, [flag.id for flag in scan.flags], scan.level, entries)


def _raise_again(tracker: DialogueStateTracker, carried: Dict[str, Any]) -> List[Event]:
    """What the gateway answered before, in a turn that left no trace."""
    ids, level = list(carried["ids"]), str(carried["level"])
    return _alarm(tracker, ids, level, _entries(carried))


def _entries(carried: Dict[str, Any]) -> List[str]:
    return [_entry(id_, str(carried["level"])) for id_ in carried["ids"]]


def _entry(id_: str, level: str) -> str:
    """As bot.reasoning keeps it: a bare id is an emergency."""
    return id_ if level == "emergency" else f"{id_}@{level}"


def _on_record(tracker: DialogueStateTracker) -> List[str]:
    return list((tracker.get_slot("evidence") or {}).get("red_flags", []))


def _carried(
    tracker: DialogueStateTracker, message: UserUttered
) -> Optional[Dict[str, Any]]:
    """What the gateway answered, unless it is the urgent alarm that is on record."""
    carried = (message.metadata or {}).get(CARRIED)
    if not carried or not _is_urgent(tracker):
        return carried
    known = set(_entries(carried)) <= set(_on_record(tracker))
    return None if known else carried


def _alarm(
    tracker: DialogueStateTracker, ids: List[str], level: str, entries: List[str]
) -> List[Event]:
    evidence = dict(tracker.get_slot("evidence") or {})
    evidence["red_flags"] = list(
        dict.fromkeys([*evidence.get("red_flags", []), *entries])
    )
    text = countries().emergency_text(ids, level, _country(tracker))
    return [
        SlotSet("next_step", "emergency"),
        SlotSet("question", None),
        SlotSet("evidence", evidence),
        SlotSet("emergency_text", text),
        SlotSet("emergency_flag", ids[0] if ids else ""),
        SlotSet("emergency_triage", level),
    ]


def _country(tracker: DialogueStateTracker) -> str:
    """As named in this message, which is not recorded yet, or before."""
    latest = tracker.latest_message
    named = countries().mentioned((latest.text if latest else "") or "")
    return named or tracker.get_slot("country") or UNKNOWN
