"""How far each voice beside the encoder is believed: numbers kept beside its files."""

from __future__ import annotations

import json
from pathlib import Path

FILE = Path("encoder") / "mixture.json"
# What is wrong with a file that `trust_in` cannot read.
UNSOUND = (OSError, ValueError, KeyError, TypeError, AttributeError)


def trust_in(root: Path, what: str) -> dict[str, float]:
    """The numbers of `what` under `root`, the knowledge folder.

    Raises one of UNSOUND when the file is not sound.
    """
    numbers = json.loads((root / FILE).read_text(encoding="utf-8"))[what]
    return {name: float(number) for name, number in numbers.items()}
