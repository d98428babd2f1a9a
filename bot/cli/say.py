"""`backstride say`: what the pipeline understands of one message a line.

For people the sentence comes back with its findings marked; for machines, JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.channels.intake import clean, places
from bot.cli import train
from bot.cli.errors import CommandError
from bot.safety.detector import Detector, Outcome

LEVELS = ("emergency", "urgent")
_COLOURS = {
    "present": "bold green",
    "absent": "bold red",
    "uncertain": "bold yellow",
    "past": "bold blue",
    "other_person": "bold magenta",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--json` for machines, `--jsonl` when the input lines are objects."""
    parser.add_argument("text", nargs="*", help="a message; else one a line on stdin")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument(
        "--jsonl", action="store_true", help='input lines are objects with a "text"'
    )


def run(arguments: argparse.Namespace) -> int:
    """Read, understand, print."""
    train.ensure_current()
    lines = [" ".join(arguments.text)] if arguments.text else sys.stdin
    asyncio.run(_say(_texts(lines, arguments.jsonl), as_json=arguments.json))
    return 0


def _texts(lines: Iterable[str], jsonl: bool) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        if not jsonl:
            yield line.rstrip("\n")
            continue
        if not line.strip():
            continue
        try:
            yield str(json.loads(line)["text"])
        except (ValueError, KeyError, TypeError) as error:
            raise CommandError(
                f'line {number}: expected a JSON object with a "text", such as '
                '{"text": "my back hurts"}'
            ) from error


async def _say(texts: Iterator[str], *, as_json: bool) -> None:
    from bot.cli.conversation import open_bot
    from bot.cli.quiet import quiet

    quiet()
    bot = await open_bot()
    detector = Detector.load()
    for text in texts:
        parsed = await bot.agent.parse_message(clean(text) or " ")
        result = understood(text, parsed, detector)
        if as_json:
            print(json.dumps(result, ensure_ascii=False), flush=True)
        else:
            _show(result)


def understood(
    text: str, parsed: Mapping[str, Any], detector: Detector
) -> dict[str, Any]:
    """The stable machine view of one message."""
    scan = detector.scan(text)
    flags = scan.flags if scan.outcome is Outcome.FIRE else ()
    intent = parsed.get("intent") or {}
    where = places(text)
    return {
        "text": text,
        "intent": {
            "name": intent.get("name"),
            "confidence": round(float(intent.get("confidence") or 0.0), 4),
        },
        "findings": [
            _finding(entity, text, where)
            for entity in parsed.get("entities") or []
            if entity.get("role") in _COLOURS
        ],
        "red_flags": [{"id": flag.id, "triage": flag.triage} for flag in flags],
        "triage_floor": scan.level if scan.level in LEVELS else None,
    }


def _finding(entity: Mapping[str, Any], text: str, where: list[int]) -> dict[str, Any]:
    start, end = where[entity["start"]], where[entity["end"] - 1] + 1
    return {
        "finding": entity["value"],
        "kind": entity["entity"],
        "status": entity["role"],
        "start": start,
        "end": end,
        "text": text[start:end],
        "value": entity.get("amount"),
        "side": entity.get("side") or None,
    }


def _show(result: Mapping[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    marked = Text(result["text"])
    for each in result["findings"]:
        marked.stylize(_COLOURS[each["status"]], each["start"], each["end"])
    console.print(marked)
    table = Table.grid(padding=(0, 2))
    for each in result["findings"]:
        value = "" if each["value"] is None else str(each["value"])
        table.add_row(
            Text(f"  {each['finding']}", style="bold"),
            Text(each["status"], style=_COLOURS[each["status"]]),
            each["side"] or "",
            value,
            Text(f"“{each['text']}”", style="dim"),
        )
    console.print(table)
    intent = result["intent"]
    console.print(Text(f"  intent {intent['name']} ({intent['confidence']})", "cyan"))
    for flag in result["red_flags"]:
        console.print(Text(f"  RED FLAG {flag['id']}: {flag['triage']}", "bold red"))
