"""A strict stand-in of Slack: Web API, Events API deliveries, Socket Mode."""

from tests.fakes.slack.server import FakeSlack

__all__ = ["FakeSlack"]
