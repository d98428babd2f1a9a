"""Strict stand-ins of the Slack and Telegram servers, over real HTTP and websockets.

They refuse what the real ones refuse. Each runs on its own too:

    python -m tests.fakes.telegram --port 8081
    python -m tests.fakes.slack --port 8082
"""
