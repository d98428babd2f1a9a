"""Runs the custom actions inside the Rasa process, and turns their failures into words.

Rasa swallows an action that raises and goes on with the old slots: a question is
repeated, or stale evidence assessed. Here a failure becomes an apology and
`next_step: failed`, and the rules stop there.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

from bot.knowledge.loader import load_wording

logger = logging.getLogger(__name__)

TIME_LIMIT_SECONDS = 4.0
# More than the default, so that hanging actions leave room for everybody else's.
MOST_AT_ONCE = 64
APOLOGY = "gateway_failed"  # a key of data/knowledge/wording


class InProcessActions(EndpointConfig):
    """An action endpoint that needs no server. `package` holds the actions."""

    def __init__(
        self, package: str = "actions", time_limit: float = TIME_LIMIT_SECONDS
    ) -> None:
        """Import the actions; a broken one ends the start with its own error."""
        # Our actions never look at the domain, and it is long: leave it out.
        super().__init__(url="inprocess://actions", enable_selective_domain=True)
        self._package = package
        self._time_limit = time_limit
        self.executor = ActionExecutor()
        self.executor.register_package(package)
        self._threads = ThreadPoolExecutor(MOST_AT_ONCE, "action")
        self._loops = threading.local()
        self._apology = load_wording()[APOLOGY]

    def warm_up(self) -> Sequence[str]:
        """What PACKAGE.warming does beforehand, if there is one; sentences to try."""
        name = f"{self._package}.warming"
        try:
            module = importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name in (name, self._package):
                return ()
            raise
        return tuple(module.warm_up())

    def close(self) -> None:
        """Close what `warm_up` opened, where PACKAGE.warming says how."""
        module = sys.modules.get(f"{self._package}.warming")
        close = getattr(module, "close", None)
        if close is not None:
            close()

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Run one action in a thread, so that a slow one holds up nobody else."""
        call = kwargs["json"]
        loop = asyncio.get_running_loop()
        try:
            return await asyncio.wait_for(
                loop.run_in_executor(self._threads, self._run, call), self._time_limit
            )
        except asyncio.TimeoutError:
            logger.error("%s took over %s s", call.get("next_action"), self._time_limit)
        except Exception as error:  # noqa: BLE001 - whatever it was, the runner hears
            # The kind only: the message may hold the runner's words.
            logger.error("%s raised %s", call.get("next_action"), type(error).__name__)
        return {
            "events": [{"event": "slot", "name": "next_step", "value": "failed"}],
            "responses": [{"text": self._apology}],
        }

    def _run(self, call: dict[str, Any]) -> Any:
        """A loop for each thread: a new one for each call costs more than the call."""
        if not hasattr(self._loops, "loop"):
            self._loops.loop = asyncio.new_event_loop()
        return self._loops.loop.run_until_complete(self.executor.run(call))
