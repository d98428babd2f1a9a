"""Serves the bot as `backstride serve` does, with parts that can be made to fail.

    python faulty_server.py PORT MODEL ACTIONS TRACKER_DB

ACTIONS is the package of actions to run in process; TRACKER_DB a SQLite file for the
conversations, "-" to keep them in memory, or "environment" for what the variables say.
"""

from __future__ import annotations

import sys
from pathlib import Path

from rasa.core.agent import Agent

from bot.channels.server import create_app
from bot.cli.quiet import quiet
from bot.dialogue.actions import InProcessActions
from bot.dialogue.served import load_served_agent
from bot.dialogue.settings import Settings


def main() -> None:
    port, model, actions, tracker_db = sys.argv[1:]

    async def load(model: Path) -> Agent:
        url = "memory" if tracker_db == "-" else f"sqlite:///{tracker_db}"
        settings = Settings(url, ask_consent=False)
        if tracker_db == "environment":
            settings = Settings.from_environment()
        return await load_served_agent(model, InProcessActions(actions), settings)

    quiet()
    app = create_app(Path(model), load)
    app.run(host="127.0.0.1", port=int(port), motd=False, access_log=False)


if __name__ == "__main__":
    main()
