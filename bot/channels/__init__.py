"""Ways in: HTTP, the page, Slack, Telegram; all through one gateway."""
