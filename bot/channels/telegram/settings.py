"""Telegram's variables. The channel is on when the token is set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.channels.chat.environment import Variable, first_set

TOKEN = Variable(
    "BACKSTRIDE_TELEGRAM_TOKEN",
    r"\d+:[\w-]{20,}",
    "It is what @BotFather gave you, such as 123456:AbC-….",
)
WEBHOOK_URL = Variable(
    "BACKSTRIDE_TELEGRAM_WEBHOOK_URL",
    r"https?://\S+",
    "It is this server's public address, such as https://bot.example.org.",
)
SECRET = Variable(
    "BACKSTRIDE_TELEGRAM_SECRET",
    r"[\w-]{16,256}",
    "It is 16 to 256 letters, digits, _ or -; make one with: openssl rand -hex 32.",
)
API_URL = Variable(
    "BACKSTRIDE_TELEGRAM_API_URL",
    r"https?://\S+",
    "It begins with http:// or https://.",
)
PATH = "/webhooks/telegram/webhook"


@dataclass(frozen=True)
class TelegramSettings:
    """With a `webhook_url` updates come to us, else we ask for them."""

    token: str
    webhook_url: str = ""
    secret: str = ""
    api_url: str = "https://api.telegram.org"

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> TelegramSettings | None:
        """None when Telegram is not wanted. Raises SettingsError."""
        because = first_set((TOKEN, WEBHOOK_URL, SECRET), environment)
        if because is None:
            return None
        token = TOKEN.require(environment, because)
        url, secret = WEBHOOK_URL.read(environment), SECRET.read(environment)
        if url:
            secret = SECRET.require(environment, WEBHOOK_URL)
            url = url.rstrip("/").removesuffix(PATH) + PATH
        elif secret:
            WEBHOOK_URL.require(environment, SECRET)
        api = API_URL.read(environment) or cls.api_url
        return cls(token, url, secret, api.rstrip("/"))

    def __repr__(self) -> str:
        return f"TelegramSettings(mode={self.mode!r})"  # no token in tracebacks

    @property
    def mode(self) -> str:
        """How updates reach us."""
        return "webhook" if self.webhook_url else "long_polling"
