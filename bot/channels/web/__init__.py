"""The website's channel: Rasa's socket protocol, and a little more for ours."""

from bot.channels.web.channel import WebInput

__all__ = ["WebInput"]
