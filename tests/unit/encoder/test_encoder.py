"""The encoder as it is kept, and what happens without it."""

from __future__ import annotations

import json
import shutil
from math import inf
from pathlib import Path

import numpy as np
import pytest

from bot.encoder.encoder import (
    ABOUT,
    FOLDER,
    GRAPH,
    Encoder,
    encoder_of,
    forget_readings,
)
from bot.knowledge.reading import default_folder
from bot.safety.detector import Detector

ROOT = default_folder()


@pytest.fixture(scope="module")
def encoder():
    return encoder_of(ROOT)


def test_it_is_there_and_sound(encoder):
    assert encoder
    assert encoder.problem == ""


def test_one_is_enough_however_the_folder_is_named(encoder, monkeypatch):
    monkeypatch.chdir(ROOT.parent)
    assert encoder_of(Path(ROOT.name)) is encoder_of(ROOT / ".." / ROOT.name) is encoder


def test_it_tells_an_emergency_from_an_everyday_message(encoder):
    grave = encoder.read("since this morning I can't feel it when I pee").alarm
    calm = encoder.read("my calf is a bit tight after hills, any stretches?").alarm
    assert grave > 1 > -1 > calm


def test_its_flags_are_rules_and_its_findings_are_known(encoder):
    rules = {rule.id for rule in Detector.load().rules.rules}
    assert set(encoder.labels.flags) <= rules
    assert "location_buttock" in encoder.labels.findings


def test_each_head_has_a_number_for_each_of_its_labels(encoder):
    part = encoder.read("left buttock, no numbness").parts[0]
    labels = encoder.labels
    assert part.flags.shape == (len(labels.flags),)
    assert part.intents.shape == (len(labels.intents),)
    assert part.findings.shape == (len(part.pieces), len(labels.findings))
    assert part.statuses.shape == (len(part.pieces), len(labels.statuses))


def test_a_text_reads_the_same_every_time(encoder):
    text = "hammy niggle, HM in May"
    first = encoder.read(text)
    forget_readings()
    again = encoder.read(text)
    assert first is not again
    assert np.array_equal(first.parts[0].findings, again.parts[0].findings)


@pytest.mark.parametrize("text", ["", " ", "\x00", "😀", "a" * 5000, "ẞ" * 300])
def test_any_text_can_be_read(encoder, text):
    assert encoder.read(text).alarm < inf


def test_a_long_text_is_read_at_both_its_ends(encoder):
    worst = "I have lost control of my bladder since last night. "
    text = "I ran and it was nice. " * 300
    assert encoder.read(text + worst).alarm > encoder.read(text).alarm + 2


def test_nothing_read_says_nothing(encoder):
    assert encoder.read("").alarm == -inf


@pytest.mark.parametrize("missing", [GRAPH, ABOUT])
def test_without_a_file_it_says_so_and_reads_nothing(tmp_path, missing):
    shutil.copytree(ROOT / FOLDER, tmp_path / FOLDER)
    (tmp_path / FOLDER / missing).unlink()
    broken = Encoder.load(tmp_path)
    assert not broken
    assert "cannot be loaded" in broken.problem
    assert broken.read("anything").parts == ()


def test_a_spoilt_file_is_noticed_when_it_is_loaded(tmp_path):
    shutil.copytree(ROOT / FOLDER, tmp_path / FOLDER)
    path = tmp_path / FOLDER / GRAPH
    path.write_bytes(path.read_bytes()[:1000])
    assert not Encoder.load(tmp_path)


def test_labels_that_do_not_fit_are_noticed_when_it_is_loaded(tmp_path):
    shutil.copytree(ROOT / FOLDER, tmp_path / FOLDER)
    path = tmp_path / FOLDER / ABOUT
    about = json.loads(path.read_text("utf-8"))
    about["labels"]["findings"].pop()
    path.write_text(json.dumps(about), "utf-8")
    assert not Encoder.load(tmp_path)
