"""Stock Rasa as `rasa init` and its documentation set it up, to compare with.

The same domain, stories, rules and examples as ours, DIET and TED with a real
TensorFlow in an environment of its own (`scripts/bootstrap tensorflow`), and the
actions on an action server over HTTP. Of ours only RedFlagPolicy, the extractor, the
in-process actions and the gateway stay out. A trained model is kept with the hash of
its data; when they change, Rasa's own cache keeps what need not be trained again.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.stock_data import ROOT, stock_data

ENVIRONMENT = ROOT / ".venv-tensorflow"
PYTHON = ENVIRONMENT / "bin" / "python"
FOLDER = ROOT / ".backstride" / "stock"

# What `rasa init` writes and, with its suggested defaults, trains.
CONFIG = """\
recipe: default.v1
assistant_id: stock
language: en
pipeline:
- name: WhitespaceTokenizer
- name: RegexFeaturizer
- name: LexicalSyntacticFeaturizer
- name: CountVectorsFeaturizer
- name: CountVectorsFeaturizer
  analyzer: char_wb
  min_ngram: 1
  max_ngram: 4
- name: DIETClassifier
  epochs: 100
  constrain_similarities: true
- name: EntitySynonymMapper
- name: ResponseSelector
  epochs: 100
  constrain_similarities: true
- name: FallbackClassifier
  threshold: 0.3
  ambiguity_threshold: 0.1
policies:
- name: MemoizationPolicy
- name: RulePolicy
- name: TEDPolicy
  max_history: 5
  epochs: 100
  constrain_similarities: true
"""
ENDPOINTS = "action_endpoint:\n  url: http://127.0.0.1:{port}/webhook\n"
CREDENTIALS = "rest:\n"


class StockError(RuntimeError):
    """Stock Rasa cannot be had here; the message says why."""


@dataclass(frozen=True)
class Stock:
    """A trained stock bot. `seconds` is how long it takes to train from nothing."""

    folder: Path
    seconds: float

    @property
    def model(self) -> Path:
        """The archive that `rasa run` serves."""
        return self.folder / "models" / "stock.tar.gz"


def trained(*, again: bool = False) -> Stock:
    """The stock bot for today's data, trained unless it is. Raises StockError."""
    make_environment()
    files = project_files(json.dumps(stock_data().as_json(), indent=1))
    note = FOLDER / "trained.json"
    known = json.loads(note.read_text("utf-8")) if note.is_file() else {}
    if again or not known:
        known = {}
        shutil.rmtree(FOLDER, ignore_errors=True)
    if known.get("data") != digest(files):
        shutil.rmtree(FOLDER / "data", ignore_errors=True)
        write(FOLDER, files)
        seconds = train(FOLDER)
        known = {"data": digest(files), "seconds": known.get("seconds", seconds)}
        note.write_text(json.dumps(known), "utf-8")
    return Stock(FOLDER, float(known["seconds"]))


def make_environment() -> None:
    """The environment with TensorFlow; quick when it is there."""
    command = [str(ROOT / "scripts" / "bootstrap"), "tensorflow"]
    if subprocess.run(command, check=False, cwd=ROOT).returncode:
        raise StockError("`scripts/bootstrap tensorflow` failed; it says why above")


def project_files(examples: str) -> dict[str, str]:
    """Path and contents of every file of the stock project, but for the ports."""
    files = {"config.yml": CONFIG, "credentials.yml": CREDENTIALS}
    files["domain.yml"] = (ROOT / "domain.yml").read_text("utf-8")
    files["data/nlu.json"] = examples
    for kind in ("rules", "stories"):
        for path in sorted((ROOT / "data" / kind).glob("*.yml")):
            files[f"data/{kind}/{path.name}"] = path.read_text("utf-8")
    return files


def digest(files: Mapping[str, str]) -> str:
    """Also of the environment: other packages make another model."""
    locked = (ROOT / "requirements" / "tensorflow.txt").read_text("utf-8")
    everything = json.dumps([platform.machine(), locked, files], sort_keys=True)
    return hashlib.sha256(everything.encode()).hexdigest()[:16]


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Lay the project out."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def train(folder: Path) -> float:
    """`rasa train`; seconds."""
    command = ["train", "--fixed-model-name", "stock", "--quiet"]
    started = time.monotonic()
    with (folder / "train.log").open("w") as log:
        done = subprocess.run(
            rasa(*command),
            check=False,
            cwd=folder,
            env=environment(),
            stdout=log,
            stderr=log,
        )
    if done.returncode:
        raise StockError(f"stock Rasa cannot be trained; see {folder / 'train.log'}")
    return time.monotonic() - started


def rasa(*arguments: str) -> list[str]:
    """The stock `rasa` command."""
    return [str(PYTHON), "-m", "rasa", *arguments]


def environment() -> dict[str, Any]:
    """What stock runs in: no telemetry, nothing of ours but the actions."""
    unwanted = ("LOG_LEVEL", "VIRTUAL_ENV", "PYTHONPATH")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return {
        **kept,
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
