"""Where things are, and what is out of date. Nothing is read on import."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
MODELS = ROOT / "models"
MODEL = MODELS / "backstride.tar.gz"
PIN = MODELS / "backstride.tar.gz.sha256"
_STAMP = MODELS / "backstride.json"
# What the model is made of. The code of the components counts: Rasa's own cache
# knows only their configuration.
_INPUTS = ("config.yml", "domain.yml", "data", "bot/nlu", "bot/safety", "bot/dialogue")
_KINDS = {".yml", ".yaml", ".py", ".json", ".jsonl"}


def inputs_hash() -> str:
    """A hash over everything the model is trained from."""
    digest = hashlib.sha256()
    for path in sorted(_input_files()):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def model_is_current() -> bool:
    """Whether the model on disk was trained from what is here now."""
    if not all(each.is_file() for each in (MODEL, _STAMP, PIN)):
        return False
    try:
        stamp = json.loads(_STAMP.read_text())
    except ValueError:
        return False
    return bool(stamp.get("inputs") == inputs_hash())


def mark_model_current(inputs: str) -> None:
    """Note what the model on disk was trained from."""
    _STAMP.write_text(json.dumps({"inputs": inputs}) + "\n")


def _input_files() -> Iterator[Path]:
    for name in _INPUTS:
        path = ROOT / name
        files = [path] if path.is_file() else path.rglob("*")
        yield from (each for each in files if each.is_file() and each.suffix in _KINDS)
