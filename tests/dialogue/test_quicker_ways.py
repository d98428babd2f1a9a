"""Whole conversations go word for word, and event for event, as with stock Rasa."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from rasa.core import processor
from rasa.core.actions.action import RemoteAction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.nlu.classifiers.logistic_regression_classifier import (
    LogisticRegressionClassifier,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

from bot.cli import train
from bot.cli.conversation import open_bot
from bot.cli.quiet import quiet
from bot.dialogue import (
    quick,
    quick_events,
    quick_graph,
    quick_history,
    quick_intents,
    quick_logs,
    quick_rules,
    quick_states,
    quick_validation,
)
from tests.dialogue.conversations import hold, record_of, vignettes

pytestmark = pytest.mark.training
PATIENTS = 5
STOCK = [
    (RemoteAction, "_validate_action_result", quick_validation._stock),
    (Event, "resolve_by_type", staticmethod(quick_events._stock)),
    (DaskGraphRunner, "run", quick_graph._stock),
    (DialogueStateTracker, "applied_events", quick_history._stock_applied),
    (DialogueStateTracker, "copy", quick_history._stock_copy),
    (Domain, "states_for_tracker_history", quick_states._stock),
    (RulePolicy, "_get_possible_keys", quick_rules._stock),
    (LogisticRegressionClassifier, "process", quick_intents._stock),
    (processor, "copy", quick_logs._stock),
]


@contextmanager
def stock_rasa() -> Iterator[None]:
    """Rasa as it came."""
    for owner, name, method in STOCK:
        setattr(owner, name, method)
    try:
        yield
    finally:
        quick.install()


async def talk(prefix: str) -> tuple[list[Any], list[Any]]:
    bot = await open_bot()
    if prefix == "stock":
        with stock_rasa():
            return await _talk(bot, prefix)
    return await _talk(bot, prefix)


async def _talk(bot: Any, prefix: str) -> tuple[list[Any], list[Any]]:
    replies, records = [], []
    for number, patient in enumerate(vignettes(PATIENTS)):
        sender = f"{prefix}{number}"
        turns = await hold(bot, sender, patient)
        for reply in (each for turn in turns for each in turn):
            del reply["recipient_id"]
        replies.append(turns)
        records.append(await record_of(bot, sender))
    return replies, records


async def test_the_same_words_and_the_same_events() -> None:
    train.ensure_current()
    quiet()
    quick_replies, quick_records = await talk("quick")
    stock_replies, stock_records = await talk("stock")
    assert quick_replies == stock_replies
    for ours, stock in zip(quick_records, stock_records, strict=True):
        assert ours == stock
    # They were long enough to mean something.
    assert max(len(turns) for turns in quick_replies) > 20
    assert "red_flag" in str(quick_replies)
    assert "assessment" in str(quick_replies)


def test_stock_is_really_put_back() -> None:
    quick.install()
    ours = [owner.__dict__[name] for owner, name, _ in STOCK]
    with stock_rasa():
        stock = [owner.__dict__[name] for owner, name, _ in STOCK]
    assert all(a is not b for a, b in zip(ours, stock, strict=True))
    assert [owner.__dict__[name] for owner, name, _ in STOCK] != stock
