"""A RabbitMQ of our own, from Debian's package, that can be stopped and started."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

PROGRAM = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
START_SECONDS = 90


class RabbitMQ:
    """`url` is where it listens; its data outlives `stop` and `start`."""

    def __init__(self, folder: Path) -> None:
        """Skips the test where the server or Erlang is not installed."""
        if not PROGRAM.exists() or not shutil.which("epmd"):
            pytest.skip(
                "rabbitmq-server is not installed (apt-get install rabbitmq-server)"
            )
        self._port, self._names, distribution = _free_port(), _free_port(), _free_port()
        self.url = f"amqp://guest:guest@127.0.0.1:{self._port}/"
        self._server: subprocess.Popen[bytes] | None = None
        self._log = folder / "printed.log"
        self._environment = {
            **os.environ,
            "HOME": str(folder),
            "ERL_EPMD_PORT": str(self._names),
            "RABBITMQ_NODENAME": f"test{self._port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self._port),
            "RABBITMQ_DIST_PORT": str(distribution),
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_CONFIG_FILE": str(folder / "none"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "no_plugins"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1",
        }
        # Else the node would leave one behind for good.
        self._epmd = subprocess.Popen(
            ["epmd", "-port", str(self._names), "-address", "127.0.0.1"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def start(self) -> None:
        """Until it takes connections."""
        with self._log.open("ab") as printed:
            self._server = subprocess.Popen(
                [PROGRAM],
                env=self._environment,
                stdout=printed,
                stderr=printed,
                start_new_session=True,
            )
        until = time.monotonic() + START_SECONDS
        while not self._takes_connections():
            assert self._server.poll() is None, self._log.read_text()
            assert time.monotonic() < until, self._log.read_text()
            time.sleep(0.2)

    def stop(self) -> None:
        """At once, as a power cut does."""
        if self._server is not None:
            os.killpg(self._server.pid, signal.SIGKILL)
            self._server.wait()
            self._server = None

    def close(self) -> None:
        """The end of it, and of what keeps the names of Erlang's nodes."""
        self.stop()
        self._epmd.kill()
        self._epmd.wait()

    def _takes_connections(self) -> bool:
        """Its port is open late, and the protocol answers later still."""
        try:
            with socket.create_connection(("127.0.0.1", self._port), 1) as client:
                client.settimeout(2)
                client.sendall(b"AMQP\x00\x00\x09\x01")
                return len(client.recv(8)) == 8
        except OSError:
            return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
