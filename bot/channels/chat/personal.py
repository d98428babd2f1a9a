"""What a channel needs so that a runner can take out or erase what is kept of them."""

from __future__ import annotations

from typing import Any, Protocol


class PersonalData(Protocol):
    """Both take the sender id of the conversation."""

    async def export(self, sender: str) -> dict[str, Any]:
        """All that is kept of the runner, as plain JSON; {} when nothing is."""

    async def delete(self, sender: str) -> None:
        """Erase all of it. Raises whatever kept it from being erased."""
