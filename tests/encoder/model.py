"""The encoder as PyTorch sees it: layers of a trained base under six heads.

The base is small for what the bot runs, and large for the teacher that it learns from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from transformers import AutoModel

DROPOUT = 0.1
RARELY = -4.0  # what a finding's log odds are before anything is learnt
FAR = -1e4  # stands for nothing where the greatest is sought


@dataclass(frozen=True)
class Shape:
    """How many of each thing the heads tell apart."""

    flags: int
    intents: int
    findings: int
    statuses: int
    replies: int


def base_with(
    folder: Path, kept: Sequence[int], layers: Sequence[int], **more: Any
) -> Any:
    """Some layers of the base kept in `folder`.

    `kept`: which rows of its embeddings the vocabulary keeps; `more`: its settings.
    """
    base = AutoModel.from_pretrained(folder, attn_implementation="eager", **more)
    whole = base.encoder.layer
    base.encoder.layer = nn.ModuleList([whole[at] for at in layers])
    rows = base.embeddings.word_embeddings.weight.data[torch.tensor(kept)]
    base.embeddings.word_embeddings = nn.Embedding.from_pretrained(rows, freeze=False)
    base.pooler = None
    return base


class Model(nn.Module):
    """`ids`, `mask` [texts, pieces] to the six outputs that `bot.encoder` reads."""

    def __init__(self, shape: Shape, base: Any) -> None:
        super().__init__()
        self.base = base
        wide = base.config.hidden_size
        self.dropout = nn.Dropout(DROPOUT)
        self.alarm = nn.Linear(2 * wide, 1)
        self.flags = nn.Linear(2 * wide, shape.flags)
        self.intents = nn.Linear(2 * wide, shape.intents)
        self.replies = nn.Linear(2 * wide, shape.replies)
        self.findings = nn.Linear(wide, shape.findings)
        self.statuses = nn.Linear(wide, shape.statuses)
        nn.init.constant_(self.findings.bias, RARELY)

    def forward(self, ids: Any, mask: Any) -> tuple[Any, ...]:
        states = self.base(input_ids=ids, attention_mask=mask).last_hidden_state
        there = mask[..., None].to(states.dtype)
        mean = (states * there).sum(1) / there.sum(1)
        most = (states + (1 - there) * FAR).max(1).values
        whole = self.dropout(torch.cat([mean, most], -1))
        each = self.dropout(states)
        return (
            self.alarm(whole).squeeze(-1),
            self.flags(whole),
            self.intents(whole),
            self.findings(each),
            self.statuses(each),
            self.replies(whole),
        )

    def heads(self) -> set[Any]:
        """The parameters that start from nothing."""
        return {p for n, p in self.named_parameters() if not n.startswith("base.")}
