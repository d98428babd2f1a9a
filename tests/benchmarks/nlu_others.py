"""What others make of the same messages: stock Rasa's DIET, and medspaCy's ConText.

Each runs in an environment of its own, made on demand; its messages come back as
entities of our shape, so that the same scorer judges them.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks import stock
from tests.benchmarks.stock_data import ROOT

HERE = Path(__file__).parent
MEDSPACY = ROOT / ".venv-medspacy" / "bin" / "python"


class OtherError(RuntimeError):
    """One of the others cannot be had here; the message says why."""


@dataclass(frozen=True)
class Reading:
    """What was made of one message."""

    entities: list[dict[str, Any]]
    intent: str | None
    milliseconds: float


def read_by_diet(texts: Sequence[str]) -> list[Reading]:
    """DIET, trained on our data as `rasa init` sets it up. Raises OtherError."""
    try:
        bot = stock.trained()
    except stock.StockError as error:
        raise OtherError(f"stock DIET is missing: {error}") from error
    program = [str(stock.PYTHON), str(HERE / "stock_parse.py"), str(bot.model)]
    return [Reading(**each) for each in ask(program, list(texts))]


def read_by_context(
    texts: Sequence[str], ours: Sequence[Sequence[Mapping[str, Any]]]
) -> list[Reading]:
    """Our entities with the status that ConText gives them. Raises OtherError."""
    if run([str(ROOT / "scripts" / "bootstrap"), "medspacy"]):
        raise OtherError("medspaCy is missing: `scripts/bootstrap medspacy` failed")
    told = [[each for each in entities if "role" in each] for entities in ours]
    spans = [[[each["start"], each["end"]] for each in entities] for entities in told]
    pairs = zip(texts, spans, strict=True)
    given = [{"text": text, "spans": places} for text, places in pairs]
    program = [str(MEDSPACY), "-W", "ignore", str(HERE / "context_status.py")]
    return [
        Reading(
            [
                {**entity, "role": status}
                for entity, status in zip(entities, each["statuses"], strict=True)
            ],
            None,
            each["milliseconds"],
        )
        for entities, each in zip(told, ask(program, given), strict=True)
    ]


def run(command: Sequence[str]) -> int:
    """A command's exit code; it says for itself what it does."""
    return subprocess.run(command, check=False, cwd=ROOT).returncode


def ask(program: Sequence[str], given: Any) -> Any:
    """JSON in, JSON out. What it complains of is not shown: it may quote messages."""
    done = subprocess.run(
        program,
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=stock.environment(),
    )
    if done.returncode:
        kind = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise OtherError(
            f"{Path(program[1]).name} failed ({kind[0].partition(':')[0]})"
        )
    return json.loads(done.stdout)
