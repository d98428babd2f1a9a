"""Imports point one way (README, "how it fits together")."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Package: what it must never import.
LATER = ["actions", "bot.dialogue", "bot.channels", "bot.testing", "bot.cli"]
FORBIDDEN = {
    "bot/knowledge": [
        *LATER, "rasa", "rasa_sdk", "spacy", "bot.reasoning", "bot.nlu", "bot.safety",
    ],
    "bot/encoder": [
        *LATER, "rasa", "rasa_sdk", "spacy", "sqlalchemy", "bot.answers",
        "bot.reasoning", "bot.nlu", "bot.safety", "bot.knowledge",
    ],
    "bot/answers": [
        *LATER, "rasa", "rasa_sdk", "spacy", "sqlalchemy", "bot.reasoning", "bot.nlu",
        "bot.safety", "bot.knowledge",
    ],
    "bot/reasoning": [
        *LATER, "rasa", "rasa_sdk", "spacy", "sqlalchemy", "bot.nlu", "bot.safety",
        "bot.knowledge.store", "bot.knowledge.loader",
    ],
    "bot/nlu": [
        *LATER, "rasa_sdk", "sqlalchemy", "bot.reasoning", "bot.knowledge.store",
    ],
    "bot/safety": [
        *LATER, "rasa", "rasa_sdk", "spacy", "sqlalchemy", "bot.nlu", "bot.reasoning",
        "bot.knowledge.store",
    ],
    "bot/dialogue": [
        "actions", "spacy", "bot.reasoning", "bot.nlu", "bot.channels", "bot.testing",
        "bot.cli", "bot.knowledge.store",
    ],
    "bot/channels": [
        "actions", "spacy", "sqlalchemy", "bot.reasoning", "bot.nlu", "bot.testing",
        "bot.cli", "bot.knowledge.store",
    ],
    "actions": [
        "rasa", "spacy", "sqlalchemy", "bot.nlu", "bot.safety", "bot.dialogue",
        "bot.channels", "bot.testing", "bot.cli",
    ],
    "bot/testing": [
        "actions", "spacy", "sqlalchemy", "bot.reasoning", "bot.nlu", "bot.cli",
        "bot.knowledge.store",
    ],
}  # fmt: skip


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything a module imports, in functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module
            yield from (
                (node.lineno, f"{node.module}.{alias.name}") for alias in node.names
            )


def is_within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


@pytest.mark.parametrize("package", sorted(FORBIDDEN))
def test_a_package_imports_only_what_comes_before_it(package: str) -> None:
    modules = sorted((ROOT / package).rglob("*.py"))
    assert modules
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in modules
        for line, name in imports_of(path)
        if any(is_within(name, each) for each in FORBIDDEN[package])
    ]
    assert wrong == []


def test_the_check_sees_an_import_inside_a_function(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text("def f():\n    from rasa.core import agent\n")
    assert (2, "rasa.core") in list(imports_of(module))


def test_the_kit_knows_no_domain_but_in_its_extension() -> None:
    """Another Rasa bot uses everything outside bot/testing/backstride."""
    ours = [
        f"bot.{each}"
        for each in (
            "knowledge",
            "safety",
            "channels",
            "dialogue",
            "testing.backstride",
        )
    ]
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in sorted((ROOT / "bot/testing").rglob("*.py"))
        if "backstride" not in path.parts
        for line, name in imports_of(path)
        if any(is_within(name, each) for each in ours)
    ]
    assert wrong == []
