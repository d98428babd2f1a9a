"""Collects a turn's messages, each as it was said.

Rasa's own collector cuts a text at every empty line and so makes many messages of one.
"""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel


class Collector(CollectingOutputChannel):
    """Keeps the paragraphs of a text together, and its buttons with them."""

    async def send_text_message(
        self, recipient_id: str, text: str, **kwargs: Any
    ) -> None:
        """One text, one message."""
        await self._persist_message(self._message(recipient_id, text=text))

    async def send_text_with_buttons(
        self,
        recipient_id: str,
        text: str,
        buttons: list[dict[str, Any]],
        **kwargs: Any,
    ) -> None:
        """One text with its buttons."""
        await self._persist_message(
            self._message(recipient_id, text=text, buttons=buttons)
        )
