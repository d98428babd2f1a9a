"""The encoder: a small trained model of runners' language.

It is a transformer (MiniLM, Wang et al. 2020), trained further by `tests/encoder` on
the annotated messages and the open red-flag corpora, its weights rounded to eight bits.
It reads a message in a millisecond or two, and nothing leaves the machine. Whoever asks
it decides how far to believe it; without its files it says nothing.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field, fields
from functools import lru_cache
from math import inf
from pathlib import Path

from bot.encoder.memo import Memo, key_of
from bot.encoder.network import Network, Numbers, Part
from bot.encoder.wordpiece import Piece

FOLDER = Path("encoder")
GRAPH, ABOUT = "encoder.onnx", "encoder.json"


@dataclass(frozen=True)
class Encoded:
    """A text as the encoder read it, part by part."""

    parts: tuple[Part, ...] = ()

    @property
    def alarm(self) -> float:
        """Log odds of a red flag in the worst part; -inf where nothing was read."""
        return max((part.alarm for part in self.parts), default=-inf)

    def flag(self, labels: Labels, among: Collection[str] = ()) -> str:
        """The likeliest red flag of the worst part, of all or `among` some.

        "" where nothing was read, or none of them is known.
        """
        flags = enumerate(labels.flags)
        known = [at for at, flag in flags if not among or flag in among]
        if not (self.parts and known):
            return ""
        worst = max(self.parts, key=lambda part: part.alarm)
        return labels.flags[max(known, key=lambda at: float(worst.flags[at]))]


@dataclass(frozen=True)
class Labels:
    """What the numbers of each head stand for, in order."""

    flags: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    replies: tuple[str, ...] = ()

    def check(self, part: Part) -> None:
        """Raises ValueError unless each head has a number for each of its labels."""
        for each in fields(self):
            if getattr(part, each.name).shape[-1] != len(getattr(self, each.name)):
                raise ValueError(f"{each.name}: not as many labels as numbers")


_memo: Memo[Encoded] = Memo()


def forget_readings() -> None:
    """Drop what the last texts said."""
    _memo.forget()


@dataclass(frozen=True)
class Encoder:
    """The encoder of a knowledge folder; one for a process is enough."""

    labels: Labels = field(default_factory=Labels)
    network: Network | None = None
    problem: str = ""
    _name: str = field(default_factory=secrets.token_hex)

    @classmethod
    def load(cls, root: Path) -> Encoder:
        """The encoder kept under `root`, the knowledge folder.

        One that reads nothing, and says why in `problem`, when it cannot be loaded: the
        rules work without it.
        """
        try:
            about = json.loads((root / FOLDER / ABOUT).read_text("utf-8"))
            labels = Labels(**{k: tuple(v) for k, v in about["labels"].items()})
            network = Network.load(root / FOLDER / GRAPH, about["vocabulary"])
            # What does not fit is noticed here, not by a runner.
            labels.check(network.run([Piece(0, 0, 1)]))
        except Exception as error:  # noqa: BLE001  (onnxruntime's own are of any kind)
            reason = type(error).__name__
            return cls(problem=f"{FOLDER}: The encoder cannot be loaded ({reason}).")
        return cls(labels, network)

    def __bool__(self) -> bool:
        return self.network is not None

    def read(self, text: str) -> Encoded:
        """What the heads say of `text`; the last texts are remembered."""
        network = self.network
        if network is None:
            return Encoded()
        key = key_of([self._name, text])
        return _memo.once(key, lambda: Encoded(tuple(network.read(text))))

    def answer(self, question: str, text: str) -> Numbers | None:
        """How likely `text`, an answer, says each of `labels.replies` of the trouble.

        Log likelihoods up to a constant; None without an encoder. `question` is the id
        of the finding asked for.
        """
        network = self.network
        if network is None:
            return None
        asked, key = asked_as(question), key_of([self._name, question, text])
        read = _memo.once(key, lambda: Encoded((network.answer(asked, text),)))
        return read.parts[0].replies


def asked_as(question: str) -> str:
    """How the encoder is told what was asked: the words of the finding's id."""
    return question.replace("_", " ")


def encoder_of(root: Path) -> Encoder:
    """The encoder of a knowledge folder, loaded once, however the folder is named."""
    return _encoder_of(root.resolve())


@lru_cache(maxsize=4)
def _encoder_of(root: Path) -> Encoder:
    return Encoder.load(root)
