"""Only the model that was trained here is loaded; anything else is refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.dialogue import model_file
from bot.dialogue.agent import ModelError


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "model.tar.gz"
    path.write_bytes(b"trained")
    return path


def test_the_one_that_was_pinned_is_taken(model: Path) -> None:
    model_file.pin(model)
    model_file.verify(model)


def test_another_one_is_refused_before_it_is_opened(model: Path) -> None:
    model_file.pin(model)
    model.write_bytes(b"swapped")  # no archive at all: nobody tried to unpack it
    with pytest.raises(ModelError, match="not the model that was trained"):
        model_file.verify(model)


def test_one_that_nobody_pinned_is_refused(model: Path) -> None:
    with pytest.raises(ModelError, match="BACKSTRIDE_MODEL_SHA256"):
        model_file.verify(model)
    model_file.pin_path(model).write_text("")
    with pytest.raises(ModelError, match="make train"):
        model_file.verify(model)


def test_the_environment_goes_before(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = model_file.pin(model)
    monkeypatch.setenv(model_file.VARIABLE, "0" * 64)
    with pytest.raises(ModelError, match="000000000000"):
        model_file.verify(model)
    model_file.pin_path(model).unlink()
    monkeypatch.setenv(model_file.VARIABLE, right.upper())
    model_file.verify(model)


def test_none_at_all(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="make train"):
        model_file.verify(tmp_path / "nothing.tar.gz")
