"""Prints what a model makes of messages and of a conversation, as JSON.

Run as a program by each of the two environments: `python answers.py MODEL MESSAGES`.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))


async def answers(model: Path, messages: list[str]) -> dict[str, Any]:
    from bot.cli.conversation import Bot
    from bot.cli.quiet import quiet
    from bot.cli.say import understood
    from bot.dialogue.agent import load_agent
    from bot.safety.detector import Detector

    quiet()
    bot = Bot(await load_agent(model))
    detector = Detector.load()
    said = [
        understood(text, await bot.agent.parse_message(text), detector)
        for text in messages
    ]
    talk = []
    for number, text in enumerate(messages):
        # One conversation of many turns, begun anew now and then.
        talk.append(await bot.send(f"talk-{number // 8}", text))
        await bot.settle()
    return {"said": said, "talk": talk, "tensorflow": _real_tensorflow()}


def _real_tensorflow() -> str:
    """The version of a real TensorFlow, or nothing where there is only the stand-in."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("tensorflow")
    except PackageNotFoundError:
        return ""


if __name__ == "__main__":
    texts = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    print(json.dumps(asyncio.run(answers(Path(sys.argv[1]), texts)), sort_keys=True))
