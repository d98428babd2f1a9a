"""Every question is answered as runners answer it: in their own few words.

`lay_answers.jsonl` holds, for each question, answers and what they must settle. They
are read by the real extractor, without the classifier of intents.
"""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from actions.understanding import understood
from bot.knowledge.model import Knowledge
from bot.nlu.pipeline import Extractor
from bot.reasoning.answers import add_message
from bot.reasoning.model import Evidence
from tests import loaded

pytestmark = pytest.mark.slow

ANSWERS = Path(__file__).with_name("lay_answers.jsonl")


def entries() -> list[dict]:
    lines = ANSWERS.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def name(entry: dict) -> str:
    settled = "-".join(f"{f}_{status}" for f, status in entry["expect"].items())
    return f"{entry['asked']}-{settled}"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return loaded.knowledge()


@pytest.fixture(scope="module")
def extract() -> Extractor:
    return loaded.extractor()


@pytest.mark.parametrize("entry", entries(), ids=name)
def test_a_lay_answer_settles_what_it_means(
    knowledge: Knowledge, extract: Extractor, entry: dict
) -> None:
    wrong = {}
    for text in entry["answers"]:
        latest = {"text": text, "entities": extract(text)}
        message = understood(SimpleNamespace(latest_message=latest), knowledge.findings)
        evidence = add_message(knowledge, Evidence(), message, entry["asked"])
        got = {f: o.status.value for f, o in evidence.observations.items()}
        if any(got.get(f) != status for f, status in entry["expect"].items()):
            wrong[text] = got
    assert not wrong
