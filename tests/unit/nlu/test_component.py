"""The Rasa component: phrases travel in the model, and a new phrase trains again."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.training.fingerprinting import calculate_fingerprint_key
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.component import FindingExtractor
from bot.nlu.data import PhraseDataError, load_phrase_data

PHRASES = 'finding: numbness\npresent: ["numb"]\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A knowledge base of one finding and one phrase."""
    for name in ("phrases", "findings", "words", "cues"):
        (tmp_path / name).mkdir()
    (tmp_path / "findings" / "numbness.yml").write_text(
        "id: numbness\nkind: numbness\n"
    )
    (tmp_path / "phrases" / "numbness.yml").write_text(PHRASES)
    return tmp_path


def values(component: FindingExtractor, text: str) -> list[str]:
    message = Message(data={"text": text})
    component.process([message])
    return [entity["value"] for entity in message.get("entities")]


def key(folder: Path) -> str:
    """What Rasa's training cache compares."""
    config = {"folder": str(folder)}
    return calculate_fingerprint_key(FindingExtractor, config, {})


def test_trained_phrases_are_loaded_from_the_model(
    folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "model").mkdir()
    storage = LocalModelStorage.create(tmp_path / "model")
    context = ExecutionContext(GraphSchema({}))
    config = {**FindingExtractor.get_default_config(), "folder": str(folder)}
    component = FindingExtractor.create(config, storage, Resource("extractor"), context)
    resource = component.train(TrainingData())
    (folder / "phrases" / "numbness.yml").unlink()
    loaded = FindingExtractor.load(config, storage, resource, context)
    assert values(loaded, "my toes are numb") == ["numbness"]


def test_new_phrase_changes_the_key_of_rasas_cache(folder: Path) -> None:
    before = key(folder)
    assert key(folder) == before
    phrases = folder / "phrases" / "numbness.yml"
    phrases.write_text('finding: numbness\npresent: ["numb", "no feeling"]\n')
    assert key(folder) != before


def test_broken_yaml_names_file_and_line(folder: Path) -> None:
    (folder / "phrases" / "numbness.yml").write_text(
        'finding: numbness\npresent: ["numb\n'
    )
    with pytest.raises(PhraseDataError, match=r"phrases/numbness.yml:\d+: "):
        load_phrase_data(folder)
