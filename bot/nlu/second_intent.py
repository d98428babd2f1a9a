"""What the encoder takes a message to be for, beside the classifier's own guess."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.encoder.encoder import Encoder, encoder_of

FOLDER, SHARE = "folder", "share"


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False
)
class SecondIntent(GraphComponent):
    """Mixes the confidences of a classifier before it with the encoder's."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`folder`: where the encoder is; `share`: how much of the sum is its own."""
        return {FOLDER: "data/knowledge", SHARE: 0.6}

    def __init__(self, encoder: Encoder, share: float) -> None:
        self._encoder = encoder
        self._share = share

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SecondIntent:
        """Nothing is trained; the encoder is read at start."""
        return cls(encoder_of(Path(config[FOLDER])), float(config[SHARE]))

    def process(self, messages: list[Message]) -> list[Message]:
        """Ranks the intents of each message anew."""
        for message in messages:
            own = self._own(message.get(TEXT) or "")
            ranking = message.get(INTENT_RANKING_KEY) or []
            if own and ranking:
                mixed = {each["name"]: each["confidence"] for each in ranking}
                for name in mixed.keys() | own.keys():
                    mixed[name] = (1 - self._share) * mixed.get(name, 0.0)
                    mixed[name] += self._share * own.get(name, 0.0)
                order = sorted(mixed, key=lambda name: (-mixed[name], name))
                made = [{"name": n, "confidence": mixed[n]} for n in order]
                message.set(INTENT, made[0], add_to_output=True)
                message.set(INTENT_RANKING_KEY, made, add_to_output=True)
        return messages

    def _own(self, text: str) -> dict[str, float]:
        """The encoder's confidences, of all parts of the text together."""
        parts = self._encoder.read(text).parts
        if not parts:
            return {}
        odds = sum(part.intents for part in parts) / len(parts)
        likely = np.exp(odds - odds.max())
        shares = likely / likely.sum()
        return dict(zip(self._encoder.labels.intents, map(float, shares), strict=True))
