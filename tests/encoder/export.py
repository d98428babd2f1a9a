"""Writes a trained encoder as the bot reads it: weights in eight bits, and labels."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import nn

from bot.encoder.encoder import ABOUT, GRAPH
from bot.encoder.network import OUTPUTS
from tests.encoder.model import Model
from tests.encoder.reading import REPLIES, STATUSES, Reading

OPSET = 17
NAMED = {"findings": {1: "n"}, "statuses": {1: "n"}, "pieces": {1: "n"}}


class OneText(nn.Module):
    """The model for a single text, which needs no mask."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self.model = model

    def forward(self, pieces: Any) -> tuple[Any, ...]:
        return self.model(pieces, torch.ones_like(pieces))


def export(model: Model, reading: Reading, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        whole, ready = Path(place) / "whole.onnx", Path(place) / "ready.onnx"
        torch.onnx.export(
            OneText(model),
            (torch.ones(1, 20, dtype=torch.long),),
            str(whole),
            input_names=["pieces"],
            output_names=list(OUTPUTS),
            dynamic_axes=NAMED,
            opset_version=OPSET,
            dynamo=False,
        )
        quant_pre_process(str(whole), str(ready), skip_symbolic_shape=True)
        quantize_dynamic(
            str(ready),
            str(folder / GRAPH),
            per_channel=True,
            weight_type=QuantType.QInt8,
        )
    about = {
        "about": "Made by make encoder; do not edit.",
        "labels": {
            "flags": reading.flags,
            "intents": reading.intents,
            "findings": reading.findings,
            "statuses": list(STATUSES),
            "replies": list(REPLIES),
        },
        "vocabulary": reading.vocabulary,
    }
    text = json.dumps(about, ensure_ascii=False, indent=0)
    (folder / ABOUT).write_text(text + "\n", "utf-8")
