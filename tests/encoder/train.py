"""Trains the encoder and writes it where the bot reads it.

    python -m tests.encoder.train ROWS.json

Runs in an environment of its own (`make encoder`), since PyTorch is far larger than the
bot. Takes half an hour on two cores.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import nn

from bot.encoder.windows import LONGEST
from tests.encoder.export import export
from tests.encoder.model import Model, Shape
from tests.encoder.reading import NOT_SAID, Reading, Row
from tests.encoder.vocabulary import vocabulary

LAYERS = (0, 1, 2, 3, 4, 5)
ROUNDS = 4
AGAIN = 3  # times the annotated messages are read in a round: there are fewer of them
ALARMS, MESSAGES = 32, 16  # texts read at once
NEARBY = (
    50  # so many times that are sorted by length together, so that little is padding
)
RATE, HEAD_RATE = 1e-4, 1e-3
WARM_UP = 0.06  # of all steps
DECAY = 0.01
STEEPEST = 1.0
OFTEN = 200  # batches after which a line is printed
REPLY = 5  # which of the outputs
# How much the parts of the loss count.
FLAG, STATUS, INTENT, FOUND = 0.2, 0.5, 0.5, 3.0


class Trainer:
    """One training run: rows, model, optimiser."""

    def __init__(self, reading: Reading, model: Model, seed: int = 0) -> None:
        self.reading = reading
        self.model = model
        self.seed = seed
        heads = model.heads()
        own = [p for p in model.parameters() if p not in heads]
        self.optimiser = torch.optim.AdamW(
            [
                {"params": list(heads), "lr": HEAD_RATE, "weight_decay": 0.0},
                {"params": [p for p in own if p.ndim > 1], "weight_decay": DECAY},
                {"params": [p for p in own if p.ndim <= 1], "weight_decay": 0.0},
            ],
            lr=RATE,
        )

    def run(self) -> None:
        rounds = [list(self._round(number)) for number in range(ROUNDS)]
        steps = sum(map(len, rounds))
        slope = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser,
            lambda step: min(1.0, step / (WARM_UP * steps)) * (1 - step / steps),
        )
        for number, batches in enumerate(rounds):
            lost = 0.0
            for done, batch in enumerate(batches, start=1):
                lost += self._step(batch)
                slope.step()
                if not done % OFTEN:
                    print(f"{done}/{len(batches)}: {lost / done:.4f}", flush=True)
            print(f"round {number + 1}: loss {lost / len(batches):.4f}", flush=True)

    def _round(self, number: int) -> Iterator[Sequence[Row]]:
        choice = random.Random(self.seed + number)
        batches = list(_batches(self.reading.alarms, ALARMS, choice))
        for _ in range(AGAIN):
            batches += _batches(self.reading.messages, MESSAGES, choice)
        batches += _batches(self.reading.replies, ALARMS, choice)
        choice.shuffle(batches)
        return iter(batches)

    def _step(self, batch: Sequence[Row]) -> float:
        ids, mask = self.reading.tensors(batch)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            outputs = [output.float() for output in self.model(ids, mask)]
        if batch[0].kind == "message":
            loss = self._message_loss(batch, outputs, mask)
        elif batch[0].kind == "reply":
            says = torch.tensor([row.says for row in batch])
            loss = nn.functional.cross_entropy(outputs[REPLY], says)
        else:
            loss = self._alarm_loss(batch, outputs)
        self.optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), STEEPEST)
        self.optimiser.step()
        return float(loss)

    def _alarm_loss(self, batch: Sequence[Row], outputs: Sequence[Any]) -> Any:
        alarm, flags = outputs[:2]
        meant = torch.tensor([float(row.positive) for row in batch])
        weight = torch.tensor([row.weight for row in batch])
        loss = (_unsure(alarm, meant) * weight).mean()
        which = [at for at, row in enumerate(batch) if row.flag >= 0]
        if which:
            named = torch.tensor([batch[at].flag for at in which])
            loss = loss + FLAG * nn.functional.cross_entropy(flags[which], named)
        return loss

    def _message_loss(
        self, batch: Sequence[Row], outputs: Sequence[Any], mask: Any
    ) -> Any:
        intents, findings, statuses = outputs[2:REPLY]
        shown, counts, said = self.reading.targets(batch, mask.shape[1])
        each = _unsure(findings, shown) * counts * (1 + (FOUND - 1) * shown)
        loss = each.sum() / mask.sum()
        if bool((said != NOT_SAID).any()):
            loss = loss + STATUS * nn.functional.cross_entropy(
                statuses.flatten(0, 1), said.flatten(), ignore_index=NOT_SAID
            )
        meant = torch.tensor([row.intent for row in batch])
        return loss + INTENT * nn.functional.cross_entropy(intents, meant)


def _unsure(scores: Any, meant: Any) -> Any:
    return nn.functional.binary_cross_entropy_with_logits(
        scores, meant, reduction="none"
    )


def _batches(
    rows: Sequence[Row], size: int, choice: random.Random
) -> Iterator[Sequence[Row]]:
    """The rows in batches of about one length."""
    mixed = list(rows)
    choice.shuffle(mixed)
    for at in range(0, len(mixed), size * NEARBY):
        near = sorted(mixed[at : at + size * NEARBY], key=lambda row: len(row.ids))
        yield from (near[i : i + size] for i in range(0, len(near), size))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=Path)
    parser.add_argument("--into", type=Path, default=Path("data/knowledge/encoder"))
    chosen = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(2)
    # Rows of the table that no text shows any more would slow everything tenfold.
    torch.set_flush_denormal(True)
    content = json.loads(chosen.rows.read_text("utf-8"))
    pieces, kept = vocabulary(content)
    reading = Reading(content, pieces, LONGEST)
    model = Model(Shape(**reading.sizes(), layers=LAYERS), kept)
    Trainer(reading, model).run()
    export(model.eval(), reading, chosen.into)


if __name__ == "__main__":
    main()
