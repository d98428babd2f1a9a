"""`python -m tests.fakes.telegram --port 8081`: a Telegram until stopped."""

from __future__ import annotations

import argparse

from tests.fakes.standin import serve
from tests.fakes.telegram.server import FakeTelegram

SAYS = """A stand-in of Telegram is at {url}
  BACKSTRIDE_TELEGRAM_API_URL={url} BACKSTRIDE_TELEGRAM_TOKEN=<token> make run
  curl -d '{{"user": 7, "text": "my back hurts"}}' {url}/control/say
  curl -d '{{"user": 7, "label": "Not sure"}}' {url}/control/press
  curl {url}/control/chat?chat=7
  curl -d '{{"method": "sendMessage"}}' {url}/control/limit""".replace(
    "<token>", FakeTelegram.TOKEN
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    serve(FakeTelegram(), parser.parse_args(), SAYS)


if __name__ == "__main__":
    main()
