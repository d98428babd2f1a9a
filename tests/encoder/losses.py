"""What a model's outputs are worth beside what annotators, or a teacher, say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from tests.encoder.reading import NOT_SAID, Reading, Row

INTENT_AT, REPLY_AT = 2, 5  # which of the outputs
# How much the parts count.
FLAG, STATUS, INTENT, FOUND = 0.2, 0.5, 0.5, 3.0


def annotated(
    reading: Reading, batch: Sequence[Row], outputs: Sequence[Any], mask: Any
) -> Any:
    """The loss of a batch of one kind by its annotations."""
    if batch[0].kind == "message":
        return _message(reading, batch, outputs, mask)
    if batch[0].kind == "reply":
        says = torch.tensor([row.says for row in batch])
        return nn.functional.cross_entropy(outputs[REPLY_AT], says)
    return _alarm(batch, outputs)


def _alarm(batch: Sequence[Row], outputs: Sequence[Any]) -> Any:
    alarm, flags = outputs[:2]
    meant = torch.tensor([float(row.positive) for row in batch])
    weight = torch.tensor([row.weight for row in batch])
    loss = (unsure(alarm, meant) * weight).mean()
    which = [at for at, row in enumerate(batch) if row.flag >= 0]
    if which:
        named = torch.tensor([batch[at].flag for at in which])
        loss = loss + FLAG * nn.functional.cross_entropy(flags[which], named)
    return loss


def _message(
    reading: Reading, batch: Sequence[Row], outputs: Sequence[Any], mask: Any
) -> Any:
    intents, findings, statuses = outputs[INTENT_AT:REPLY_AT]
    shown, counts, said = reading.targets(batch, mask.shape[1])
    each = unsure(findings, shown) * counts * (1 + (FOUND - 1) * shown)
    loss = each.sum() / mask.sum()
    if bool((said != NOT_SAID).any()):
        loss = loss + STATUS * nn.functional.cross_entropy(
            statuses.flatten(0, 1), said.flatten(), ignore_index=NOT_SAID
        )
    meant = torch.tensor([row.intent for row in batch])
    return loss + INTENT * nn.functional.cross_entropy(intents, meant)


def harmless(batch: Sequence[Row], outputs: Sequence[Any]) -> Any:
    """The loss of texts in which nothing alarms."""
    alarm = outputs[0]
    weight = torch.tensor([row.weight for row in batch])
    return (unsure(alarm, torch.zeros_like(alarm)) * weight).mean()


def unsure(scores: Any, meant: Any) -> Any:
    return nn.functional.binary_cross_entropy_with_logits(
        scores, meant, reduction="none"
    )


def apart(scores: Any, other: Any) -> Any:
    """How far the likelihoods of `scores` are from those of `other`, row by row."""
    meant = torch.softmax(other, -1)
    return -(meant * torch.log_softmax(scores, -1)).sum(-1)
