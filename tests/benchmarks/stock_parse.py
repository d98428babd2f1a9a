"""What stock Rasa makes of messages; run by the Python of its own environment.

`python stock_parse.py MODEL` reads a JSON list of texts and prints a JSON list with
`entities`, `intent` and `milliseconds` for each.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import time
from typing import Any


async def parse(model: str, texts: list[str]) -> list[dict[str, Any]]:
    from rasa.core.agent import load_agent

    agent = await load_agent(model_path=model)
    await agent.parse_message("my back hurts")  # the first is slower
    found = []
    for text in texts:
        start = time.perf_counter()
        parsed = await agent.parse_message(text)
        milliseconds = (time.perf_counter() - start) * 1000
        intent = (parsed.get("intent") or {}).get("name")
        found.append(
            {
                "entities": parsed.get("entities") or [],
                "intent": intent,
                "milliseconds": milliseconds,
            }
        )
    return found


def quiet() -> None:
    """As in `bot.cli.quiet`: debug events would be printed, words and all."""
    import logging

    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)
    configure_logging_and_warnings(log_level=logging.ERROR)


if __name__ == "__main__":
    given = json.load(sys.stdin)
    with contextlib.redirect_stdout(sys.stderr):
        quiet()
        result = asyncio.run(parse(sys.argv[1], given))
    json.dump(result, sys.stdout, default=float)
