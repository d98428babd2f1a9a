"""A served bot, real databases, and what goes wrong. See docs/faults.md."""
