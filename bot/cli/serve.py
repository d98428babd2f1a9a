"""`backstride serve`: the page, REST and health on one port."""

from __future__ import annotations

import argparse
import os
import socket
import warnings

from bot.cli import logs, project, train
from bot.cli.errors import CommandError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=5005, help="port to listen on")
    parser.add_argument(
        "--processes",
        type=int,
        default=1,
        metavar="N",
        help="so many, at PORT and the ports after it, sharing one model in memory",
    )
    parser.add_argument(
        "--as-is", action="store_true", help="neither build nor train: as in an image"
    )


def run(arguments: argparse.Namespace) -> int:
    """Bring everything up to date, then serve until stopped."""
    ports = _ports(arguments.port, arguments.processes)
    for port in ports:
        _require_free(arguments.host, port)
    _require_settings()
    _check_platforms()
    if not arguments.as_is:
        train.ensure_current()
    from bot.channels.server import serve, serve_in_processes
    from bot.cli.quiet import quiet

    quiet()
    logs.set_up()
    if len(ports) == 1:
        serve(project.MODEL, host=arguments.host, port=arguments.port)
    else:
        serve_in_processes(project.MODEL, host=arguments.host, ports=ports)
    return 0


def _ports(first: int, processes: int) -> range:
    if processes < 1:
        raise CommandError(f"--processes {processes}: at least one is needed.")
    if processes > 1 and not hasattr(os, "fork"):
        raise CommandError("--processes needs a system that copies processes (fork).")
    return range(first, first + processes)


def _require_settings() -> None:
    """Fail before training: a variable is wrong."""
    from bot.dialogue.settings import Settings, SettingsError

    try:
        Settings.from_environment()
    except SettingsError as error:
        raise CommandError(str(error)) from error


def _check_platforms() -> None:
    """Fail before training: a variable of Slack or Telegram is missing or wrong."""
    # Rasa is imported on the way, and its friends have much to say about one another.
    with warnings.catch_warnings(record=True):
        from bot.channels.chat.environment import SettingsError
        from bot.channels.slack.settings import SlackSettings
        from bot.channels.telegram.settings import TelegramSettings

    try:
        SlackSettings.read(os.environ)
        TelegramSettings.read(os.environ)
    except SettingsError as error:
        raise CommandError(str(error)) from error


def _require_free(host: str, port: int) -> None:
    """Fail before training rather than after it."""
    if not 0 < port < 65536:
        raise CommandError(f"--port {port}: a port is a number from 1 to 65535.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} on {host} cannot be used ({error.strerror}). Stop what "
                f"uses it, or choose another: make run PORT={port + 1}"
            ) from error
