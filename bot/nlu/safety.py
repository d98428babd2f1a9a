"""The red-flag detector as the last part of the pipeline, for stories and analytics.

Safety does not rest on it: the gateway and RedFlagPolicy read the raw words themselves.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Set

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_NAME_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from bot.knowledge.loader import load
from bot.knowledge.reading import default_folder
from bot.nlu.data import load_phrase_data
from bot.safety.detector import Detector, Flag, Outcome, Scan, shared_detector
from bot.safety.interviewing import ASKED

EMERGENCY = "emergency"
INFORM = "inform"
FALLBACK = "nlu_fallback"
PRESENT = "present"
UNCERTAIN = "uncertain"
PAST = "past"
METADATA = "metadata"  # as Rasa names it in a message
# Marks a finding that tells of an alarm which the detector does not hear.
UNHEARD = "unheard"


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False
)
class SafetyComponent(GraphComponent):
    """Adds `safety` entities; a flag that cries out makes the intent `emergency`.

    A flag that is also a finding counts as told: what the detector is sure of outranks
    a finding that was missed, or read as denied, in the same words. What only its
    models name may be another alarm, so it is a doubt. The other way round, a finding
    that tells of an alarm is marked `unheard` where the detector, which weighs the
    whole message, raises none: it is asked about before it counts.
    """

    def __init__(
        self, detector: Detector, kinds: Dict[str, str], calm: Dict[str, Any]
    ) -> None:
        """Use `create`. `kinds` maps a finding to its entity.

        `calm` is the cue with `use: emergency_intent`: alarms that are mostly told in
        passing, and which of them make an emergency together.
        """
        self._detector = detector
        self._kinds = kinds
        self._alarming = detector.alarming
        self._alone = frozenset(calm.get("not_alone", ()))
        self._together = [frozenset(each) for each in calm.get("together", ())]

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SafetyComponent:
        """Read the rules at start, so that a changed rule needs no training."""
        findings = load().findings.values()
        kinds = {each.id: each.kind for each in findings}
        return cls(shared_detector(), kinds, _calm(default_folder()))

    def process(self, messages: List[Message]) -> List[Message]:
        """Scan each message's own words."""
        for message in messages:
            scan = self._scan(message.get(TEXT) or "")
            if scan.outcome is not Outcome.NONE:
                known = self._with_findings(message.get(ENTITIES) or [], scan)
                entities = [*known, *_entities(scan)]
                message.set(ENTITIES, entities, add_to_output=True)
            scan = self._as_answer(message, scan)
            self._mark_unheard(message.get(ENTITIES) or [], scan)
            intent = self._intent(scan, message)
            if intent:
                message.set(INTENT, intent, add_to_output=True)
        return messages

    def _scan(self, text: str) -> Scan:
        """What the words raise, unless they only say that all is well."""
        scan = self._detector.scan(text)
        return Scan() if self._detector.reads_as_denial(text, scan) else scan

    def _as_answer(self, message: Message, scan: Scan) -> Scan:
        """What an alarm comes to as an answer to the question that was open.

        The gateway says which. Without it, as in `rasa shell`, that is not known here;
        the policy knows, and judges.
        """
        asked = (message.get(METADATA) or {}).get(ASKED)
        if not asked or scan.outcome is not Outcome.FIRE:
            return scan
        return self._detector.scan(message.get(TEXT) or "", asked=str(asked))

    def _intent(self, scan: Scan, message: Message) -> Dict[str, Any]:
        """Emergency when an alarm says so, never on the classifier's word alone."""
        fired = {flag.id for flag in scan.flags if flag.triage == EMERGENCY}
        if scan.outcome is Outcome.FIRE and self._cries_out(fired):
            return {INTENT_NAME_KEY: EMERGENCY, PREDICTED_CONFIDENCE_KEY: 1.0}
        guess = message.get(INTENT) or {}
        if guess.get(INTENT_NAME_KEY) != EMERGENCY:
            return {}
        told = any("role" in each for each in message.get(ENTITIES) or [])
        return {**guess, INTENT_NAME_KEY: INFORM if told else FALLBACK}

    def _mark_unheard(self, entities: List[Dict[str, Any]], scan: Scan) -> None:
        """Marks what tells of an alarm that the detector does not even suspect."""
        doubt = scan.question
        heard = {flag.id for flag in scan.flags}
        heard |= {doubt.rule, *doubt.covers} if doubt else set()
        told = {f for id_ in heard for f in (id_, *self._alarming.get(id_, ()))}
        unheard = {f for found in self._alarming.values() for f in found} - told
        for each in entities:
            if each["value"] in unheard and each.get("role") in (PRESENT, PAST):
                each[UNHEARD] = True

    def _cries_out(self, fired: Set[str]) -> bool:
        return bool(fired - self._alone) or any(w <= fired for w in self._together)

    def _with_findings(
        self, known: List[Dict[str, Any]], scan: Scan
    ) -> List[Dict[str, Any]]:
        fired = {flag.id: flag for flag in scan.flags if flag.id in self._kinds}
        outranked = {id_ for id_, flag in fired.items() if not flag.guessed}
        kept = [
            each
            for each in known
            if each["value"] not in outranked or each.get("role") == PRESENT
        ]
        told = {each["value"] for each in kept}
        new = [
            _finding(self._kinds[flag.id], flag)
            for flag in fired.values()
            if flag.id not in told
        ]
        return [*kept, *new]


def _calm(folder: Path) -> Dict[str, Any]:
    cues = load_phrase_data(folder)["cues"].values()
    return next((c for c in cues if c.get("use") == "emergency_intent"), {})


def _finding(kind: str, flag: Flag) -> Dict[str, Any]:
    return {
        "entity": kind,
        "value": flag.id,
        "role": UNCERTAIN if flag.guessed else PRESENT,
        "start": flag.start,
        "end": flag.end,
        "text": flag.text,
        "amount": None,
        "side": "",
        "extractor": SafetyComponent.__name__,
    }


def _entities(scan: Scan) -> List[Dict[str, Any]]:
    fired = [
        _entity(flag.id, flag.triage, flag.start, flag.end, text=flag.text)
        for flag in scan.flags
    ]
    if scan.question is None:
        return fired
    doubt = scan.question
    more = {"question": doubt.text, "covers": list(doubt.covers)}
    return [*fired, _entity(doubt.rule, "ask", 0, 0, **more)]


def _entity(rule: str, role: str, start: int, end: int, **more: Any) -> Dict[str, Any]:
    return {
        "entity": "safety",
        "value": rule,
        "role": role,
        "start": start,
        "end": end,
        "extractor": SafetyComponent.__name__,
        **more,
    }
