"""Reads what understanding needs from `data/knowledge`, as plain JSON-like data.

The same data travels inside the trained model, so a model never reads the folder again.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

PhraseData = dict[str, Any]

FOLDERS = ("words", "phrases", "cues", "topics", "countries", "findings")
NAMED = ("conditions", "factors", "advice")


class PhraseDataError(ValueError):
    """A file that cannot be used; the message says where, what, and what to do."""


def load_phrase_data(folder: Path) -> PhraseData:
    """Everything understanding reads below `folder` (usually data/knowledge)."""
    if not (folder / "phrases").is_dir():
        raise PhraseDataError(
            f"{folder}: no folder phrases/ here. Name data/knowledge."
        )
    read = {name: _read_folder(folder / name) for name in FOLDERS}
    return {
        "words": {key: item["words"] for key, item in read["words"].items()},
        "phrases": {item["finding"]: item for item in read["phrases"].values()},
        "cues": read["cues"],
        "topics": {k: list(v.get("phrases") or ()) for k, v in read["topics"].items()},
        "countries": {
            k: list(v.get("phrases") or ()) for k, v in read["countries"].items()
        },
        "kinds": {k: v["kind"] for k, v in read["findings"].items() if "kind" in v},
        "watched": _watched(folder, read["findings"]),
        "names": _names(folder),
    }


def fingerprint(data: PhraseData) -> str:
    """Changes when anything read changes: Rasa then trains again."""
    line = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(line.encode()).hexdigest()


def _watched(folder: Path, findings: dict[str, Any]) -> list[str]:
    """Warning signs, which the trained part must not touch.

    Red flags by kind, those of the emergency screen, and what is an emergency when
    it is on both sides.
    """
    watched = {
        key
        for key, item in findings.items()
        if item.get("kind") == "red_flag" or (item.get("question") or {}).get("safety")
    }
    for rule in _read_folder(folder / "triage").values():
        if rule.get("triage") == "emergency":
            tests = [*(rule.get("all") or ()), *(rule.get("any") or ())]
            sided = [str(test).split("@")[0] for test in tests if "@" in str(test)]
            watched.update(sided)
    return sorted(watched & findings.keys())


def _names(folder: Path) -> dict[str, list[str]]:
    """The names of conditions, factors and advice: what a question may be about."""
    found: dict[str, list[str]] = {}
    for name in NAMED:
        for key, item in _read_folder(folder / name).items():
            found[key] = sorted({str(item.get("name", key)), key.replace("_", " ")})
    return found


def _read_folder(folder: Path) -> dict[str, Any]:
    return {path.stem: _read(path) for path in sorted(folder.glob("*.yml"))}


def _read(path: Path) -> Any:
    where = f"{path.parent.name}/{path.name}"
    try:
        item = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except YAMLError as problem:
        line = getattr(getattr(problem, "problem_mark", None), "line", 0) + 1
        raise PhraseDataError(f"{where}:{line}: this is not valid YAML.") from problem
    if not isinstance(item, dict):
        raise PhraseDataError(f"{where}: expected fields such as `id:`, found none.")
    return json.loads(json.dumps(item, default=str))
