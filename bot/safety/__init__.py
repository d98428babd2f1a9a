"""The emergency check: rules in YAML, bounded time, no network; and what is said then."""
