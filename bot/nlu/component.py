"""The Rasa components: one finds entities, one settles the intent by what was found.

The phrases travel inside the model. `fingerprint_addon` lets Rasa notice a new phrase;
without it a trained component is restored from the cache and the phrase ignored.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_RANKING_KEY,
    METADATA,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.answers.reader import AnswerReader, reader_of
from bot.nlu.data import fingerprint, load_phrase_data
from bot.nlu.intents import SURE, names_topic, settle_intent
from bot.nlu.judge import Judge
from bot.nlu.judge_training import (
    fingerprint_annotated,
    read_annotated,
    train_judge,
)
from bot.nlu.pipeline import Extractor
from bot.nlu.second_guess import SecondGuess
from bot.nlu.tagger import Tagger
from bot.safety.interviewing import ASKED

FOLDER = "folder"
ANNOTATED = "annotated"
FILE = "phrases.json"
JUDGE_FILE = "judge.json"
VERY_SURE = 2.0  # log odds of a yes, or of a no, to the open question
ASKS = "asks"
"""Whether a message holds a question; passed on from the extractor to the resolver."""


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True
)
class FindingExtractor(GraphComponent, EntityExtractorMixin):
    """Findings, answers, topics and countries, by phrases kept in the model."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`folder`: where the phrases are read from when training.

        `annotated`: the messages that train the judge; empty for the rules alone.
        """
        return {FOLDER: "data/knowledge", ANNOTATED: "data/nlu/annotated"}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        extractor: Extractor | None = None,
    ) -> None:
        """`extractor` is given when a trained component is loaded."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._extractor = extractor

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FindingExtractor:
        """An untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> FindingExtractor:
        """The component as trained. Of the folder it reads the encoder alone."""
        with model_storage.read_from(resource) as folder:
            data = json.loads((folder / FILE).read_text(encoding="utf-8"))
            learnt = folder / JUDGE_FILE
            judge = json.loads(learnt.read_text("utf-8")) if learnt.exists() else None
        made = Extractor(data, judge=Judge.from_json(judge) if judge else None)
        chosen = {**cls.get_default_config(), **config}
        made.tagger = Tagger.load(Path(chosen[FOLDER]), made.watched)
        return cls(config, model_storage, resource, made)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Changes with any phrase, so that a new one is trained and not ignored."""
        chosen = {**cls.get_default_config(), **config}
        phrases = fingerprint(load_phrase_data(Path(chosen[FOLDER])))
        annotated = chosen[ANNOTATED]
        return phrases + (fingerprint_annotated(Path(annotated)) if annotated else "")

    def train(self, training_data: TrainingData) -> Resource:
        """Reads the phrases, proves that they compile, and stores them in the model."""
        data = load_phrase_data(Path(self._config[FOLDER]))
        self._extractor = Extractor(data)
        annotated = self._config[ANNOTATED]
        if annotated:
            records = read_annotated(Path(annotated))
            self._extractor.judge = train_judge(self._extractor, records)
        with self._model_storage.write_to(self._resource) as folder:
            _write(folder / FILE, data)
            if self._extractor.judge:
                _write(folder / JUDGE_FILE, self._extractor.judge.to_json())
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the entities of each message to those it has."""
        for message in messages:
            text = message.get(TEXT) or ""
            found = self._extractor(text) if self._extractor else []
            entities = message.get(ENTITIES, []) + found
            message.set(ENTITIES, entities, add_to_output=True)
            message.set(ASKS, bool(self._extractor and self._extractor.asks(text)))
        return messages


def _write(path: Path, item: dict[str, Any]) -> None:
    path.write_text(json.dumps(item, ensure_ascii=False, sort_keys=True), "utf-8")


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False
)
class IntentResolver(GraphComponent):
    """Settles the intent by what the message holds; runs after FallbackClassifier."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`folder`: where the encoder is kept."""
        return {FOLDER: "data/knowledge"}

    def __init__(
        self,
        second_guess: SecondGuess | None = None,
        reader: AnswerReader | None = None,
    ) -> None:
        """`second_guess` is left out where there is no encoder.

        `reader`: whoever reads answers to the open question; left out, none is read.
        """
        self._second_guess = second_guess
        self._reader = reader

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentResolver:
        """The component, with the encoder if there is one."""
        folder = Path(config[FOLDER])
        return cls(SecondGuess.load(folder), reader_of(folder))

    def process(self, messages: list[Message]) -> list[Message]:
        """Puts the settled intent first in each message."""
        for message in messages:
            ranking = list(message.get(INTENT_RANKING_KEY) or [])
            now = message.get(INTENT) or {"name": None, "confidence": 0.0}
            text, entities = message.get(TEXT) or "", message.get(ENTITIES) or []
            intent = settle_intent(text, now, entities, asks=bool(message.get(ASKS)))
            if self._second_guess and not names_topic(intent, entities):
                intent = self._second_guess(text, intent, now, ranking)
            if intent["name"] == "ask_topic" and self._answers(message):
                intent = {"name": "inform", "confidence": SURE}
            others = [item for item in ranking if item["name"] != intent["name"]]
            message.set(INTENT, intent, add_to_output=True)
            message.set(INTENT_RANKING_KEY, [intent, *others], add_to_output=True)
        return messages

    def _answers(self, message: Message) -> bool:
        """Whether it surely answers the open question, though it names a topic.

        "Pelvic floor is decent, pilates. No, all as it should be."
        """
        asked = (message.get(METADATA) or {}).get(ASKED)
        text = message.get(TEXT) or ""
        if not asked or not self._reader or message.get(ASKS) or "?" in text:
            return False
        return abs(self._reader.score(asked, text) or 0.0) > VERY_SURE
