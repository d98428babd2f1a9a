"""The agent as it is served: a pinned model, stores and locks as the variables say."""

from __future__ import annotations

from pathlib import Path

from rasa.core.agent import Agent

from bot.dialogue.actions import InProcessActions
from bot.dialogue.agent import ModelError, load_agent
from bot.dialogue.brokers import broker_for
from bot.dialogue.locks import Locks
from bot.dialogue.model_file import verify
from bot.dialogue.outbox import Relay
from bot.dialogue.settings import Settings, SettingsError
from bot.dialogue.tracker_store import ConversationStore
from bot.dialogue.warming import warm_up


async def load_served_agent(
    model: Path,
    actions: InProcessActions | None = None,
    settings: Settings | None = None,
) -> Agent:
    """Raises ModelError with what to do; for a wrong variable, too."""
    try:
        given = settings or Settings.from_environment()
    except SettingsError as error:
        raise ModelError(str(error)) from error
    verify(model)
    store, locks = ConversationStore(given), Locks(given.redis)
    actions = actions or InProcessActions()
    agent = await load_agent(model, actions, store, locks)
    await warm_up(agent, actions)
    if given.outbox and store.database is not None:
        store.relay = Relay(store.database, broker_for(given.outbox))
        store.relay.start()
    return agent
