"""The fixed words for an emergency, with the country's own numbers.

The text never holds anything the runner wrote. Whatever is missing or broken, something
that can be acted on is returned: an unanswered red flag is the worst failure there is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.safety.rules import FOLDER, LEVELS

# The only sentences for a runner in Python, used when the YAML cannot be read: an
# unanswered emergency outranks the rule that wording lives in data/knowledge.
_LAST_RESORT = {
    "emergency": "Please call {emergency_number} or go to an emergency department now. "
    "Don't drive yourself, and don't wait for an appointment.",
    "urgent": "Please speak to {urgent_line} today. "
    "If it gets worse, call {emergency_number}.",
}
_NUMBERS = {
    "emergency_number": "your local emergency number (112, 999 or 911)",
    "urgent_line": "an urgent-care doctor",
    "crisis_line": "a crisis line near you",
}
_ANY = "unknown"  # the country used until we are told
_OTHER = "other"  # the group whose text fits every flag


def emergency_text(
    flag_ids: Sequence[str],
    level: str,
    country: str = "",
    folder: Path | str | None = None,
) -> str:
    """What to say for the first of `flag_ids` at `level`. Never raises."""
    root = Path(folder) if folder else FOLDER
    level = level if level in LEVELS else LEVELS[0]
    groups = [_group(root, flag) for flag in flag_ids]
    wording = _content(root / "wording" / "emergency.yml")
    texts = (wording.get(f"emergency_{group}_{level}") for group in [*groups, _OTHER])
    text = next((str(text) for text in texts if text), _LAST_RESORT[level])
    return _filled(text, _numbers(root, country))


def _group(root: Path, flag: str) -> str:
    if not flag.isidentifier():
        return _OTHER
    return str(_content(root / "red_flags" / f"{flag}.yml").get("group") or _OTHER)


def _numbers(root: Path, country: str) -> dict[str, str]:
    """The country's numbers; those of the unknown country, then ours, fill the gaps."""
    known = country if country.isidentifier() else _ANY
    numbers = dict(_NUMBERS)
    for name in (_ANY, known):
        found = _content(root / "countries" / f"{name}.yml")
        numbers.update({key: str(found[key]) for key in _NUMBERS if found.get(key)})
    return numbers


def _filled(text: str, numbers: Mapping[str, str]) -> str:
    for key, value in numbers.items():
        text = text.replace("{" + key + "}", value)
    return text


@lru_cache(maxsize=256)
def _content(path: Path) -> Mapping[str, Any]:
    """A YAML file as a mapping, empty when it is missing or broken."""
    try:
        content = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except (YAMLError, OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
