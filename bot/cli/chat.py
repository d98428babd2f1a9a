"""`backstride chat`: a conversation in the terminal, complete with the gateway."""

from __future__ import annotations

import argparse
import asyncio
import sys
import uuid
from typing import Any

from bot.cli import train

LEAVE = ("/quit", "/exit", "/q")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose yet."""


def run(arguments: argparse.Namespace) -> int:
    """Talk until the runner leaves or the input ends."""
    train.ensure_current()
    try:
        asyncio.run(_chat())
    except KeyboardInterrupt:
        print()
    return 0


async def _chat() -> None:
    from rich.console import Console

    from bot.cli.conversation import open_bot
    from bot.cli.quiet import quiet

    quiet()
    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    bot = await open_bot()
    sender = uuid.uuid4().hex
    console.print("[dim]Type /quit to leave; answer by number or in words.[/dim]")
    buttons = _show(console, await bot.send(sender, "hello"))
    while (text := _read(sys.stdin.isatty())) is not None:
        if text.strip().lower() in LEAVE:
            break
        if not sys.stdin.isatty():
            console.print(f"[bold]> [/bold]{text}", markup=True)
        buttons = _show(console, await bot.send(sender, _chosen(text, buttons)))
    await bot.settle()


def _read(interactive: bool) -> str | None:
    try:
        return input("> " if interactive else "")
    except EOFError:
        return None


def _chosen(text: str, buttons: list[str]) -> str:
    """A number picks a button, unless the question wants a number."""
    stripped = text.strip().rstrip(".)")
    if stripped.isdigit() and 0 < int(stripped) <= len(buttons):
        return buttons[int(stripped) - 1]
    return text


def _show(console: Any, replies: list[dict[str, Any]]) -> list[str]:
    """Print the replies; the payloads of the last buttons."""
    from rich.text import Text

    payloads: list[str] = []
    for reply in replies:
        if reply.get("text"):
            style = "bold red" if _urgent(replies) else "green"
            console.print(Text(reply["text"], style=style))
            console.print()
        if reply.get("buttons"):
            payloads = [button["payload"] for button in reply["buttons"]]
            for number, button in enumerate(reply["buttons"], start=1):
                console.print(Text(f"  {number}. {button['title']}", style="cyan"))
    return payloads


def _urgent(replies: list[dict[str, Any]]) -> bool:
    return any((each.get("custom") or {}).get("type") == "red_flag" for each in replies)
