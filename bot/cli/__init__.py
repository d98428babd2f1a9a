"""The `backstride` command: one module a sub-command."""
