"""The report as JSON, as Markdown for a pull request, as a page with transcripts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from bot.testing.results import Group, Results

TEMPLATES = Path(__file__).parent
RESULTS = ("passed", "failed", "skipped", "expected to fail")


def as_json(results: Results, groups: Sequence[Group]) -> str:
    """Everything."""
    return json.dumps(_view(results, groups), indent=1, ensure_ascii=False) + "\n"


def as_markdown(results: Results, groups: Sequence[Group]) -> str:
    """Short: what failed and how, coverage, latency."""
    return _rendered("report.md.j2", results, groups)


def as_html(results: Results, groups: Sequence[Group]) -> str:
    """One file that needs no other: every conversation, failures first."""
    return _rendered("report.html.j2", results, groups)


def _rendered(name: str, results: Results, groups: Sequence[Group]) -> str:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(name).render(_view(results, groups))


def _view(results: Results, groups: Sequence[Group]) -> dict[str, Any]:
    worst = {"failed": 0, "expected to fail": 1, "skipped": 2}
    ordered = sorted(
        results.each, key=lambda one: (worst.get(one["result"], 3), one["id"])
    )
    return {
        "target": results.target,
        "at_a_time": results.at_a_time,
        "counts": {each: results.count(each) for each in RESULTS},
        "unseen": results.unseen,
        "latency": results.latency(),
        "slowest": [
            {"ms": ms, "conversation": name, "said": said}
            for ms, name, said in results.slowest()
        ],
        "coverage": [
            {
                "group": group.name,
                "total": group.total,
                "percent": round(group.percent, 1),
                "never": list(group.never),
            }
            for group in groups
        ],
        "conversations": ordered,
    }
