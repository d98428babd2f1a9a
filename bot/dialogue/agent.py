"""Loads a trained model with the actions in process."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.agent import load_agent as load_rasa_agent
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import LockStore
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints

from bot.dialogue import quick
from bot.dialogue.actions import InProcessActions
from bot.dialogue.locks import Locks
from bot.dialogue.tracker_store import ConversationStore

logger = logging.getLogger(__name__)


class ModelError(RuntimeError):
    """The model is missing or cannot be loaded."""


async def load_agent(
    model: Path,
    actions: InProcessActions | None = None,
    tracker_store: TrackerStore | None = None,
    locks: LockStore | None = None,
) -> Agent:
    """The agent that serves `model`. Raises ModelError with what to do.

    Conversations are kept in memory unless a `tracker_store` is given.
    """
    if not model.is_file():  # noqa: ASYNC240 - before anything is served
        raise ModelError(f"{model}: there is no trained model here. Run `make train`.")
    quick.install()
    endpoints = AvailableEndpoints(action=actions or InProcessActions())
    try:
        agent = await load_rasa_agent(model_path=str(model), endpoints=endpoints)
    except Exception as error:  # Rasa raises whatever a broken archive leads to
        raise ModelError(_broken(model)) from error
    if not agent.is_ready():
        raise ModelError(_broken(model))
    use_stores(agent, tracker_store or ConversationStore(), locks or Locks())
    return agent


async def stored(agent: Agent, message: UserMessage) -> dict[str, Any]:
    """`country` and `next_step` as stored with `message`; {} if it was not stored."""
    tracker = await agent.tracker_store.retrieve(message.sender_id)
    latest = tracker.latest_message if tracker else None
    if latest is None or latest.message_id != message.message_id:
        return {}
    return {name: tracker.get_slot(name) for name in ("country", "next_step")}


def use_stores(agent: Agent, store: TrackerStore, locks: LockStore) -> None:
    """Without Rasa's own wrapper, which begins anew when the store fails."""
    store.domain = agent.domain
    agent.tracker_store = agent.processor.tracker_store = store
    agent.lock_store = agent.processor.lock_store = locks


def use_actions(agent: Agent, actions: InProcessActions) -> None:
    """From now on these are run."""
    agent.action_endpoint = agent.processor.action_endpoint = actions


def _broken(model: Path) -> str:
    return f"{model}: this model cannot be loaded. Delete it and run `make train`."
