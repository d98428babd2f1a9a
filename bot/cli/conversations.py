"""Where the stored conversations are, for the commands that look after them."""

from __future__ import annotations

from bot.cli.errors import CommandError
from bot.dialogue.database import Database
from bot.dialogue.settings import MEMORY, Settings, SettingsError


def settings() -> Settings:
    """Those of the environment. Raises CommandError."""
    try:
        return Settings.from_environment()
    except SettingsError as error:
        raise CommandError(str(error)) from error


def database() -> Database:
    """The database of the conversations. Raises CommandError."""
    url = settings().conversations
    if url == MEMORY:
        raise CommandError(
            "Conversations are kept in memory only (BACKSTRIDE_CONVERSATIONS_URL)."
        )
    return Database(url)


def shown(database: Database) -> str:
    """The address without its password."""
    return str(database.url.render_as_string(hide_password=True))
