"""`python -m tests.fakes.slack --port 8082`: stands in for Slack until stopped."""

from __future__ import annotations

import argparse

from tests.fakes.slack.server import FakeSlack
from tests.fakes.standin import serve

SAYS = """A stand-in of Slack is at {url}
  BACKSTRIDE_SLACK_API_URL={url}/api/ BACKSTRIDE_SLACK_BOT_TOKEN=<bot> \\
  BACKSTRIDE_SLACK_APP_TOKEN=<app> make run
  curl -d '{{"user": "U7", "text": "my back hurts"}}' {url}/control/say
  curl -d '{{"user": "U7", "label": "Not sure"}}' {url}/control/press
  curl {url}/control/chat?channel=DU7
  curl -d '{{"method": "chat.postMessage"}}' {url}/control/limit"""
SAYS = SAYS.replace("<bot>", FakeSlack.BOT_TOKEN).replace("<app>", FakeSlack.APP_TOKEN)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8082)
    serve(FakeSlack(), parser.parse_args(), SAYS)


if __name__ == "__main__":
    main()
