"""Slack: Events API or Socket Mode, Block Kit, direct messages only for health."""

from bot.channels.slack.channel import SlackChannel

__all__ = ["SlackChannel"]
