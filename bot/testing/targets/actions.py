"""Custom actions in this process, and their stand-ins where a test names them."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor


class Stubs:
    """What actions answer instead of running, by conversation."""

    def __init__(self) -> None:
        """None to begin with."""
        self._stubs: dict[str, Mapping[str, Any]] = {}

    def put(self, sender: str, stubs: Mapping[str, Any]) -> None:
        """From now on, in this conversation."""
        self._stubs[sender] = copy.deepcopy(dict(stubs))

    def answer(self, call: Mapping[str, Any]) -> dict[str, Any] | None:
        """The stand-in's events and responses for an action's call, if it has one."""
        stubs = self._stubs.get(str(call.get("sender_id")), {})
        stub = stubs.get(str(call.get("next_action")))
        if isinstance(stub, list):  # once each, in order; then the action itself
            stub = stub.pop(0) if stub else None
        if stub is None:
            return None
        return {
            "events": list(stub.get("events") or []),
            "responses": list(stub.get("responses") or []),
        }


class ExecutedActions(EndpointConfig):
    """An action endpoint that runs a bot's own `package` of actions, or none."""

    def __init__(self, package: str = "") -> None:
        """Import the actions."""
        super().__init__(url="inprocess://actions")
        self.stubs = Stubs()
        self._executor = ActionExecutor()
        if package:
            self._executor.register_package(package)

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Run one action; what it raises is Rasa's to deal with, as it would be."""
        call = kwargs["json"]
        stub = self.stubs.answer(call)
        return stub if stub is not None else await self._executor.run(call)
