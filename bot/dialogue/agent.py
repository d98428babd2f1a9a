"""Loads a trained model with the actions in process."""

from __future__ import annotations

from pathlib import Path

from rasa.core.agent import Agent
from rasa.core.agent import load_agent as load_rasa_agent
from rasa.core.utils import AvailableEndpoints

from bot.dialogue.actions import InProcessActions


class ModelError(RuntimeError):
    """The model is missing or cannot be loaded."""


async def load_agent(model: Path, actions: InProcessActions | None = None) -> Agent:
    """The agent that serves `model`. Raises ModelError with what to do."""
    if not model.is_file():  # noqa: ASYNC240 - before anything is served
        raise ModelError(f"{model}: there is no trained model here. Run `make train`.")
    endpoints = AvailableEndpoints(action=actions or InProcessActions())
    try:
        agent = await load_rasa_agent(model_path=str(model), endpoints=endpoints)
    except Exception as error:  # Rasa raises whatever a broken archive leads to
        raise ModelError(_broken(model)) from error
    if not agent.is_ready():
        raise ModelError(_broken(model))
    return agent


def _broken(model: Path) -> str:
    return f"{model}: this model cannot be loaded. Delete it and run `make train`."
