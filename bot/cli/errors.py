"""Errors that the person at the keyboard can act on: one line, exit code 1."""

from __future__ import annotations


class CommandError(RuntimeError):
    """Something expected went wrong; the message says where, what and what to do."""
