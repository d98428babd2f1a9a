"""The emergency check: rules in YAML, bounded time, no network; what is said then."""
