from __future__ import annotations

import time
from pathlib import Path

import pytest

from bot.knowledge.loader import (
    load,
    load_cues,
    load_phrases,
    load_red_flags,
    load_wording,
    load_words,
)
from bot.knowledge.messages import KnowledgeError
from bot.knowledge.model import Grade, Status, Triage
from bot.knowledge.reading import content_version, default_folder

ADVICE = """\
id: {id}
kind: now
name: Walk
text: Walk.
for: [strain]
grade: weak
sources: []
"""
FINDING = """\
id: numbness
kind: numbness
name: Numb
lay: numb skin
question:
  text: "Numb: yes or no?"
  why: >-
    A line
    folded.
  type: yes_no
  yes: 0
  no: 1
  options:
    - label: Yes
      sets: {numbness: present}
      value: 4
      phrases: [yes, on, no]
    - {label: No, value: P3W}
"""


def put(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_values_are_frozen_and_plain(tmp_path: Path) -> None:
    put(tmp_path, "findings/numbness.yml", FINDING)
    question = load(tmp_path).findings["numbness"].question
    assert question is not None
    first, second = question.options
    assert (question.yes, question.no, question.why) == (0, 1, "A line folded.")
    assert first.sets == {"numbness": Status.PRESENT}
    assert (first.value, second.value) == (4, "P3W")
    assert {type(first.label), type(first.value), type(first.phrases)} == {
        str,
        float,
        tuple,
    }


def test_yes_and_no_stay_words(tmp_path: Path) -> None:
    put(tmp_path, "findings/numbness.yml", FINDING)
    question = load(tmp_path).findings["numbness"].question
    assert question is not None
    assert question.options[0].phrases == ("yes", "on", "no")


def test_what_is_left_out_takes_the_models_defaults(tmp_path: Path) -> None:
    put(tmp_path, "advice/walk.yml", ADVICE.format(id="walk"))
    advice = load(tmp_path).advice["walk"]
    assert (advice.grade, advice.priority, advice.for_) == (Grade.WEAK, 50, ("strain",))
    assert advice.triage == (Triage.SEE_PROFESSIONAL, Triage.SELF_CARE)


def test_items_come_in_the_order_of_their_ids(tmp_path: Path) -> None:
    for name in ("walk", "a_b", "a", "ab"):
        put(tmp_path, f"advice/{name}.yml", ADVICE.format(id=name))
    assert list(load(tmp_path).advice) == ["a", "a_b", "ab", "walk"]


def test_all_problems_of_all_files_come_in_one_error(tmp_path: Path) -> None:
    put(
        tmp_path,
        "advice/walk.yml",
        ADVICE.format(id="walk").replace("kind: now", "kind: soon"),
    )
    put(tmp_path, "findings/numbness.yml", "id: numbness\nkind: [")
    with pytest.raises(KnowledgeError) as caught:
        load(tmp_path)
    assert [each.file for each in caught.value.problems] == [
        "advice/walk.yml",
        "findings/numbness.yml",
    ]


def test_words_for_understanding_are_plain_mappings(tmp_path: Path) -> None:
    put(
        tmp_path,
        "phrases/numbness.yml",
        "finding: numbness\npresent: [numb]\npast: [was numb]\n",
    )
    put(tmp_path, "words/leg.yml", "id: leg\nwords: [leg, calf]\n")
    put(tmp_path, "cues/denial.yml", "id: denial\nanything: [no, not]\n")
    put(tmp_path, "red_flags/saddle.yml", "id: saddle\nsigns: [{phrases: [x]}]\n")
    assert load_phrases(tmp_path) == {
        "numbness": {
            "present": ("numb",),
            "absent": (),
            "uncertain": (),
            "past": ("was numb",),
        }
    }
    assert load_words(tmp_path) == {"leg": ("leg", "calf")}
    assert load_cues(tmp_path) == {
        "denial": {"id": "denial", "anything": ["no", "not"]}
    }
    assert load_red_flags(tmp_path) == {
        "saddle": {"id": "saddle", "signs": [{"phrases": ["x"]}]}
    }


def test_wording_of_all_files_is_one_mapping(tmp_path: Path) -> None:
    put(tmp_path, "wording/b.yml", "hello: Hello.\n")
    put(tmp_path, "wording/a.yml", "goodbye: >-\n  See\n  you.\n")
    expected = {"goodbye": "See you.", "hello": "Hello."}
    assert load_wording(tmp_path) == load(tmp_path).wording == expected


@pytest.mark.parametrize("text", ["id: denials\n", "words: [no]\n", "- no\n", ""])
def test_a_file_of_cues_is_named_as_its_id(tmp_path: Path, text: str) -> None:
    put(tmp_path, "cues/denial.yml", text)
    with pytest.raises(KnowledgeError):
        load_cues(tmp_path)


def test_one_broken_folder_does_not_stop_another(tmp_path: Path) -> None:
    put(tmp_path, "words/leg.yml", "id: leg\nwords: [leg]\n")
    put(tmp_path, "phrases/numbness.yml", "finding: [")
    assert load_words(tmp_path) == {"leg": ("leg",)}


def test_the_version_changes_with_content_and_names_alone(tmp_path: Path) -> None:
    put(tmp_path, "words/leg.yml", "id: leg\nwords: [leg]\n")
    before = content_version(tmp_path)
    put(tmp_path, "README.md", "words for people")
    assert content_version(tmp_path) == before
    put(tmp_path, "words/leg.yml", "id: leg\nwords: [legs]\n")
    changed = content_version(tmp_path)
    (tmp_path / "words/leg.yml").rename(tmp_path / "words/legs.yml")
    assert len({before, changed, content_version(tmp_path)}) == 3


def test_the_folder_is_the_one_given_then_the_environments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BACKSTRIDE_KNOWLEDGE", "/from/environment")
    assert default_folder("/given") == Path("/given")
    assert default_folder() == Path("/from/environment")
    monkeypatch.delenv("BACKSTRIDE_KNOWLEDGE")
    assert default_folder().parts[-2:] == ("data", "knowledge")


def test_six_hundred_files_load_in_seconds(tmp_path: Path) -> None:
    for number in range(600):
        put(
            tmp_path,
            f"findings/numbness{number}.yml",
            FINDING.replace("id: numbness", f"id: numbness{number}"),
        )
    start = time.perf_counter()
    assert len(load(tmp_path).findings) == 600
    assert time.perf_counter() - start < 5
