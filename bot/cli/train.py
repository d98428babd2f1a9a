"""`backstride train`: trains the model if anything it is made of has changed."""

from __future__ import annotations

import argparse
import contextlib
import io
import shutil
import sys
import tempfile
import time
from pathlib import Path

from bot.cli import build, project
from bot.cli.errors import CommandError

WARNING_ABOUT_DATA = "UserWarning: The"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--force` trains even when nothing changed."""
    parser.add_argument("--force", action="store_true", help="train in any case")


def run(arguments: argparse.Namespace) -> int:
    """Build the knowledge base, then train."""
    ensure_current(force=arguments.force)
    return 0


def ensure_current(*, force: bool = False) -> Path:
    """The model, trained now if need be. Raises CommandError."""
    said = build.build()
    if said:
        print(said, file=sys.stderr)
    if force or not project.model_is_current():
        _train()
    return project.MODEL


def _train() -> None:
    inputs = project.inputs_hash()
    started = time.monotonic()
    from bot.dialogue.model_file import pin

    print("Training the model (about half a minute) ...", file=sys.stderr, flush=True)
    project.MODELS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=project.MODELS) as folder:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            made = _train_into(Path(folder))
        complaints = [
            line
            for line in printed.getvalue().splitlines()
            if WARNING_ABOUT_DATA in line
        ]
        if made is None or complaints:
            tail = complaints or printed.getvalue().splitlines()[-15:]
            raise CommandError("Training failed:\n" + "\n".join(tail))
        # Whole or not at all: a server may be reading the old one.
        shutil.move(str(made), project.MODEL)
        pin(project.MODEL)
    project.mark_model_current(inputs)
    seconds = time.monotonic() - started
    size = project.MODEL.stat().st_size / 1e6
    print(f"Trained in {seconds:.0f} s ({size:.1f} MB).", file=sys.stderr)


def _train_into(folder: Path) -> Path | None:
    import warnings

    from bot.cli.quiet import quiet

    quiet()
    # Warnings about stories, intents and responses are errors here.
    warnings.filterwarnings("always", message="The ", category=UserWarning)
    from rasa.model_training import train

    try:
        result = train(
            domain=str(project.ROOT / "domain.yml"),
            config=str(project.ROOT / "config.yml"),
            training_files=[str(project.DATA)],
            output=str(folder),
            fixed_model_name="model",
        )
    except Exception as error:
        raise CommandError(f"Training failed: {error}") from error
    return Path(result.model) if result.model else None
