"""A model archive is code: only the one that was trained here is loaded.

Its hash is written beside it when it is trained, or named by the environment where the
model is built elsewhere. It is compared before anything of the archive is unpacked.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

from bot.dialogue.agent import ModelError

VARIABLE = "BACKSTRIDE_MODEL_SHA256"
CHUNK = 1 << 20


def pin_path(model: Path) -> Path:
    """Where the hash of this archive is written."""
    return model.with_name(model.name + ".sha256")


def pin(model: Path) -> str:
    """Write the archive's hash beside it; returns it."""
    found = hash_of(model)
    pin_path(model).write_text(f"{found}  {model.name}\n", encoding="utf-8")
    return found


def verify(model: Path) -> None:
    """Raises ModelError when there is no archive, no hash, or another hash."""
    if not model.is_file():
        raise ModelError(f"{model}: there is no trained model here. Run `make train`.")
    expected = _expected(model)
    if not expected:
        raise ModelError(
            f"{model}: nothing says which model this is. Run `make train`, or set "
            f"{VARIABLE} to the hash of the model that you built."
        )
    found = hash_of(model)
    if not hmac.compare_digest(found, expected):
        raise ModelError(
            f"{model}: this is not the model that was trained: its hash is "
            f"{found[:12]}…, not {expected[:12]}…. Run `make train`, or put the right "
            "file in its place."
        )


def hash_of(model: Path) -> str:
    """SHA-256 of the file, as hex."""
    digest = hashlib.sha256()
    with model.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _expected(model: Path) -> str:
    """The hash by the environment, else by the file beside the model."""
    named = os.environ.get(VARIABLE, "").strip().lower()
    if named:
        return named
    try:
        words = pin_path(model).read_text(encoding="utf-8").split()
    except OSError:
        return ""
    return words[0] if words else ""
