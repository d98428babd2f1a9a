"""The annotator's short hand: marked-up lines become records with right offsets.

    inform @side_left: my [left bum|bt.l] hurts [3 weeks|dur=P3W]

A mark is `[words|codes]`; a code is a finding or its short form from `codes.json`, then
`.l .r .b` (side), `-` absent, `?` uncertain, `<` past, `*` other person, `=value`, and
`!` optional. Codes in braces at the end of a line are optional, wherever they are.
Run `python -m tests.nlu.annotate FILE...` to write the corpus from marked-up files.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CODES: dict[str, dict[str, str]] = json.loads((HERE / "codes.json").read_text("utf-8"))
STATUS = {
    "": "present",
    "-": "absent",
    "?": "uncertain",
    "<": "past",
    "*": "other_person",
}
SIDES = {"l": "left", "r": "right", "b": "both"}
SIDE_WORDS = {
    "left": r"\b(left|l|lhs|lh)\b",
    "right": r"\b(right|rt|r|rhs|rh)\b",
    "both": r"\b(both|either|each)\b",
}
ALSO = re.compile(r" *\{([^{}]*)\}$")
LINE = re.compile(r"^(?P<intent>\w+)(?: @(?P<asked>[\w:]+))?: (?P<text>.+)$", re.DOTALL)
MARK = re.compile(r"\[([^\[\]|]+)\|([^\[\]]+)\]")
CODE = re.compile(
    r"^(?P<code>[\w:]+)(?:\.(?P<side>[lrb]))?(?P<status>[-?<*]?)(?:=(?P<value>[\w.]+))?(?P<optional>!?)$"
)

Record = dict[str, Any]


def finding_id(code: str) -> str:
    """The finding that a code stands for; `dx:` codes are earlier diagnoses."""
    if code.startswith("dx:"):
        diagnosis = code.removeprefix("dx:")
        return "prior_diagnosis:" + CODES["diagnoses"].get(diagnosis, diagnosis)
    if code in CODES["findings"]:
        return CODES["findings"][code]
    if code in CODES["findings"].values():
        return code
    raise ValueError(
        f"{code!r} is no code of codes.json; correct the mark or add the code"
    )


def typed(value: str | None) -> str | float | None:
    """A number where it is one; durations and sexes stay words."""
    if value is None or not re.fullmatch(r"\d+(\.\d+)?", value):
        return value
    return float(value) if "." in value else int(value)


def marked(words: str, start: int, codes: str) -> Iterator[Record]:
    """The findings of one mark."""
    for part in codes.split(","):
        match = CODE.match(part.strip())
        if not match:
            raise ValueError(
                f"{part!r} in [{words}|{codes}] is not code.side-status=value!"
            )
        yield {
            "finding": finding_id(match["code"]),
            "status": STATUS[match["status"]],
            "start": start,
            "end": start + len(words),
            "value": typed(match["value"]),
            "side": SIDES.get(match["side"] or "", ""),
            "optional": bool(match["optional"]),
        }


def side_of(text: str, finding: Record) -> Record:
    """The side that a finding names, as a finding of its own."""
    words = text[finding["start"] : finding["end"]]
    found = re.search(SIDE_WORDS[finding["side"]], words, re.IGNORECASE)
    start, end = found.span() if found else (0, len(words))
    return {
        "finding": "side_" + finding["side"],
        "status": finding["status"],
        "start": finding["start"] + start,
        "end": finding["start"] + end,
        "value": None,
        "side": "",
        "optional": finding["optional"] or finding["status"] in ("absent", "uncertain"),
    }


def with_sides(text: str, findings: list[Record]) -> list[Record]:
    """Adds the sides; one that is present, or marked by hand, is not added again."""
    sides = [side_of(text, finding) for finding in findings if finding["side"]]
    order = ["present", "past", "other_person", "absent", "uncertain"]
    sides.sort(
        key=lambda side: (side["optional"], order.index(side["status"]), side["start"])
    )
    seen = {finding["finding"] for finding in findings}
    for side in sides:
        if side["finding"] not in seen:
            seen.add(side["finding"])
            findings.append(side)
    return sorted(
        findings,
        key=lambda finding: (finding["start"], finding["end"], finding["finding"]),
    )


def once(findings: list[Record]) -> list[Record]:
    """Without second mentions of the same status, value and side."""
    kept: dict[tuple[Any, ...], Record] = {}
    for finding in findings:
        key = tuple(
            finding[name] for name in ("finding", "status", "value", "side", "optional")
        )
        kept.setdefault(key, finding)
    return list(kept.values())


def read_marks(marked_text: str) -> tuple[str, list[Record]]:
    """The plain text, and the findings of its marks."""
    text, findings, last = "", [], 0
    for mark in MARK.finditer(marked_text):
        text += marked_text[last : mark.start()]
        findings += marked(mark[1], len(text), mark[2])
        text += mark[1]
        last = mark.end()
    return text + marked_text[last:], findings


def parse(line: str, record_id: str) -> Record:
    """One marked-up line as a record."""
    also = ALSO.search(line)
    match = LINE.match(ALSO.sub("", line))
    if not match:
        raise ValueError(f"{record_id}: not 'intent @asked: text': {line[:60]!r}")
    text, findings = read_marks(match["text"])
    findings = with_sides(text, once(findings))
    optional = {f["finding"] for f in findings if f["optional"]}
    optional |= {finding_id(code) for code in (also[1].split() if also else ())}
    kept = [
        {k: v for k, v in f.items() if k != "optional"}
        for f in findings
        if not f["optional"]
    ]
    return {
        "id": record_id,
        "text": text,
        "intent": CODES["intents"].get(match["intent"], match["intent"]),
        "asked": finding_id(match["asked"]) if match["asked"] else None,
        "findings": kept,
        "optional": sorted(optional),
    }


def is_sealed(record_id: str) -> bool:
    """A fixed third of the messages, by a hash of the id."""
    return hashlib.sha256(record_id.encode()).digest()[0] % 3 == 0


def read(paths: Iterable[Path]) -> list[Record]:
    """The records of marked-up files; ids are the file's stem and the line's number."""
    records = []
    for path in paths:
        lines = [line for line in path.read_text("utf-8").splitlines() if line.strip()]
        for number, line in enumerate(lines, 1):
            try:
                records.append(parse(line, f"{path.stem}{number:03d}"))
            except ValueError as error:
                raise SystemExit(f"{path}, message {number}: {error}") from error
    return records


def write(path: Path, records: list[Record]) -> None:
    """One JSON object a line."""
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def main() -> None:
    """Writes both parts of the corpus."""
    records = read(Path(name) for name in sys.argv[1:])
    write(
        HERE / "dev.jsonl",
        [record for record in records if not is_sealed(record["id"])],
    )
    write(
        HERE / "sealed.jsonl", [record for record in records if is_sealed(record["id"])]
    )
    print(f"{len(records)} messages")


if __name__ == "__main__":
    main()
