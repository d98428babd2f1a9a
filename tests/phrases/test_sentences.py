"""Each sentence of this folder's YAML is a test: what it says, or `never` says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.nlu.pipeline import Extractor
from tests import loaded

HERE = Path(__file__).parent
KNOWLEDGE = HERE.parents[1] / "data" / "knowledge"


def sentences() -> list[Any]:
    """One parameter per sentence, named by file and words."""
    cases = []
    for path in sorted(HERE.glob("*.yml")):
        item = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        for sentence in item.get("sentences", ()):
            why = sentence.get("expected_to_fail")
            marks = [pytest.mark.xfail(reason=why, strict=True)] if why else []
            name = f"{path.stem}::{sentence['text']}"
            cases.append(pytest.param(sentence, id=name, marks=marks))
    return cases


@pytest.fixture(scope="session")
def extract() -> Extractor:
    """The extractor on the real knowledge base."""
    return loaded.extractor()


@pytest.mark.parametrize("sentence", sentences())
def test_sentence(sentence: dict[str, Any], extract: Extractor) -> None:
    found = {(e["value"], e["role"]) for e in extract(sentence["text"]) if "role" in e}
    for finding, status in sentence.get("expect", {}).items():
        assert (finding, status) in found, f"found only {sorted(found)}"
    if "never" in sentence:
        assert (sentence["never"], "present") not in found


def test_every_finding_has_four_sentences() -> None:
    counted: dict[str, int] = {}
    for case in sentences():
        sentence = case.values[0]
        named = [*sentence.get("expect", {}), sentence.get("never", "")]
        for finding in {name.split(":")[0] for name in named if name}:
            counted[finding] = counted.get(finding, 0) + 1
    findings = {path.stem for path in (KNOWLEDGE / "findings").glob("*.yml")}
    assert {f for f in findings if counted.get(f, 0) < 4} == set()
