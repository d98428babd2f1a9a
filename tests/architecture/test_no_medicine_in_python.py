"""Medicine lives in data/knowledge: no id of a finding or condition stands in code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from bot.knowledge.model import Knowledge
from tests import loaded

ROOT = Path(__file__).parents[2]


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of every string that is not a docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(
            node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        )
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in docstrings:
            continue
        if isinstance(node.value, str):
            yield node.lineno, node.value


def medical_ids(knowledge: Knowledge) -> set[str]:
    """Ids that code must not know; kinds of findings are structure, not medicine."""
    kinds = {finding.kind for finding in knowledge.findings.values()}
    ids = {
        *knowledge.findings,
        *knowledge.conditions,
        *knowledge.factors,
        *knowledge.advice,
        *knowledge.triage_rules,
    }
    return ids - kinds


def test_no_finding_condition_factor_or_rule_is_named_in_code() -> None:
    ids = medical_ids(loaded.knowledge())
    assert len(ids) > 100
    modules = [*(ROOT / "bot").rglob("*.py"), *(ROOT / "actions").rglob("*.py")]
    wrong = [
        f"{path.relative_to(ROOT)}:{line} {text!r}"
        for path in sorted(modules)
        for line, text in literals(path)
        if text in ids
    ]
    assert wrong == []
