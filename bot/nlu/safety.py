"""The red-flag detector as the last part of the pipeline, for stories and analytics.

Safety does not rest on it: the gateway and RedFlagPolicy read the raw words themselves.
"""

from __future__ import annotations

from typing import Any, Dict, List

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

from bot.safety.detector import Detector, Outcome, Scan

EMERGENCY = "emergency"


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False
)
class SafetyComponent(GraphComponent):
    """Adds `safety` entities; a flag that fires makes the intent `emergency`."""

    def __init__(self, detector: Detector) -> None:
        """Use `create`."""
        self._detector = detector

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SafetyComponent:
        """Read the rules at start, so that a changed rule needs no training."""
        return cls(Detector.load())

    def process(self, messages: List[Message]) -> List[Message]:
        """Scan each message's own words."""
        for message in messages:
            scan = self._detector.scan(message.get(TEXT) or "")
            entities = _entities(scan)
            if entities:
                known = message.get(ENTITIES) or []
                message.set(ENTITIES, [*known, *entities], add_to_output=True)
            if scan.outcome is Outcome.FIRE:
                intent = {INTENT_NAME_KEY: EMERGENCY, PREDICTED_CONFIDENCE_KEY: 1.0}
                message.set(INTENT, intent, add_to_output=True)
        return messages


def _entities(scan: Scan) -> List[Dict[str, Any]]:
    fired = [
        _entity(flag.id, flag.triage, flag.start, flag.end, text=flag.text)
        for flag in scan.flags
    ]
    if scan.question is None:
        return fired
    asked = _entity(scan.question.rule, "ask", 0, 0, question=scan.question.text)
    return [*fired, asked]


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
