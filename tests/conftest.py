"""Conversations in YAML are collected too, and held with this project's bot."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import pytest

from bot.cli.test import backstride

pytest_plugins = ["bot.testing.plugin"]
# What `make test-unit` leaves out.
LONG = ("training", "browser", "postgres", "slow")
# Side by side, the tests of a file stay together, and those of files that share what is
# slow to start: servers, the extractor.
TOGETHER = (
    ("tests/browser/",),
    (
        "tests/phrases/",
        "tests/unit/nlu/",
        "tests/channels/test_web_body_map.py",
        "tests/knowledge/test_answers_in_lay_words.py",
        "tests/knowledge/test_checklist.py",
        "tests/knowledge/test_questions.py",
    ),
)


def pytest_kit_bot(config: Any) -> Any:
    """The bot that the conversation tests talk to."""
    return backstride()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Thousands of tests and all of Rasa stay in memory till the end: looking through
    them for garbage again and again would take a tenth of the time.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """That of --dist loadfile, which knows what belongs together."""
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class Together(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            groups = (group[0] for group in TOGETHER if nodeid.startswith(group))
            return next(groups, super()._split_scope(nodeid))

    return Together(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long first: side by side, quick ones fill what is left at the end."""
    items.sort(key=lambda item: not any(map(item.get_closest_marker, LONG)))
