"""What the teacher says of each text, kept in a file and laid beside other pieces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from bot.encoder.wordpiece import Piece

Said = Mapping[str, Any]  # tensors by the name of the head; "places" [pieces, 2]
NEVER = -15.0  # log odds of a finding where the teacher has no piece
BETWEEN = "\t"  # the question and the text in a key


def save(path: Path, table: Mapping[tuple[str, str], Said]) -> None:
    torch.save({BETWEEN.join(key): dict(said) for key, said in table.items()}, path)


def load(path: Path) -> dict[tuple[str, str], Said]:
    table = torch.load(path, weights_only=True)
    return {tuple(key.split(BETWEEN, 1)): said for key, said in table.items()}


def beside(said: Said, pieces: Sequence[Piece]) -> tuple[Any, Any, Any]:
    """Findings [n, findings], statuses [n, statuses] for other pieces of the text.

    Pieces of a word share its place. Where the word is cut as the teacher cuts it they
    stand side by side; otherwise each gets the mean. And which of them have any [n].
    """
    theirs: dict[tuple[int, int], list[int]] = {}
    for at, (start, end) in enumerate(said["places"].tolist()):
        theirs.setdefault((start, end), []).append(at)
    own: dict[tuple[int, int], list[int]] = {}
    for at, piece in enumerate(pieces):
        own.setdefault((piece.start, piece.end), []).append(at)
    findings = torch.full((len(pieces), said["findings"].shape[1]), NEVER)
    statuses = torch.zeros(len(pieces), said["statuses"].shape[1])
    has = torch.zeros(len(pieces))
    for place, mine in own.items():
        which = theirs.get(place, [])
        for number, at in enumerate(mine):
            from_ = [which[number]] if len(which) == len(mine) else which
            if from_:
                findings[at] = said["findings"][from_].float().mean(0)
                statuses[at] = said["statuses"][from_].float().mean(0)
                has[at] = 1
    return findings, statuses, has
