"""The rows of `data.py` as numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch

from bot.encoder.encoder import asked_as
from bot.encoder.wordpiece import Piece, WordPiece

STATUSES = ("present", "absent", "uncertain", "past", "other_person")
REPLIES = ("yes", "no", "unsure", "nothing")
NOT_SAID = -100  # what PyTorch passes over
SIDE = "side_"


@dataclass(frozen=True)
class Row:
    """One text. `flag`, `intent`, `says`: their numbers, or -1.

    `own`: which of `ids` is the first of its pieces, after the question it answers. A
    `kind` of "free" or "free_reply" has no annotation, one of "spare" is harmless.
    """

    ids: Sequence[int]
    pieces: Sequence[Piece]
    kind: str = "alarm"
    text: tuple[str, str] = ("", "")  # question, text
    own: int = 1
    positive: bool = False
    flag: int = -1
    weight: float = 1.0
    intent: int = -1
    says: int = -1
    record: Mapping[str, Any] | None = None


class Reading:
    """Labels in their order, and every row with its pieces' numbers."""

    def __init__(
        self, content: Mapping[str, Any], vocabulary: Sequence[str], longest: int
    ) -> None:
        self.vocabulary = list(vocabulary)
        self.longest = longest
        self.cut = WordPiece(vocabulary)
        self.first = self.vocabulary.index("[CLS]")
        self.last = self.vocabulary.index("[SEP]")
        alarms, messages = content["alarms"], content["messages"]
        self.flags = sorted({row["flag"] for row in alarms if row["flag"]})
        self.intents = sorted({row["intent"] for row in messages})
        self.findings = sorted({f["finding"] for m in messages for f in m["findings"]})
        held_out = set(content["held_out"])
        self.alarms = [self._alarm(r) for r in alarms if r["batch"] not in held_out]
        self.messages = [
            self._message(row) for row in messages if row["batch"] not in held_out
        ]

        self.replies = [
            self._reply(row)
            for row in content["replies"]
            if row["batch"] not in held_out
        ]
        self.spare = [
            replace(self.row("", row["text"]), kind="spare", weight=row["weight"])
            for row in content["spare"]
        ]
        self.free = [self.row("", row["text"]) for row in content["free"]]
        self.free_replies = [
            self.row(row["question"], row["text"])
            for row in content["free"]
            if row["question"]
        ]

    def sizes(self) -> dict[str, int]:
        return {
            "flags": len(self.flags),
            "intents": len(self.intents),
            "findings": len(self.findings),
            "statuses": len(STATUSES),
            "replies": len(REPLIES),
        }

    def texts(self) -> list[tuple[str, str]]:
        """Every text to learn from, once, each with the question that it answers."""
        parts = (self.alarms, self.messages, self.replies, self.free, self.free_replies)
        return sorted({row.text for part in parts for row in part})

    def row(self, question: str, text: str) -> Row:
        """A text without its annotations."""
        asked = (
            [*(piece.id for piece in self.cut(asked_as(question))), self.last]
            if question
            else []
        )
        pieces = list(self.cut(text))[: self.longest - len(asked)]
        ids = [self.first, *asked, *(piece.id for piece in pieces), self.last]
        kind = "free_reply" if question else "free"
        return Row(ids, pieces, kind, text=(question, text), own=1 + len(asked))

    def tensors(self, rows: Sequence[Row]) -> tuple[Any, Any]:
        """Numbers and mask [rows, pieces] of the longest."""
        longest = max(len(row.ids) for row in rows)
        ids = torch.zeros(len(rows), longest, dtype=torch.long)
        mask = torch.zeros(len(rows), longest, dtype=torch.long)
        for at, row in enumerate(rows):
            ids[at, : len(row.ids)] = torch.tensor(row.ids)
            mask[at, : len(row.ids)] = 1
        return ids, mask

    def targets(self, rows: Sequence[Row], longest: int) -> tuple[Any, Any, Any]:
        """What is annotated of each piece: findings, whether they count, status.

        Findings that the annotator left open do not count for their message.
        """
        shown = torch.zeros(len(rows), longest, len(self.findings))
        counts = torch.zeros(len(rows), longest, len(self.findings))
        said = torch.full((len(rows), longest), NOT_SAID)
        number = {finding: at for at, finding in enumerate(self.findings)}
        for at, row in enumerate(rows):
            assert row.record is not None
            counts[at, : len(row.ids)] = 1
            for finding in row.record.get("optional") or ():
                if finding in number:
                    counts[at, :, number[finding]] = 0
            for found in row.record["findings"]:
                counts[at, : len(row.ids), number[found["finding"]]] = 1
                status = STATUSES.index(found["status"])
                for place, piece in enumerate(row.pieces, start=1):
                    if piece.start < found["end"] and piece.end > found["start"]:
                        shown[at, place, number[found["finding"]]] = 1
                        side = found["finding"].startswith(SIDE)
                        if not side or said[at, place] == NOT_SAID:
                            said[at, place] = status
        return shown, counts, said

    def _alarm(self, row: Mapping[str, Any]) -> Row:
        return replace(
            self.row("", row["text"]),
            kind="alarm",
            positive=bool(row["positive"]),
            flag=self.flags.index(row["flag"]) if row["flag"] else -1,
            weight=float(row["weight"]),
        )

    def _message(self, row: Mapping[str, Any]) -> Row:
        intent = self.intents.index(row["intent"])
        plain = self.row("", row["text"])
        return replace(plain, kind="message", intent=intent, record=row)

    def _reply(self, row: Mapping[str, Any]) -> Row:
        says = REPLIES.index(row["says"])
        plain = self.row(row["question"], row["text"])
        return replace(plain, kind="reply", says=says)
