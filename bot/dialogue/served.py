"""The agent as it is served: a pinned model, stores and locks as the variables say."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable
from pathlib import Path

from rasa.core.agent import Agent

from bot.dialogue.actions import InProcessActions
from bot.dialogue.agent import ModelError, load_agent, use_actions, use_stores
from bot.dialogue.brokers import broker_for
from bot.dialogue.locks import Locks
from bot.dialogue.model_file import verify
from bot.dialogue.outbox import Relay
from bot.dialogue.settings import Settings, SettingsError
from bot.dialogue.tracker_store import ConversationStore
from bot.dialogue.warming import warm_up, warm_up_here


async def load_served_agent(
    model: Path,
    actions: InProcessActions | None = None,
    settings: Settings | None = None,
) -> Agent:
    """Raises ModelError with what to do; for a wrong variable, too."""
    given = settings or _settings()
    verify(model)
    store, locks = ConversationStore(given), Locks(given.redis)
    actions = actions or InProcessActions()
    agent = await load_agent(model, actions, store, locks)
    await warm_up(agent, actions)
    _relay(store, given)
    # What is loaded stays: to look through all of it for what may go takes a third of a
    # second, in which nobody is answered.
    gc.collect()
    gc.freeze()
    return agent


def preload(model: Path) -> Callable[[Path], Awaitable[Agent]]:
    """Load the model now; the result serves it in each process copied from this one.

    Nothing that cannot be copied is left open: no thread, no connection. Raises
    ModelError.
    """
    verify(model)
    agent = asyncio.run(_loaded(model))

    async def adopt(_: Path) -> Agent:
        """The agent with actions, stores and locks of this process."""
        given = _settings()
        store = ConversationStore(given)
        use_stores(agent, store, Locks(given.redis))
        use_actions(agent, InProcessActions())
        _relay(store, given)
        return agent

    return adopt


async def _loaded(model: Path) -> Agent:
    actions = InProcessActions()
    agent = await load_agent(model, actions)
    await warm_up_here(agent, actions)
    return agent


def _settings() -> Settings:
    try:
        return Settings.from_environment()
    except SettingsError as error:
        raise ModelError(str(error)) from error


def _relay(store: ConversationStore, given: Settings) -> None:
    """Begin to send what is stored to the broker, if there is one."""
    if given.outbox and store.database is not None:
        store.relay = Relay(store.database, broker_for(given.outbox))
        store.relay.start()
