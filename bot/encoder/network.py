"""Runs the network: pieces of a text in, the numbers of its heads out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.encoder.windows import LONGEST, both_ends, windows
from bot.encoder.wordpiece import Piece, WordPiece

STARTS, ENDS = "[CLS]", "[SEP]"
OUTPUTS = ("alarm", "flags", "intents", "findings", "statuses", "replies")

Numbers = Any  # numpy array


@dataclass(frozen=True)
class Part:
    """What the heads say of one part of a text; n pieces.

    `alarm`: log odds of a red flag; `flags`, `intents`: log likelihoods (up to a
    constant); `findings` [n, findings] log odds; `statuses` [n, statuses]; `replies` as
    `flags`, where the text answers a question.
    """

    pieces: Sequence[Piece]
    alarm: float
    flags: Numbers
    intents: Numbers
    findings: Numbers
    statuses: Numbers
    replies: Numbers


@dataclass(frozen=True)
class Network:
    """The graph, its vocabulary, and the numbers of the marks around a text."""

    session: Any
    cut: WordPiece
    first: int
    last: int

    @classmethod
    def load(cls, path: Path, vocabulary: Sequence[str]) -> Network:
        """The graph in the file, on one core: the others serve other runners.

        Raises ValueError for a vocabulary without marks, and onnxruntime's own errors.
        """
        import onnxruntime  # noqa: PLC0415  (what commands without it need not wait for)

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        marks = vocabulary.index(STARTS), vocabulary.index(ENDS)
        return cls(session, WordPiece(vocabulary), *marks)

    def read(self, text: str) -> Iterator[Part]:
        """The text, part by part."""
        for end, offset in both_ends(text):
            pieces = [
                Piece(piece.id, piece.start + offset, piece.end + offset)
                for piece in self.cut(end)
            ]
            yield from map(self.run, windows(text, pieces))

    def answer(self, question: str, text: str) -> Part:
        """An answer, read beside what it answers; a long one as far as it goes."""
        asked = [piece.id for piece in self.cut(question)]
        pieces = list(self.cut(text))[: LONGEST - len(asked)]
        return self.run(pieces, [*asked, self.last])

    def run(self, pieces: Sequence[Piece], before: Sequence[int] = ()) -> Part:
        """One part; `before`: the numbers of what stands before it, with their mark."""
        ids = [self.first, *before, *(piece.id for piece in pieces), self.last]
        given = {"pieces": np.array([ids], dtype=np.int64)}
        alarm, flags, intents, findings, statuses, replies = self.session.run(
            OUTPUTS, given
        )
        own = slice(1 + len(before), -1)
        return Part(
            pieces,
            float(alarm[0]),
            flags[0],
            intents[0],
            findings[0, own],
            statuses[0, own],
            replies[0],
        )
