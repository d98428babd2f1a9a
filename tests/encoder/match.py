"""Spreads a new encoder's numbers as those of the one before it.

How far the encoder is believed (`mixture.py`) was learnt from what an earlier one said
of messages that were strange to it. Whoever learns from other data, or from a teacher,
is as sure of itself in other numbers: they are brought to the same spread, on texts
without annotations that neither has learnt from (`strangers.jsonl`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from bot.encoder.encoder import Encoder
from bot.encoder.windows import LONGEST
from tests.clinical.files import rows
from tests.encoder.model import Model
from tests.encoder.reading import Reading

STRANGERS = Path(__file__).parent / "strangers.jsonl"
LIKELY = -3.0  # log odds; findings less likely than this do not matter
SHOWN = 0.0  # from here on a finding's status matters
WARMER = np.linspace(0.5, 3.0, 251)  # what log likelihoods may be multiplied by


def spread_as_before(model: Model, reading: Reading, before: Encoder) -> None:
    """Scales the heads of `model`; nothing to do without an encoder before."""
    if not before:
        return
    old: dict[str, list[Any]] = {}
    new: dict[str, list[Any]] = {}
    for text in rows(STRANGERS):
        question = text.get("asked") or ""
        if question:
            _note(old, replies=before.answer(question, text["text"]))
            _note(new, replies=_heads(model, reading, question, text["text"])[5])
            continue
        parts = before.read(text["text"]).parts
        if len(parts) != 1 or len(parts[0].pieces) > LONGEST:
            continue
        part, own = parts[0], _heads(model, reading, "", text["text"])
        _note(old, alarm=part.alarm, intents=part.intents)
        _note(new, alarm=float(own[0]), intents=own[2])
        for table, findings, statuses in (
            (old, part.findings, part.statuses),
            (new, own[3], own[4]),
        ):
            table.setdefault("findings", []).extend(findings.max(0))
            shown = findings.max(1) > SHOWN
            table.setdefault("statuses", []).extend(statuses[shown])
    changes = {"alarm": _line(old["alarm"], new["alarm"])}
    changes["findings"] = _upper(old["findings"], new["findings"])
    for name in ("intents", "statuses", "replies"):
        changes[name] = _warmth(old[name], new[name]), 0.0
    for name, (times, more) in changes.items():
        print(f"{name}: times {times:.2f}, plus {more:.2f}")
        head = getattr(model, name)
        with torch.no_grad():
            head.weight *= times
            head.bias *= times
            head.bias += more


def _note(table: dict[str, list[Any]], **values: Any) -> None:
    for name, value in values.items():
        table.setdefault(name, []).append(value)


def _heads(model: Model, reading: Reading, question: str, text: str) -> list[Any]:
    row = reading.row(question, text)
    ids, mask = reading.tensors([row])
    with torch.no_grad():
        outputs = [output[0].numpy() for output in model(ids, mask)]
    own = slice(row.own, row.own + len(row.pieces))
    outputs[3], outputs[4] = outputs[3][own], outputs[4][own]
    return outputs


def _line(old: Sequence[float], new: Sequence[float]) -> tuple[float, float]:
    """What gives the new numbers the mean and the spread of the old ones."""
    times = float(np.std(old) / np.std(new))
    return times, float(np.mean(old) - times * np.mean(new))


def _upper(old: Sequence[float], new: Sequence[float]) -> tuple[float, float]:
    """The same for those that matter, by their order."""
    before, now = np.sort(old)[::-1], np.sort(new)[::-1]
    many = int((before > LIKELY).sum())
    times, more = np.polyfit(now[:many], before[:many], 1)
    return float(times), float(more)


def _warmth(old: Sequence[Any], new: Sequence[Any]) -> float:
    """What makes the new likelihoods as sure of their first as the old ones were."""
    goal = _sureness(old, 1.0)
    return float(min(WARMER, key=lambda times: abs(_sureness(new, times) - goal)))


def _sureness(scores: Sequence[Any], times: float) -> float:
    powers = np.array(scores) * times
    likely = np.exp(powers - powers.max(1, keepdims=True))
    return float((likely.max(1) / likely.sum(1)).mean())
