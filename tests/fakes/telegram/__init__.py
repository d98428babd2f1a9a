"""A strict stand-in of Telegram's Bot API server."""

from tests.fakes.telegram.server import FakeTelegram

__all__ = ["FakeTelegram"]
