"""A Rasa bot in this process: model loaded once, actions run here, nothing hidden."""

from __future__ import annotations

import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.agent import load_agent as load_rasa_agent
from rasa.core.utils import AvailableEndpoints
from rasa.model import get_latest_model
from rasa.shared.core.events import SlotSet

from bot.testing.model import Turn
from bot.testing.problems import KitError
from bot.testing.targets import Conversation, Start
from bot.testing.targets.actions import ExecutedActions, Stubs
from bot.testing.targets.inside import inside_of, latest_message, reply_of, slots_of

# Sender, text, metadata: the replies as the REST channel would carry them.
Speak = Callable[[str, str, dict[str, Any]], Awaitable[list[dict[str, Any]]]]


class InProcess:
    """An agent, and the way to talk to it."""

    name = "in process"

    def __init__(self, agent: Agent, stubs: Stubs, speak: Speak | None = None) -> None:
        """`speak` puts something before the agent, such as a gateway."""
        self.agent = agent
        self.stubs = stubs
        self.speak = speak or self._speak

    async def begin(self, start: Start) -> Conversation:
        """Set slots and stand-ins, and note how everything is before a word is said."""
        processor = self.agent.processor
        if processor is None:
            raise KitError("The model has no dialogue part; train one with stories.")
        tracker = await processor.fetch_tracker_with_initial_session(start.sender)
        for name, value in start.slots.items():
            tracker.update(SlotSet(name, value))
        if start.slots:
            await self.agent.tracker_store.save(tracker)
        self.stubs.put(start.sender, start.stubs)
        return _Conversation(self, start, slots_of(tracker))

    async def close(self) -> None:
        """Nothing is kept open."""

    async def _speak(
        self, sender: str, text: str, metadata: dict[str, Any]
    ) -> list[dict[str, Any]]:
        from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

        channel = CollectingOutputChannel()
        message = UserMessage(text, channel, sender, metadata=metadata or None)
        await self.agent.handle_message(message)
        return list(channel.messages)


class _Conversation:
    def __init__(self, target: InProcess, start: Start, slots: dict[str, Any]) -> None:
        self._target = target
        self._start = start
        self._slots = slots
        self._last = ""

    async def say(self, text: str, metadata: Mapping[str, Any]) -> Turn:
        """One turn, what runs on behind an early reply included."""
        agent, sender = self._target.agent, self._start.sender
        data = {**self._start.metadata, **metadata}
        began = time.perf_counter()
        replies = await self._target.speak(sender, text, data)
        seconds = time.perf_counter() - began
        async with agent.lock_store.lock(sender):  # after whatever still runs
            tracker = await agent.tracker_store.retrieve(sender)
        inside = tracker and inside_of(tracker, self._slots, self._last)
        if tracker:
            self._slots, self._last = slots_of(tracker), latest_message(tracker)
        return Turn(text, tuple(map(reply_of, replies)), seconds, inside)


async def open_rasa_bot(folder: Path) -> InProcess:
    """Any Rasa bot: its newest model in `models/`, its package `actions` if it has one.

    Raises KitError when there is no model.
    """
    model = get_latest_model(str(folder / "models"))
    if model is None:
        raise KitError(f"{folder}/models: there is no trained model. Run `rasa train`.")
    has_actions = any((folder / name).exists() for name in ("actions", "actions.py"))
    if has_actions and str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    actions = ExecutedActions("actions" if has_actions else "")
    agent = await load_rasa_agent(
        model_path=model, endpoints=AvailableEndpoints(action=actions)
    )
    if not agent.is_ready():
        raise KitError(f"{model}: this model cannot be loaded. Train it again.")
    return InProcess(agent, actions.stubs)
