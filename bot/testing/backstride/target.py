"""Backstride as it is served: the trained model and its actions behind the gateway."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from bot.channels.gateway import Gateway
from bot.dialogue.actions import InProcessActions
from bot.dialogue.agent import ModelError, load_agent, stored
from bot.safety.journal import Journal
from bot.testing.problems import KitError
from bot.testing.targets.actions import Stubs
from bot.testing.targets.in_process import InProcess

CHANNEL = "kit"
# Longer than when served: a busy build machine is no fault of the bot.
TURN_SECONDS, ACTION_SECONDS = 60.0, 30.0
WARM_UP = "warm-up"


class StubbedActions(InProcessActions):
    """Our actions, and the stand-ins a test names."""

    def __init__(self) -> None:
        """The project's own package of actions."""
        super().__init__(time_limit=ACTION_SECONDS)
        self.stubs = Stubs()

    async def request(self, *given: Any, **kwargs: Any) -> Any:
        """Run one action, or answer for it."""
        stub = self.stubs.answer(kwargs["json"])
        return stub if stub is not None else await super().request(*given, **kwargs)


async def open_backstride(model: Path) -> InProcess:
    """Load the model. Raises KitError with what to do."""
    actions = StubbedActions()
    try:
        agent = await load_agent(model, actions)
    except ModelError as error:
        raise KitError(str(error)) from error
    # Red flags in tests are no emergencies: they stay out of the real journal.
    journal = Journal(Path(tempfile.mkdtemp(prefix="kit-")) / "emergency.log")
    gateway = Gateway(
        agent.handle_message,
        stored=partial(stored, agent),
        journal=journal,
        deadline=TURN_SECONDS,
    )
    # What is opened on first use is opened now, so that no conversation pays for it.
    await gateway.answer(WARM_UP, WARM_UP, channel=CHANNEL)

    async def speak(
        sender: str, text: str, metadata: dict[str, Any]
    ) -> list[dict[str, Any]]:
        return await gateway.answer(sender, text, channel=CHANNEL, metadata=metadata)

    return InProcess(agent, actions.stubs, speak)
