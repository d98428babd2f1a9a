"""The files of what is learnt from, and of what was learnt."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a file that holds one a line."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def written(content: Mapping[str, Any]) -> str:
    """As JSON with one feature a line, so that changes can be compared."""
    text = json.dumps(content, ensure_ascii=False, indent=0)
    joined = re.sub(
        r"\[\n([^\]]*)\n\]", lambda m: "[" + m[1].replace("\n", " ") + "]", text
    )
    return joined + "\n"
