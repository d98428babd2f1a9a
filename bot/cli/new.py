"""`backstride new condition ID`: the starter files of a new condition."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from string import Template

from bot.knowledge.messages import KnowledgeError
from bot.knowledge.reading import PROJECT, default_folder, read_folder

HELP = "write the starter files of a new condition"
TEMPLATES = Path(__file__).parent / "templates"
VIGNETTES = PROJECT / "tests" / "clinical" / "vignettes"
ID = re.compile(r"[a-z][a-z0-9_]*")


class NewItemError(Exception):
    """The files cannot be written; the text says why."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["condition"], help="what to begin")
    parser.add_argument("id", help="its id, such as hip_bursitis")
    parser.add_argument(
        "--folder", type=Path, help="the YAML files (default: data/knowledge)"
    )
    parser.add_argument("--vignettes", type=Path, help="the folder of the vignettes")


def run(args: argparse.Namespace) -> int:
    try:
        written = new_condition(args.id, args.folder, args.vignettes)
    except (NewItemError, KnowledgeError) as error:
        print(error, file=sys.stderr)
        return 1
    for path in written:
        print(f"Wrote {path}")
    print("Replace every TODO in them, then run `backstride check`.")
    return 0


def new_condition(
    id_: str, folder: Path | None = None, vignettes: Path | None = None
) -> tuple[Path, ...]:
    """Writes the condition and its vignettes; never over a file that is there."""
    if not ID.fullmatch(id_):
        raise NewItemError(
            f'"{id_}" cannot be an id: small English letters, digits and _ only,'
            " such as hip_bursitis."
        )
    root = default_folder(folder)
    finding, source = _first(root, "findings"), _first(root, "sources")
    words = {
        "id": id_,
        "name": id_.replace("_", " "),
        "finding": finding,
        "source": source,
    }
    files = {
        root / "conditions" / f"{id_}.yml": "condition.yml",
        (vignettes or VIGNETTES) / f"{id_}.jsonl": "vignettes.jsonl",
    }
    for path in files:
        if path.exists():
            raise NewItemError(
                f"{path} is there already. Edit it, or choose another id."
            )
    for path, template in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        text = (TEMPLATES / template).read_text(encoding="utf-8")
        path.write_text(Template(text).substitute(words), encoding="utf-8")
    return tuple(files)


def _first(root: Path, name: str) -> str:
    """An id that exists, so that only the TODOs are left to put right."""
    documents = read_folder(root, only=(name,))
    if not documents:
        raise NewItemError(
            f"There is nothing in {root / name} yet that a condition could name."
        )
    return documents[0].stem
