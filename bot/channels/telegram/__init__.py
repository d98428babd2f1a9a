"""Telegram: long polling or a webhook, inline keyboards, private answers only."""

from bot.channels.telegram.channel import TelegramChannel

__all__ = ["TelegramChannel"]
