"""Turns of training: batches of texts of about one length, a step for each."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from tests.encoder.model import Model
from tests.encoder.reading import Reading, Row

# So many times the texts read at once are sorted by length together: little padding.
NEARBY = 50
WARM_UP = 0.06  # of all steps
DECAY = 0.01
STEEPEST = 1.0
OFTEN = 100  # steps after which a line is printed


@dataclass(frozen=True)
class Plan:
    """Rounds over the data, and the greatest steps of the base and of the heads."""

    rounds: int
    rate: float
    head_rate: float = 1e-3


def prepare(seed: int = 0) -> None:
    torch.manual_seed(seed)
    torch.set_num_threads(2)
    # Rows of the table that no text shows any more would slow everything tenfold.
    torch.set_flush_denormal(True)


def heads_of(
    model: Model, reading: Reading, batch: Sequence[Row]
) -> tuple[list[Any], Any]:
    """The outputs for a batch, worked out in half precision, and the mask."""
    ids, mask = reading.tensors(batch)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        return [output.float() for output in model(ids, mask)], mask


def run(
    model: Model,
    plan: Plan,
    batches: Callable[[int], Sequence[Any]],
    loss_of: Callable[[Any], Any],
) -> None:
    """Trains `model` on the batches of each round; `loss_of` one of them."""
    optimiser = _optimiser(model, plan)
    rounds = [batches(number) for number in range(plan.rounds)]
    steps = sum(map(len, rounds))
    slope = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda step: min(1.0, step / (WARM_UP * steps)) * (1 - step / steps),
    )
    begin, done = time.monotonic(), 0
    for number, of_round in enumerate(rounds, start=1):
        lost = 0.0
        for at, batch in enumerate(of_round, start=1):
            loss = loss_of(batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), STEEPEST)
            optimiser.step()
            slope.step()
            lost += float(loss.detach())
            done += 1
            if not at % OFTEN or at == len(of_round):
                left = (time.monotonic() - begin) / done * (steps - done) / 60
                print(
                    f"round {number}, {at}/{len(of_round)}: loss {lost / at:.4f}, "
                    f"{left:.0f} minutes left",
                    flush=True,
                )


def _optimiser(model: Model, plan: Plan) -> Any:
    heads = model.heads()
    own = [p for p in model.parameters() if p not in heads and p.requires_grad]
    return torch.optim.AdamW(
        [
            {"params": list(heads), "lr": plan.head_rate, "weight_decay": 0.0},
            {"params": [p for p in own if p.ndim > 1], "weight_decay": DECAY},
            {"params": [p for p in own if p.ndim <= 1], "weight_decay": 0.0},
        ],
        lr=plan.rate,
        fused=True,
    )


def in_batches(
    rows: Sequence[Row], size: int, choice: random.Random
) -> Iterator[Sequence[Row]]:
    """The rows in batches of about one length."""
    mixed = list(rows)
    choice.shuffle(mixed)
    for at in range(0, len(mixed), size * NEARBY):
        near = sorted(mixed[at : at + size * NEARBY], key=lambda row: len(row.ids))
        yield from (near[i : i + size] for i in range(0, len(near), size))
