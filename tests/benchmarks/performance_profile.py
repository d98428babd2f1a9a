"""Where the time of one of our turns goes, stage by stage; prints JSON.

Runs the gateway, the model and the actions in this process, one message at a time, with
a stopwatch around each stage. A stage's time is its own: what it waits for other stages
is theirs.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import json
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

from tests.benchmarks.performance_scripts import scripts

ROUNDS = 3


class Stopwatch:
    """Adds up each stage's own time. Stages nest; one turn at a time."""

    def __init__(self) -> None:
        """Nothing measured yet."""
        self.own: dict[str, float] = {}
        self._inner: list[float] = []

    @contextmanager
    def measuring(self, stage: str) -> Any:
        """What runs meanwhile is this stage's, except for stages inside it."""
        self._inner.append(0.0)
        started = time.perf_counter()
        try:
            yield
        finally:
            taken = time.perf_counter() - started
            inside = self._inner.pop()
            self.own[stage] = self.own.get(stage, 0.0) + taken - inside
            if self._inner:
                self._inner[-1] += taken

    def watch(self, owner: Any, name: str, stage: str) -> None:
        """Measure a method, async or not, from now on."""
        setattr(owner, name, self._watched(getattr(owner, name), stage))

    def _watched(self, method: Callable[..., Any], stage: str) -> Callable[..., Any]:
        @functools.wraps(method)
        async def later(*args: Any, **kwargs: Any) -> Any:
            with self.measuring(stage):
                return await method(*args, **kwargs)

        @functools.wraps(method)
        def now(*args: Any, **kwargs: Any) -> Any:
            with self.measuring(stage):
                return method(*args, **kwargs)

        return later if inspect.iscoroutinefunction(method) else now


def put_watches(bot: Any, watch: Stopwatch) -> None:
    """On the seams between the stages."""
    processor = bot.agent.processor
    watch.watch(bot, "send", "gateway")
    watch.watch(processor, "handle_message", "Rasa's own steps")
    watch.watch(processor, "parse_message", "understanding")
    watch.watch(processor, "predict_next_with_tracker_if_should", "policies")
    watch.watch(processor, "_run_action", "running actions")
    watch.watch(processor.action_endpoint, "request", "our actions")
    for name in ("get_or_create_tracker", "retrieve", "save"):
        watch.watch(processor.tracker_store, name, "conversation store")


async def profile() -> dict[str, Any]:
    """Milliseconds a turn by stage, and the median and first turn as a whole."""
    from bot.cli.conversation import open_bot
    from bot.cli.quiet import quiet

    quiet()
    bot = await open_bot()
    first = time.perf_counter()
    await bot.send("warm-up", scripts()[0].messages[0])
    first = time.perf_counter() - first
    for message in scripts()[0].messages:
        await bot.send("warm-up-2", message)
    watch = Stopwatch()
    put_watches(bot, watch)
    turns = []
    for number in range(ROUNDS):
        for which, script in enumerate(scripts()):
            for message in script.messages:
                started = time.perf_counter()
                await bot.send(f"profile-{number}-{which}", message)
                turns.append((time.perf_counter() - started) * 1000)
    await bot.settle()
    stages = {stage: s * 1000 / len(turns) for stage, s in watch.own.items()}
    return {
        "stages": stages,
        "median": statistics.median(turns),
        "mean": statistics.fmean(turns),
        "first": first * 1000,
        "turns": len(turns),
    }


if __name__ == "__main__":
    json.dump(asyncio.run(profile()), sys.stdout)
