"""Trains the teacher, and writes down what it says of every text.

    python -m tests.encoder.teacher ROWS.json BASE SOFT.pt

The teacher is the same model on a base eight times as large (all-mpnet-base-v2, Song et
al. 2020), too slow for a bot, but wiser. `train.py` has the small one learn from it: of
messages that nobody annotated, too, and of the findings in those that were only
annotated for red flags (Hinton et al. 2015). Takes an hour and a quarter on two cores.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from bot.encoder.windows import LONGEST
from tests.encoder.losses import annotated
from tests.encoder.model import Model, Shape, base_with
from tests.encoder.reading import Reading, Row
from tests.encoder.soft import save
from tests.encoder.training import Plan, heads_of, in_batches, prepare, run

PLAN = Plan(rounds=3, rate=5e-5)
LAYERS = tuple(range(12))
FIXED = 3  # of the layers, counted from the text; they and the table of pieces stay
SIZES = {"alarm": 32, "message": 16, "reply": 32}  # texts read at once
AGAIN = {"message": 2}  # times read in a round, where not once
ASKED_AT_ONCE = 64
# Its own marks, and those of the same kind that its table has left over.
MARKS = {"<s>": "[CLS]", "</s>": "[SEP]"}


def pieces_of(folder: Path) -> list[str]:
    """The base's table of pieces, with the marks named as `bot.encoder` names them."""
    table = (folder / "vocab.txt").read_text("utf-8").splitlines()
    return [
        MARKS.get(piece, f"old {piece}" if piece in MARKS.values() else piece)
        for piece in table
    ]


def teacher(folder: Path, reading: Reading) -> Model:
    """The teacher before it has learnt anything. What is left out at random slows."""
    base = base_with(
        folder,
        range(len(reading.vocabulary)),
        LAYERS,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    for part in (base.embeddings, *base.encoder.layer[:FIXED]):
        for parameter in part.parameters():
            parameter.requires_grad = False
    return Model(Shape(**reading.sizes()), base)


def taught(model: Model, reading: Reading) -> None:
    by_kind = {
        "alarm": reading.alarms,
        "message": reading.messages,
        "reply": reading.replies,
    }

    def batches(number: int) -> Sequence[Any]:
        choice = random.Random(number)
        made = [
            batch
            for kind, rows in by_kind.items()
            for _ in range(AGAIN.get(kind, 1))
            for batch in in_batches(rows, SIZES[kind], choice)
        ]
        choice.shuffle(made)
        return made

    def loss_of(batch: Sequence[Row]) -> Any:
        outputs, mask = heads_of(model, reading, batch)
        return annotated(reading, batch, outputs, mask)

    run(model, PLAN, batches, loss_of)


def said(
    model: Model, reading: Reading, texts: Sequence[tuple[str, str]]
) -> Mapping[tuple[str, str], Mapping[str, Any]]:
    """What the model says of each text, by the question it answers ("": none)."""
    rows = {text: reading.row(*text) for text in texts}
    ordered = sorted(texts, key=lambda text: len(rows[text].ids))
    table = {}
    for at in range(0, len(ordered), ASKED_AT_ONCE):
        some = ordered[at : at + ASKED_AT_ONCE]
        with torch.no_grad():
            outputs, _ = heads_of(model, reading, [rows[text] for text in some])
        for which, text in enumerate(some):
            row = rows[text]
            alarm, flags, intents, findings, statuses, replies = (
                output[which] for output in outputs
            )
            own = slice(row.own, row.own + len(row.pieces))
            places = [(piece.start, piece.end) for piece in row.pieces]
            table[text] = {
                "places": torch.tensor(places).reshape(-1, 2),
                "alarm": alarm.clone(),
                "flags": flags.clone(),
                "intents": intents.clone(),
                "findings": findings[own].half(),
                "statuses": statuses[own].half(),
                "replies": replies.clone(),
            }
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=Path)
    parser.add_argument("base", type=Path)
    parser.add_argument("soft", type=Path)
    chosen = parser.parse_args()
    prepare()
    content = json.loads(chosen.rows.read_text("utf-8"))
    reading = Reading(content, pieces_of(chosen.base), LONGEST)
    model = teacher(chosen.base, reading)
    taught(model, reading)
    save(chosen.soft, said(model.eval(), reading, reading.texts()))


if __name__ == "__main__":
    main()
