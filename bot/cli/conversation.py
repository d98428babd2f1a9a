"""One conversation with the bot as it is served: gateway, model, actions, all real."""

from __future__ import annotations

from functools import partial
from typing import Any

from rasa.core.agent import Agent

from bot.channels.gateway import Gateway
from bot.cli import project
from bot.cli.errors import CommandError
from bot.dialogue.agent import ModelError, load_agent, stored


class Bot:
    """A loaded agent behind a gateway; `send` is one turn."""

    def __init__(self, agent: Agent) -> None:
        """Use `open_bot` to load one."""
        self.agent = agent
        self.gateway = Gateway(agent.handle_message, stored=partial(stored, agent))

    async def send(self, sender: str, text: str) -> list[dict[str, Any]]:
        """The replies to one message."""
        return await self.gateway.answer(sender, text, channel="backstride")

    async def slot(self, sender: str, name: str) -> Any:
        """A slot's value; used to read the evidence back."""
        tracker = await self.agent.tracker_store.get_or_create_tracker(sender)
        return tracker.get_slot(name)

    async def settle(self) -> None:
        """Wait for turns that run behind an emergency reply."""
        await self.gateway.settle()


async def open_bot() -> Bot:
    """The bot with the model on disk. Raises CommandError."""
    try:
        return Bot(await load_agent(project.MODEL))
    except ModelError as error:
        raise CommandError(str(error)) from error
