"""Slack's variables. The channel is on when the bot token is set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.channels.chat.environment import SettingsError, Variable, first_set

BOT_TOKEN = Variable(
    "BACKSTRIDE_SLACK_BOT_TOKEN",
    r"xoxb-[\w-]{10,}",
    'It is the "Bot User OAuth Token" (xoxb-…) of OAuth & Permissions.',
)
APP_TOKEN = Variable(
    "BACKSTRIDE_SLACK_APP_TOKEN",
    r"xapp-[\w-]{10,}",
    "It is the app-level token (xapp-…, scope connections:write) of Basic Information.",
)
SIGNING_SECRET = Variable(
    "BACKSTRIDE_SLACK_SIGNING_SECRET",
    r"[0-9A-Za-z]{16,}",
    'It is the "Signing Secret" of Basic Information.',
)
API_URL = Variable(
    "BACKSTRIDE_SLACK_API_URL", r"https?://\S+", "It begins with http:// or https://."
)


@dataclass(frozen=True)
class SlackSettings:
    """With `app_token` events come by Socket Mode, else to our own address."""

    bot_token: str
    app_token: str = ""
    signing_secret: str = ""
    api_url: str = "https://slack.com/api/"

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> SlackSettings | None:
        """None when Slack is not wanted. Raises SettingsError."""
        because = first_set((BOT_TOKEN, APP_TOKEN, SIGNING_SECRET), environment)
        if because is None:
            return None
        bot_token = BOT_TOKEN.require(environment, because)
        app_token = APP_TOKEN.read(environment)
        secret = SIGNING_SECRET.read(environment)
        if not app_token and not secret:
            raise SettingsError(
                f"{BOT_TOKEN.name} is set, but neither {APP_TOKEN.name} (Socket Mode, "
                f"no public address needed) nor {SIGNING_SECRET.name} (Events API) is."
            )
        url = API_URL.read(environment) or cls.api_url
        return cls(bot_token, app_token, secret, url.rstrip("/") + "/")

    def __repr__(self) -> str:
        return f"SlackSettings(mode={self.mode!r})"  # no secrets in tracebacks

    @property
    def mode(self) -> str:
        """How Slack reaches us."""
        return "socket_mode" if self.app_token else "events_api"
